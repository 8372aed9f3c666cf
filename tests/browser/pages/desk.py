"""The officers' pages."""

from urllib.parse import urlsplit

from playwright.sync_api import Locator

from devkit.demo.officers import PASSWORD
from tests.browser.keys import of_officer
from tests.browser.pages.cabinet import number_in
from tests.browser.pages.doors import StaffSignIn
from tests.browser.pages.screen import Answer, Screen
from tests.browser.pages.signing import Signing
from tests.browser.pages.visitor import Visitor


class Inbox(Screen):
    """What waits for an officer."""

    address = "/staff/"

    @classmethod
    def sign_in(cls, visitor: Visitor, login: str) -> "Inbox":
        """Come in with the demo's password and one's own key."""
        cls.at_the_door(visitor, login).sign()
        return cls(visitor)

    @classmethod
    def at_the_door(cls, visitor: Visitor, login: str) -> Signing:
        """Come as far as the page that asks for the key."""
        visitor.key = of_officer(login)
        return StaffSignIn.open(visitor).enter(login, PASSWORD)

    @classmethod
    def open(cls, visitor: Visitor) -> "Inbox":
        """Come back as somebody who is signed in."""
        visitor.page.goto("/staff/")
        return cls(visitor)

    @property
    def first(self) -> str:
        """The number of the case that has to be dealt with first."""
        link = self.page.locator('#tasks a[href^="/staff/cases/"]').first
        return number_in(link.get_attribute("href") or "")

    def open_case(self, number: str) -> "CaseFile":
        """One of the cases that wait."""
        self.follow(f"/staff/cases/{number}/")
        return CaseFile(self.visitor)

    def open_complaint_about(self, number: str) -> "ComplaintFile":
        """One of the complaints that wait."""
        row = self.page.locator("#tasks tr", has_text=number)
        self.leave_by(row.locator('a[href*="/staff/complaints/"]'))
        return ComplaintFile(self.visitor)

    @property
    def urgent(self) -> Locator:
        """What stands on top of all else."""
        return self.page.locator("section[aria-labelledby=urgent-title] li")

    def open_urgent(self, number: str) -> "MatterFile":
        """What came up beside this case."""
        self.leave_by(self.urgent.filter(has_text=number).locator("a"))
        return MatterFile(self.visitor)


class _File(Screen):
    """A page at the foot of which stands what can be done."""

    @property
    def open_actions(self) -> Locator:
        """The buttons of what can be done now."""
        return self.page.locator("#act a[href]")

    def _act(self, action: str, answers: dict[str, Answer]) -> None:
        """Take an action, and sign it where that is asked."""
        self._send(action, answers)
        if urlsplit(self.page.url).path.startswith("/sign/"):
            Signing(self.visitor).sign()

    def _send(self, action: str, answers: dict[str, Answer]) -> None:
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

    def ask_to_sign(self, action: str, **answers: Answer) -> Signing:
        """Go as far as the page on which an action is signed."""
        self._send(action, answers)
        return Signing(self.visitor)

    @property
    def in_signing(self) -> Locator:
        """What the officer has begun to sign here, and where it stands."""
        return self.page.locator('main a[href^="/sign/"]')


class DeedForm(_File):
    """The form of an action on a page of its own."""

    address = r"/staff/cases/\d\d-\d{6}-\d/[a-z_]+/"

    def typed(self, name: str) -> Locator:
        """A field of it."""
        return self.page.locator(f'#act form [name="{name}"]')

    def ask_to_sign(self) -> Signing:
        """Send it as it stands."""
        self.leave_by(self.page.locator("#act form button[type=submit]").first)
        return Signing(self.visitor)


class ComplaintFile(_File):
    """A complaint with its clocks."""

    address = r"/staff/complaints/\d+/"

    def do(self, action: str, **answers: Answer) -> "ComplaintFile":
        """Take an action that the complaint offers."""
        self._act(action, answers)
        return ComplaintFile(self.visitor)


class MatterFile(_File):
    """What came up beside a case."""

    address = r"/staff/matters/\d+/"

    def do(self, action: str, **answers: Answer) -> "MatterFile":
        """Give an answer that is offered."""
        self._act(action, answers)
        return MatterFile(self.visitor)


class Sitting(Screen):
    """Several papers decided in one sitting."""

    address = "/commission/sitting/"

    @classmethod
    def open(cls, visitor: Visitor) -> "Sitting":
        """Come as a chair or a member who is signed in."""
        visitor.page.goto("/commission/sitting/")
        return cls(visitor)

    def decide(self, action: str, *numbers: str) -> Signing:
        """Take the same action on each of these cases."""
        self.fill(self.form(self.path), {"pick": [f"{number}.{action}" for number in numbers]})
        self.leave_by(self.form(self.path).locator("button").first)
        return Signing(self.visitor)

    @property
    def lines(self) -> Locator:
        """What became of the papers."""
        return self.page.locator("#sitting .summary li")


class Members(Screen):
    """Who sits in the commission."""

    address = "/commission/members/"

    @classmethod
    def open(cls, visitor: Visitor) -> "Members":
        """Come as a chair or a member who is signed in."""
        visitor.page.goto("/commission/members/")
        return cls(visitor)
