"""Who goes through the site in the journeys, and the way they all begin with."""

from dataclasses import dataclass, field

from playwright.sync_api import FilePayload

from devkit.demo.papers import sample_paper
from domain.signing import Channel
from tests.browser.keys import of_citizen
from tests.browser.pages.application import Certify, Ground
from tests.browser.pages.cabinet import Cabinet, OwnCase, Receipt
from tests.browser.pages.desk import Inbox
from tests.browser.pages.doors import Finder, Home, SignIn
from tests.browser.pages.screen import Answer
from tests.browser.pages.visitor import Visitor, Visitors
from tests.support.phones import Phone


@dataclass(frozen=True)
class Setting:
    """Who applies for what in which district and language, with scripts or without.

    `channel` is the program with which they sign; without one they have codes sent.
    `officers` is what the officers of the journey sign with. `found`: what they tick to find the ground.
    """

    iin: str
    district: str
    language: str
    javascript: bool = True
    service: str = "deferral"
    ground: str = "S5"
    answers: dict[str, Answer] = field(default_factory=lambda: {"study_place": "home"})
    papers: tuple[str, ...] = ("study",)
    channel: Channel | None = None
    officers: Channel = Channel.EGOV_MOBILE
    found: tuple[str, ...] = ()


class Journey:
    """One setting, played by people who come and go."""

    def __init__(self, setting: Setting, visitors: Visitors) -> None:
        self.setting = setting
        self.site = visitors.site
        self.phone = Phone(visitors.site, setting.iin)
        self._visitors = visitors

    def somebody(self) -> Visitor:
        """A person whom the site does not know yet: with a telephone, or at the desk where NCALayer is."""
        come = self._visitors.at_a_desk if self._is_at_a_desk else self._visitors.citizen
        return come(self.setting.language, javascript=self.setting.javascript)

    def apply(self) -> OwnCase:
        """The citizen goes from the first page to the case."""
        citizen = self.somebody()
        self._come_in(self._begin(citizen))
        data = Ground(citizen).choose(self.setting.ground).wait_for_registries()
        papers = data.type_in(**self.setting.answers, explanation="Өтінемін, қараңыздаршы.").go_on()
        for kind in self.setting.papers:
            papers.attach(kind, photographed(kind))
        return self._certify(papers.go_on().go_on()).follow_case()

    def come_back(self) -> Cabinet:
        """The citizen signs in another day."""
        citizen = self.somebody()
        self._come_in(SignIn.open(citizen))
        return Cabinet(citizen)

    def officer(self, who: str, channel: Channel | None = None) -> Inbox:
        """An officer of the district signs in."""
        visitor = self._visitors.officer(self.setting.language, javascript=self.setting.javascript)
        visitor.channel = channel or self.setting.officers
        return Inbox.sign_in(visitor, f"{self.setting.district}.{who}")

    def wait_for_message(self, kind: str, citizen: Visitor) -> list[str]:
        """Until an SMS of this kind has come; returns the kinds of all, in the order of the alphabet."""
        language = self.setting.language
        citizen.until(lambda: kind in self.phone.kinds(language), f"the message {kind}")
        return sorted(self.phone.kinds(language))

    @property
    def codes(self) -> tuple[str, ...]:
        """The messages with codes that the citizen gets for an application; with a key, none."""
        return () if self.setting.channel else ("otp_sign_in", "otp_certify")

    @property
    def codes_to_come_back(self) -> tuple[str, ...]:
        """The same for another visit."""
        return self.codes[:1]

    @property
    def _is_at_a_desk(self) -> bool:
        return self.setting.channel is Channel.NCALAYER

    def _begin(self, citizen: Visitor) -> SignIn:
        if self.setting.found:
            ground = f"{self.setting.service} {self.setting.ground}"
            return Finder.open(citizen).tick(*self.setting.found).begin(ground)
        return Home.open(citizen).read_about(self.setting.service).apply()

    def _come_in(self, door: SignIn) -> None:
        if self.setting.channel is None:
            return door.with_iin(self.setting.iin).enter()
        door.visitor.key = of_citizen(self.setting.iin)
        door.visitor.channel = self.setting.channel
        return door.with_key().sign()

    def _certify(self, last: Certify) -> Receipt:
        if self.setting.channel is None:
            return last.ask_for_code(self.phone).finish()
        last.with_key().sign()
        return Receipt(last.visitor)


def photographed(title: str) -> FilePayload:
    """A photograph of a paper, as a telephone hands it in."""
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": sample_paper(title, "Үлгі")}
