"""The posts for contract service, and what an application for one has beside the usual steps."""

from collections.abc import Mapping
from datetime import datetime

from playwright.sync_api import Locator

from tests.browser.pages.application import Check, Data
from tests.browser.pages.cabinet import OwnCase
from tests.browser.pages.screen import Answer, Screen
from tests.browser.pages.signing import Signing
from tests.browser.pages.visitor import Visitor

_DRAFT = r"/apply/[a-z]+/[0-9a-f-]{36}"


class Posts(Screen):
    """The posts that are offered."""

    address = "/vacancies/"

    @classmethod
    def open(cls, visitor: Visitor) -> "Posts":
        """Come to look."""
        visitor.page.goto("/vacancies/")
        return cls(visitor)

    @property
    def links(self) -> Locator:
        """The posts on the page."""
        return self.page.locator('#posts a[href^="/vacancies/"]')

    def narrow(self, **wanted: str) -> "Posts":
        """Choose what to see; the list is there anew afterwards."""
        form = self.page.locator('main form[method="get"]')
        for name, value in wanted.items():
            form.locator(f'[name="{name}"]').select_option(value)
        with self.page.expect_response(lambda answer: "/vacancies/?" in answer.url):
            form.locator("button").first.click()
        self.visitor.look()
        return self

    def choose(self, number: int) -> "Post":
        """Look at the one with this place in the list."""
        self.leave_by(self.links.nth(number))
        return Post(self.visitor)


class Post(Screen):
    """One post."""

    address = r"/vacancies/\d+/"

    def apply(self) -> None:
        """Apply for it; who is not signed in is asked to be."""
        self.send("/apply/")


class ChosenPost(Screen):
    """The first step of an application: the post."""

    address = f"{_DRAFT}/ground/"

    def go_on(self) -> Data:
        """It is the right one."""
        self.follow("/data/")
        return Data(self.visitor)


class Questionnaire(Screen):
    """What there is to tell, section by section."""

    address = f"{_DRAFT}/questionnaire/"

    def tell(self, section: str, *rows: Mapping[str, Answer]) -> "Questionnaire":
        """Fill in a section: the fields of one, or an entry after the other."""
        overview = self.path
        self.follow(f"/questionnaire/{section}/")
        for row in rows:
            page = Section(self.visitor)
            form = page.form(f"/questionnaire/{section}/")
            page.fill(form, row)
            page.leave_by(form.locator("button[type=submit]").first)
        self.page.goto(overview)
        return Questionnaire(self.visitor)

    @property
    def needed(self) -> Locator:
        """The sections that are still to be filled in."""
        return self.page.locator("main .tasks .badge.waiting")

    def go_on(self) -> "Consent":
        """To the next step."""
        self.leave_by(self.page.locator("main p.buttons a.button"))
        return Consent(self.visitor)


class Section(Screen):
    """One section of the questionnaire."""

    address = rf"{_DRAFT}/questionnaire/[a-z_]+/"


class Consent(Check):
    """The whole application once more, with the consent to give."""

    def agree(self) -> "Consent":
        """Consent to the processing of personal data."""
        form = self.form("/consent/")
        form.locator("label").first.click()
        self.leave_by(form.locator("button"))
        return Consent(self.visitor)


class AnotherPost(Screen):
    """The posts from which somebody chooses whose own has gone to another."""

    address = r"/cabinet/cases/\d\d-\d{6}-\d/post/"

    @classmethod
    def of(cls, case: OwnCase) -> "AnotherPost":
        """From the case."""
        case.follow("/post/")
        return cls(case.visitor)

    def choose(self) -> OwnCase:
        """Take the second: the first is chosen before anybody does anything."""
        self.form("/post/").locator('select[name="vacancy"]').select_option(index=1)
        self.send("/post/")
        return OwnCase(self.visitor)


class Agreement(Screen):
    """The agreement that waits for the candidate."""

    address = r"/cabinet/cases/\d\d-\d{6}-\d/agreement/"

    @classmethod
    def of(cls, case: OwnCase) -> "Agreement":
        """From the case."""
        case.follow("/agreement/")
        return cls(case.visitor)

    @property
    def until(self) -> datetime:
        """By when it has to be signed."""
        moment = self.page.locator("main .deadline time").get_attribute("datetime")
        return datetime.fromisoformat(moment or "")

    def sign(self) -> OwnCase:
        """Sign it with one's own key."""
        self.send("/agreement/")
        Signing(self.visitor).sign()
        return OwnCase(self.visitor)
