"""The officers' pages."""

from playwright.sync_api import Locator

from devkit.demo.officers import PASSWORD
from tests.browser.pages.doors import StaffSignIn
from tests.browser.pages.screen import Answer, Screen
from tests.browser.pages.visitor import Visitor


class Inbox(Screen):
    """What waits for an officer."""

    address = "/staff/"

    @classmethod
    def sign_in(cls, visitor: Visitor, login: str) -> "Inbox":
        """Come in with the demo's password."""
        StaffSignIn.open(visitor).enter(login, PASSWORD)
        return cls(visitor)

    @classmethod
    def open(cls, visitor: Visitor) -> "Inbox":
        """Come back as somebody who is signed in."""
        visitor.page.goto("/staff/")
        return cls(visitor)

    def open_case(self, number: str) -> "CaseFile":
        """One of the cases that wait."""
        self.follow(f"/staff/cases/{number}/")
        return CaseFile(self.visitor)

    def open_complaint_about(self, number: str) -> "ComplaintFile":
        """One of the complaints that wait."""
        row = self.page.locator("#tasks tr", has_text=number)
        self.leave_by(row.locator('a[href*="/staff/complaints/"]'))
        return ComplaintFile(self.visitor)


class _File(Screen):
    """A page at the foot of which stands what can be done."""

    @property
    def open_actions(self) -> Locator:
        """The buttons of what can be done now."""
        return self.page.locator("#act a[href]")

    def _act(self, action: str, answers: dict[str, Answer]) -> None:
        """Open an action's form, which takes the place of the buttons or has a page of its own; send it."""
        self.page.locator(f'#act a[href$="/{action}/"]').click()
        form = self.page.locator(f'#act form[action$="/{action}/"]')
        form.wait_for()
        self.visitor.look()
        self.fill(form, answers)
        self.leave_by(form.locator("button[type=submit]").first)


class CaseFile(_File):
    """One case on one screen."""

    address = r"/staff/cases/\d\d-\d{6}-\d/"

    def do(self, action: str, **answers: Answer) -> "CaseFile":
        """Take an action that the case offers."""
        self._act(action, answers)
        return CaseFile(self.visitor)


class ComplaintFile(_File):
    """A complaint with its clocks."""

    address = r"/staff/complaints/\d+/"

    def do(self, action: str, **answers: Answer) -> "ComplaintFile":
        """Take an action that the complaint offers."""
        self._act(action, answers)
        return ComplaintFile(self.visitor)


class Sitting(Screen):
    """Several papers decided in one sitting."""

    address = "/commission/sitting/"

    @classmethod
    def open(cls, visitor: Visitor) -> "Sitting":
        """Come as a chair or a member who is signed in."""
        visitor.page.goto("/commission/sitting/")
        return cls(visitor)


class Members(Screen):
    """Who sits in the commission."""

    address = "/commission/members/"

    @classmethod
    def open(cls, visitor: Visitor) -> "Members":
        """Come as a chair or a member who is signed in."""
        visitor.page.goto("/commission/members/")
        return cls(visitor)
