"""Somebody who wants to serve under a contract, and the people of the five bodies who decide."""

from dataclasses import dataclass, field

from tests.browser.keys import of_citizen
from tests.browser.pages.application import Data
from tests.browser.pages.cabinet import Cabinet, OwnCase, Receipt
from tests.browser.pages.desk import CaseFile, Inbox
from tests.browser.pages.doors import SignIn
from tests.browser.pages.ministry import Panel
from tests.browser.pages.posts import ChosenPost, Post, Posts, Questionnaire
from tests.browser.pages.screen import Answer
from tests.browser.pages.visitor import Visitor, Visitors
from tests.support.phones import Phone

TOLD: dict[str, tuple[dict[str, Answer], ...]] = {
    "address": ({"address": "Алматы қаласы, Шаляпин көшесі, 21-үй, 44-пәтер"},),
    "education": ({"level": "secondary", "school": "Алматы қаласының № 176 мектебі", "finished": "2023"},),
    "relatives": (
        {
            "kinship": "father",
            "name": "Жақсыбеков Нұржан Оразұлы",
            "iin": "791311393711",
            "born": "1979",
        },
        {"kinship": "mother", "name": "Жақсыбекова Динара Маратқызы", "born": "1981"},
    ),
    "autobiography": ({"text": "Алматыда туып-өстім, № 176 мектепті бітірдім. Қызмет еткім келеді."},),
}
"""What a candidate fills in; the sections that may be left empty are."""


class Offices:
    """The people of the five bodies at their desks: each signs in when first wanted, and stays."""

    def __init__(self, visitors: Visitors, *, javascript: bool = True) -> None:
        self.site = visitors.site
        self._visitors = visitors
        self._javascript = javascript
        self._at_work: dict[str, Visitor] = {}

    def officer(self, login: str) -> Inbox:
        """An officer before their tasks."""
        if login in self._at_work:
            return Inbox.open(self._at_work[login])
        visitor = self._at_work[login] = self._visitors.officer("kk", javascript=self._javascript)
        return Inbox.sign_in(visitor, login)

    def open_file(self, login: str, number: str) -> CaseFile:
        """An officer opens the case that waits for them."""
        return self.officer(login).open_case(number)

    def find_file(self, login: str, tab: str, number: str) -> CaseFile:
        """An officer opens a case of theirs that waits for somebody else."""
        return Panel.open(self.officer(login).visitor, tab).find(number)


@dataclass
class Candidacy:
    """A candidate with a telephone, who signs there with eGov Mobile."""

    iin: str
    visitors: Visitors
    language: str = "kk"
    javascript: bool = True
    phone: Phone = field(init=False)

    def __post_init__(self) -> None:
        self.phone = Phone(self.visitors.site, self.iin)

    def come(self) -> Visitor:
        """The candidate, whom the site does not know yet."""
        visitor = self.visitors.citizen(self.language, javascript=self.javascript)
        visitor.key = of_citizen(self.iin)
        return visitor

    def come_back(self) -> Cabinet:
        """The candidate signs in with the code from the telephone."""
        visitor = self.come()
        SignIn.open(visitor).with_iin(self.iin).enter()
        return Cabinet(visitor)

    def open_case(self) -> OwnCase:
        """The candidate signs in and opens the only case they have."""
        cabinet = self.come_back()
        (number,) = cabinet.numbers
        return cabinet.open_case(number)

    def apply(self, kind: str, branch: str) -> OwnCase:
        """From the list of posts to the receipt."""
        cabinet = self.come_back()
        post = Posts.open(cabinet.visitor).narrow(kind=kind, branch=branch).choose(0)
        questionnaire = self.begin(post)
        for section, rows in TOLD.items():
            questionnaire = questionnaire.tell(section, *rows)
        assert not questionnaire.needed.count()
        questionnaire.go_on().agree().go_on().with_key().sign()
        return Receipt(cabinet.visitor).follow_case()

    def begin(self, post: Post) -> Questionnaire:
        """The first steps, as far as the questionnaire."""
        post.apply()
        data: Data = ChosenPost(post.visitor).go_on().wait_for_registries()
        data.leave_by(data.page.locator("main p.buttons a.button, main form button[type=submit]").first)
        return Questionnaire(post.visitor)

    def wait_for_message(self, kind: str, visitor: Visitor) -> list[str]:
        """Until an SMS of this kind has come; the kinds of all that came."""
        visitor.until(lambda: kind in self.told, f"the message {kind}")
        return self.told

    @property
    def told(self) -> list[str]:
        """The kinds of all SMS that have come, without those with codes."""
        return [kind for kind in self.phone.kinds(self.language) if not kind.startswith("otp_")]
