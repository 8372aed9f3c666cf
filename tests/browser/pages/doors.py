"""The public pages and the two doors."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.pages.screen import Screen
from tests.browser.pages.signing import Signing
from tests.browser.pages.visitor import Visitor
from tests.browser.words import translated
from tests.support.phones import Phone


class Home(Screen):
    """The first page."""

    address = "/"

    @classmethod
    def open(cls, visitor: Visitor) -> "Home":
        """Come to the site."""
        visitor.page.goto("/")
        return cls(visitor)

    def read_about(self, service: str) -> "Passport":
        """The passport of a public service."""
        self.follow(f"/services/{service}/")
        return Passport(self.visitor)


class Passport(Screen):
    """What a public service is: term, papers, grounds."""

    address = r"/services/[a-z]+/"

    def apply(self) -> "SignIn":
        """Begin an application; who is not signed in is asked to."""
        service = re.search(r"/services/([a-z]+)/", self.page.url)
        assert service
        self.follow(f"/apply/{service[1]}/")
        return SignIn(self.visitor)


class Finder(Screen):
    """Somebody says what is so in their life."""

    address = "/find/"

    @classmethod
    def open(cls, visitor: Visitor) -> "Finder":
        """Come from the first page."""
        Home.open(visitor).follow("/find/")
        return cls(visitor)

    def tick(self, *facts: str) -> "Found":
        """Say so."""
        form = self.form("/find/")
        self.fill(form, {"fact": list(facts)})
        self.leave_by(form.locator("button").first)
        return Found(self.visitor)


class Found(Screen):
    """Which grounds fit, and why the others do not."""

    address = "/find/"

    def begin(self, ground: str) -> "SignIn":
        """Apply on this ground; who is not signed in is asked to."""
        self.leave_by(self.page.locator(f'main button[name="ground"][value="{ground}"]'))
        return SignIn(self.visitor)


class SignIn(Screen):
    """A citizen says who they are."""

    address = "/sign-in/"

    @classmethod
    def open(cls, visitor: Visitor) -> "SignIn":
        """Come straight to the door."""
        visitor.page.goto("/sign-in/")
        return cls(visitor)

    def with_iin(self, iin: str) -> "Code":
        """Ask for the code."""
        self.fill(self.page.locator("main form").first, {"iin": iin})
        phone = Phone(self.visitor.site, iin)
        self.leave_by(self.page.locator("main form button").first)
        return Code(self.visitor, phone)

    def with_key(self) -> Signing:
        """Sign in with EDS."""
        self.leave_by(self.page.locator('main form[action*="/sign-in/eds/"] button'))
        return Signing(self.visitor)

    def with_wrong_iin(self, typed: str) -> "SignIn":
        """Mistype it."""
        self.fill(self.page.locator("main form").first, {"iin": typed})
        self.leave_by(self.page.locator("main form button").first)
        return SignIn(self.visitor)


class Code(Screen):
    """A citizen proves it with the code from the telephone."""

    address = "/sign-in/otp/"

    def __init__(self, visitor: Visitor, phone: Phone) -> None:
        super().__init__(visitor)
        self._phone = phone

    def enter(self) -> None:
        """Wait for the SMS and type its code in. Where that leads, depends on where one wanted to go."""
        code = self.visitor.until(self._phone.codes, f"a code to {self._phone.number}")[-1]
        form = self.page.locator("main form:has([name=code])")
        self.fill(form, {"code": code})
        self.leave_by(form.locator("button").first)


def sign_in(visitor: Visitor, iin: str) -> None:
    """Come to the cabinet through both pages."""
    SignIn.open(visitor).with_iin(iin).enter()


class StaffSignIn(Screen):
    """The officers' door."""

    address = "/staff/sign-in/"

    @classmethod
    def open(cls, visitor: Visitor) -> "StaffSignIn":
        """Come to the door."""
        visitor.page.goto("/staff/sign-in/")
        return cls(visitor)

    def enter(self, login: str, password: str) -> Signing:
        """Say who one is; the key has to say the same."""
        form = self.page.locator("main form").first
        self.fill(form, {"login": login, "password": password})
        self.leave_by(form.locator("button").first)
        return Signing(self.visitor)


class Verify(Screen):
    """Anybody checks a document."""

    address = "/verify/"

    @classmethod
    def open(cls, visitor: Visitor) -> "Verify":
        """Come to check."""
        visitor.page.goto("/verify/")
        return cls(visitor)

    def check(self, code: str) -> "Verdict":
        """Type the code that stands on the paper."""
        form = self.page.locator("main form").first
        self.fill(form, {"code": code})
        self.leave_by(form.locator("button").first)
        return Verdict(self.visitor)

    def check_file(self, path: Path) -> "Verdict":
        """Drop a file that one was given."""
        form = self.form("/verify/file/")
        form.locator("[type=file]").set_input_files(path)
        self.leave_by(form.locator("button").first)
        return Verdict(self.visitor)


class Verdict(Screen):
    """What is known of the document, or of a file."""

    address = "/verify/[^/]+/"

    @property
    def is_genuine(self) -> bool:
        """Whether it counts."""
        return self.page.locator("main .notice.success").count() == 1

    @property
    def is_under_review(self) -> bool:
        """Whether it proves no more than that somebody has applied."""
        return self.page.locator("main .notice.info").count() == 1

    @property
    def is_over(self) -> bool:
        """Whether what it proved has ended."""
        return self.page.locator("main .notice.warning").count() == 1

    @property
    def is_refused(self) -> bool:
        """Whether it is said not to accept it."""
        return self.page.locator("main .notice.error").count() == 1

    def expect_words(self, sentence: str) -> None:
        """That it says so, in the visitor's language."""
        expect(self.page.locator("main")).to_contain_text(translated(sentence, self.visitor.language))
