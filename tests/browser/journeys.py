"""Who goes through the site in the journeys, and the way they all begin with."""

from dataclasses import dataclass, field

from playwright.sync_api import FilePayload

from devkit.demo.papers import sample_paper
from tests.browser.pages.application import Ground
from tests.browser.pages.cabinet import Cabinet, OwnCase
from tests.browser.pages.desk import Inbox
from tests.browser.pages.doors import Home, sign_in
from tests.browser.pages.screen import Answer
from tests.browser.pages.visitor import Visitor, Visitors
from tests.support.phones import Phone


@dataclass(frozen=True)
class Setting:
    """Who applies for what in which district and language, with scripts or without."""

    iin: str
    district: str
    language: str
    javascript: bool = True
    service: str = "deferral"
    ground: str = "S5"
    answers: dict[str, Answer] = field(default_factory=lambda: {"study_place": "home"})
    papers: tuple[str, ...] = ("study",)


class Journey:
    """One setting, played by people who come and go."""

    def __init__(self, setting: Setting, visitors: Visitors) -> None:
        self.setting = setting
        self.site = visitors.site
        self.phone = Phone(visitors.site, setting.iin)
        self._visitors = visitors

    def somebody(self) -> Visitor:
        """A person with a telephone whom the site does not know yet."""
        return self._visitors.citizen(self.setting.language, javascript=self.setting.javascript)

    def apply(self) -> OwnCase:
        """The citizen goes from the first page to the case."""
        citizen = self.somebody()
        Home.open(citizen).read_about(self.setting.service).apply().with_iin(self.setting.iin).enter()
        data = Ground(citizen).choose(self.setting.ground).wait_for_registries()
        papers = data.type_in(**self.setting.answers, explanation="Өтінемін, қараңыздаршы.").go_on()
        for kind in self.setting.papers:
            papers.attach(kind, photographed(kind))
        return papers.go_on().go_on().ask_for_code(self.phone).finish().follow_case()

    def come_back(self) -> Cabinet:
        """The citizen signs in another day."""
        citizen = self.somebody()
        sign_in(citizen, self.setting.iin)
        return Cabinet(citizen)

    def officer(self, who: str) -> Inbox:
        """An officer of the district signs in."""
        visitor = self._visitors.officer(self.setting.language, javascript=self.setting.javascript)
        return Inbox.sign_in(visitor, f"{self.setting.district}.{who}")

    def wait_for_message(self, kind: str, citizen: Visitor) -> list[str]:
        """Until an SMS of this kind has come; returns the kinds of all, in the order of the alphabet."""
        language = self.setting.language
        citizen.until(lambda: kind in self.phone.kinds(language), f"the message {kind}")
        return sorted(self.phone.kinds(language))


def photographed(title: str) -> FilePayload:
    """A photograph of a paper, as a telephone hands it in."""
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": sample_paper(title, "Үлгі")}
