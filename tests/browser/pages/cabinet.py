"""The citizen's cabinet."""

import re
from pathlib import Path

from playwright.sync_api import Locator

from tests.browser.pages.doors import Verdict
from tests.browser.pages.screen import Answer, Screen
from tests.browser.pages.visitor import Visitor

_CASE = r"/cabinet/cases/\d\d-\d{6}-\d"


class Cabinet(Screen):
    """What waits, the cases, the drafts."""

    address = "/cabinet/"

    @classmethod
    def open(cls, visitor: Visitor) -> "Cabinet":
        """Come as somebody who is signed in."""
        visitor.page.goto("/cabinet/")
        return cls(visitor)

    @property
    def numbers(self) -> set[str]:
        """The numbers of all cases."""
        links = self.page.locator('main .tasks a[href^="/cabinet/cases/"]')
        return {number_in(link.get_attribute("href") or "") for link in links.all()}

    @property
    def draft(self) -> str:
        """Where an application goes on that was begun and not sent."""
        return self.page.locator('main .tasks a[href^="/apply/"]').first.get_attribute("href") or ""

    @property
    def waiting(self) -> Locator:
        """What waits for the citizen."""
        return self.page.locator("section[aria-labelledby=waiting]")

    def open_case(self, number: str) -> "OwnCase":
        """One case."""
        self.follow(f"/cabinet/cases/{number}/")
        return OwnCase(self.visitor)


class Profile(Screen):
    """What is known of the citizen, and who has looked at their cases."""

    address = "/cabinet/profile/"

    @classmethod
    def open(cls, visitor: Visitor) -> "Profile":
        """Come as somebody who is signed in."""
        visitor.page.goto("/cabinet/profile/")
        return cls(visitor)

    @property
    def looks(self) -> Locator:
        """The recorded looks of officers."""
        return self.page.locator("main table tbody tr")


class Receipt(Screen):
    """That the application was sent."""

    address = f"{_CASE}/receipt/"

    def __init__(self, visitor: Visitor) -> None:
        super().__init__(visitor)
        self.number = number_in(self.page.url)

    def follow_case(self) -> "OwnCase":
        """To the case."""
        self.follow(f"/cabinet/cases/{self.number}/")
        return OwnCase(self.visitor)


class OwnCase(Screen):
    """One case, as its applicant sees it."""

    address = f"{_CASE}/"

    def __init__(self, visitor: Visitor) -> None:
        super().__init__(visitor)
        self.number = number_in(self.page.url)

    @property
    def timeline(self) -> Locator:
        """What has happened."""
        return self.page.locator(".timeline li")

    @property
    def results(self) -> Locator:
        """The links to the result documents."""
        return self.page.locator('#case a[href*="/results/"]')

    def wait_for_result(self) -> "OwnCase":
        """Until the result document is made."""
        self.visitor.until(self._result_meanwhile, "the result document")
        self.visitor.look()
        return self

    def _result_meanwhile(self) -> bool:
        self.page.reload()
        return self.results.count() > 0

    def download_result(self, to: Path) -> bytes:
        """The result document."""
        return self._download(self.results.first, to)

    def download_result_package(self, to: Path) -> bytes:
        """The same with its signatures."""
        return self._download(self.page.locator('#case a[href*="/results/"][href$="/package/"]').first, to)

    def download_application_package(self, to: Path) -> bytes:
        """The application with its signatures."""
        return self._download(self.page.locator('#case a[href$="/application/package/"]'), to)

    def _download(self, link: Locator, to: Path) -> bytes:
        with self.page.expect_download() as download:
            link.click()
        download.value.save_as(to)
        return to.read_bytes()

    @property
    def verify_code(self) -> str:
        """The code of the result document, without hyphens."""
        link = self.page.locator('#case a.code[href^="/verify/"]').first.get_attribute("href")
        assert link
        return link.removeprefix("/verify/").strip("/")

    def check_result(self) -> Verdict:
        """What anybody is told about the document."""
        self.follow(f"/verify/{self.verify_code}/")
        return Verdict(self.visitor)

    def prove(self) -> "Proof":
        """Have it shown that the application is under review."""
        self.send("/proof/")
        return Proof(self.visitor)

    def object(self, words: str) -> "OwnCase":
        """Object in writing to the preliminary decision."""
        return self._write("objection", objection=words, attendance="comes")

    def complain(self, about: str, words: str) -> "OwnCase":
        """Complain about the case."""
        return self._write("complaint", about=about, text=words)

    def tell_of_summons(self, **answers: Answer) -> "Told":
        """Say when and where one has been summoned although one has applied."""
        self.follow("/tell/summoned/")
        letter = Letter(self.visitor)
        letter.fill(letter.form("/tell/summoned/"), answers)
        letter.send("/tell/summoned/")
        return Told(self.visitor)

    def _write(self, what: str, **answers: str) -> "OwnCase":
        self.follow(f"/{what}/")
        letter = Letter(self.visitor)
        letter.fill(letter.form(f"/{what}/"), answers)
        letter.send(f"/{what}/")
        return OwnCase(self.visitor)


class Proof(Screen):
    """That an application is under review."""

    address = f"{_CASE}/proof/"

    @property
    def code(self) -> str:
        """What the QR leads to."""
        address = self.page.locator('main a.code[href*="/verify/"]').get_attribute("href")
        assert address
        return address.rpartition("/verify/")[2].strip("/")


class Letter(Screen):
    """A page on which the applicant writes to the commission."""

    address = f"{_CASE}/(objection|complaint|tell/[a-z]+)/"


class Told(Screen):
    """What came up beside a case, with all proofs."""

    address = rf"{_CASE}/told/\d+/"

    @property
    def qr(self) -> Locator:
        """What a patrol scans."""
        return self.page.locator("main img.qr")

    def back_to_case(self) -> OwnCase:
        """To the case."""
        self.follow(f"/cabinet/cases/{number_in(self.page.url)}/")
        return OwnCase(self.visitor)


def number_in(address: str) -> str:
    """The case number in an address."""
    found = re.search(r"\d\d-\d{6}-\d", address)
    assert found, address
    return found.group()
