"""What the ministry's people have beside the officers' usual pages."""

from playwright.sync_api import Locator

from tests.browser.pages.cabinet import number_in
from tests.browser.pages.desk import CaseFile
from tests.browser.pages.screen import Screen
from tests.browser.pages.visitor import Visitor


class Distribution(Screen):
    """The applications that wait for an executor."""

    address = "/ministry/distribute/"

    @classmethod
    def open(cls, visitor: Visitor) -> "Distribution":
        """Come as a head who is signed in."""
        visitor.page.goto("/ministry/distribute/")
        return cls(visitor)

    def paper(self, number: str) -> Locator:
        """One of them."""
        return self.page.locator(f"article[aria-labelledby=of-{number}]")

    def give_out(self, number: str) -> "Distribution":
        """Give one to whom the site proposes."""
        button = self.paper(number).locator("button[name=only]")
        button.click()
        self.paper(number).wait_for(state="detached")
        self.visitor.look()
        return self


class Vacancies(Screen):
    """The posts of the ministry."""

    address = "/ministry/vacancies/"


class Competition(Screen):
    """The candidates for one post, side by side."""

    address = r"/ministry/vacancies/\d+/candidates/"

    @classmethod
    def open(cls, visitor: Visitor, title: str) -> "Competition":
        """Come as a head who is signed in, from the list of posts."""
        visitor.page.goto("/ministry/vacancies/")
        row = Vacancies(visitor).page.locator("main table tr", has_text=title)
        row.locator('a[href$="/candidates/"]').click()
        return cls(visitor)

    @property
    def numbers(self) -> set[str]:
        """The numbers of their cases."""
        links = self.page.locator('main table a[href^="/staff/cases/"]')
        return {number_in(link.get_attribute("href") or "") for link in links.all()}


class Panel(Screen):
    """All applications in which an officer has a part, in heaps."""

    address = "/panel/"

    @classmethod
    def open(cls, visitor: Visitor, tab: str) -> "Panel":
        """Come to a heap as an officer who is signed in."""
        visitor.page.goto(f"/panel/?tab={tab}")
        return cls(visitor)

    def find(self, number: str) -> CaseFile:
        """One of the heap."""
        self.follow(f"/staff/cases/{number}/")
        return CaseFile(self.visitor)


class PersonalFile:
    """The answers of the registries on the page of a case."""

    def __init__(self, file: CaseFile) -> None:
        self.file = file
        self.parts = file.page.locator("#personal-file section.registry")

    def wait_for_answers(self) -> "PersonalFile":
        """Until every registry has answered."""
        self.file.page.locator("#personal-file:not([hx-get])").wait_for()
        self.file.visitor.look()
        return self

    @property
    def hints(self) -> Locator:
        """What may speak against the candidate."""
        return self.file.page.locator("#personal-file .notice li")
