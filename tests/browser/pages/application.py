"""The five steps of an application."""

import re
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, expect

from tests.browser.pages.cabinet import Receipt
from tests.browser.pages.doors import SignIn
from tests.browser.pages.screen import Answer, Screen, StillHere
from tests.browser.pages.signing import Signing
from tests.browser.pages.visitor import Visitor
from tests.support.phones import Phone

_DRAFT = r"/apply/[a-z]+/[0-9a-f-]{36}"


class Ground(Screen):
    """Which ground applies."""

    address = r"/apply/[a-z]+/"

    @classmethod
    def open(cls, visitor: Visitor, service: str) -> "Ground":
        """Begin an application as somebody who is signed in."""
        visitor.page.goto(f"/apply/{service}/")
        return cls(visitor)

    def choose(self, ground: str) -> "Data":
        """Choose the ground."""
        form = self.form(self.path)
        self.fill(form, {"ground": ground})
        self.leave_by(form.locator("button").first)
        return Data(self.visitor)


class Data(Screen):
    """What the registries hold, and what only the applicant can tell."""

    address = f"{_DRAFT}/data/"

    @classmethod
    def open(cls, visitor: Visitor, path: str) -> "Data":
        """The step of a draft that was begun before."""
        visitor.page.goto(path)
        return cls(visitor)

    @property
    def draft(self) -> str:
        """Where the steps of this draft begin."""
        return self.path.removesuffix("data/")

    def wait_for_registries(self) -> "Data":
        """Until none is awaited; the page fills in by itself, without scripts when it is opened again."""
        answered = self.page.locator("#registries:not([hx-get])")
        if self.visitor.javascript:
            answered.wait_for()
        else:
            self.visitor.until(self._answered_meanwhile, "the registries")
        self.visitor.look()
        return self

    def _answered_meanwhile(self) -> bool:
        self.page.reload()
        return self.page.locator("#registries:not([hx-get])").count() == 1

    def type_in(self, **answers: Answer) -> "Data":
        """Fill the form without sending it."""
        self.fill(self.form("/data/"), answers)
        return self

    def type_and_leave_to_itself(self, **answers: Answer) -> "Data":
        """With scripts what is typed is kept without sending it: this waits for that."""
        with self.page.expect_response(lambda answer: answer.url.endswith("/data/save/")):
            self.type_in(**answers)
        return self

    @property
    def explanation(self) -> str:
        """What stands in the field for the applicant's own words."""
        return self.form("/data/").locator("[name=explanation]").input_value()

    def go_on(self) -> "Papers":
        """Send the form."""
        self.send("/data/")
        return Papers(self.visitor)

    def go_on_in_vain(self) -> StillHere:
        """Send the form after the visit has ended."""
        self.send("/data/")
        return StillHere(self.visitor)


class Papers(Screen):
    """The papers that the ground asks for, and others."""

    address = f"{_DRAFT}/documents/"

    @classmethod
    def open(cls, visitor: Visitor, path: str) -> "Papers":
        """The step of a draft that was begun before."""
        visitor.page.goto(path)
        return cls(visitor)

    def card(self, kind: str) -> Locator:
        """The form for one kind of paper."""
        return self.form(f"/documents/add/{kind}/")

    @property
    def attached(self) -> Locator:
        """The papers that are there."""
        return self.page.locator("#papers .files li")

    def attach(self, kind: str, *files: FilePayload | Path) -> "Papers":
        """Add a paper of this kind; it stands on the page afterwards."""
        before = self.attached.count()
        self.send_file(kind, *files)
        expect(self.attached).to_have_count(before + 1)
        self.visitor.look()
        return self

    def attach_refused(self, kind: str, *files: FilePayload | Path) -> str:
        """Try to add a paper that is not taken; what is said about it."""
        self.send_file(kind, *files)
        expect(self.problems).to_be_visible()
        self.visitor.look()
        return self.card(kind).locator(".wrong-words").inner_text()

    def send_file(self, kind: str, *files: FilePayload | Path) -> None:
        """Choose files for a card and send them, whatever may become of it."""
        form = self.card(kind)
        form.locator("[type=file]").set_input_files(list(files))  # type: ignore[arg-type]
        if self.visitor.javascript:
            form.locator("button").first.click()
        else:
            self.leave_by(form.locator("button").first)

    def go_on(self) -> "Check":
        """To the next step."""
        self.follow("/check/")
        return Check(self.visitor)


class Check(Screen):
    """The whole application once more."""

    address = f"{_DRAFT}/check/"

    def go_on(self) -> "Certify":
        """All is right."""
        self.follow("/certify/")
        return Certify(self.visitor)


class Certify(Screen):
    """The last step: a code or a key certifies the application and sends it."""

    address = f"{_DRAFT}/certify/(send/)?"

    @property
    def draft(self) -> str:
        """Where the steps of this draft begin."""
        return re.sub(r"certify/(send/)?$", "", self.path)

    def ask_for_code(self, phone: Phone) -> "Certify":
        """Have the code sent and type it in, without sending the application yet."""
        before = len(phone.codes())
        self.send("/certify/send/")
        page = Certify(self.visitor)
        code = page.visitor.until(lambda: phone.codes()[before:], f"a code to {phone.number}")[-1]
        page.fill(page.form("/certify/"), {"code": code})
        return page

    def with_key(self) -> Signing:
        """Certify it with EDS."""
        self.send("/certify/eds/")
        return Signing(self.visitor)

    @property
    def button(self) -> Locator:
        """What sends the application."""
        return self.form("/certify/").locator("button").first

    def finish(self) -> Receipt:
        """Send the application."""
        self.leave_by(self.button)
        return Receipt(self.visitor)

    def finish_too_late(self) -> SignIn:
        """Send the application after the visit has ended."""
        self.leave_by(self.button)
        return SignIn(self.visitor)

    def finish_with_two_taps(self) -> Receipt:
        """Send the application as impatient people do."""
        self.button.dblclick()
        return Receipt(self.visitor)
