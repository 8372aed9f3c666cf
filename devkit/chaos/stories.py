"""What the people of a run do with their cases: acts without a signature, most of which change the status."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

CHAIR = "chair"
MEMBERS = ("first member", "second member", "third member")
CITIZEN = "citizen"
CLOSED = 403

_CITIZENS_PAGES = {"withdraw": "withdraw", "object": "objection"}
GROUNDS = {"grounds": "unreliable", "facts": "Анықтаманың мөрі жоқ"}


@dataclass(frozen=True)
class Deed:
    """One act: who sends which form. `changes`: whether the case's status changes with it.

    `mark` is what the case's page shows once the deed is done; without one, the
    page no longer leads to the form then. `parts`: it is closed to them then (403),
    and they are led to their inbox.
    """

    who: str
    action: str
    fields: Mapping[str, str] = field(default_factory=dict)
    changes: bool = True
    mark: str | None = None
    parts: bool = False

    def page(self, number: str) -> str:
        """The case's page as this person sees it."""
        return f"/staff/cases/{number}/" if self.who != CITIZEN else f"/cabinet/cases/{number}/"

    def form(self, number: str) -> str:
        """Where the form is, and where it is sent."""
        return (
            self.page(number) + (self.action if self.who != CITIZEN else _CITIZENS_PAGES[self.action]) + "/"
        )

    def leads_to(self, number: str) -> str:
        """Where somebody is sent who has done it."""
        return "/staff/" if self.parts else self.page(number)

    def counts_on(self, status: int, page: str, number: str) -> bool:
        """Whether the deed is done, judged by the case's page, which came with this status."""
        if self.parts and status == CLOSED:
            return True
        return self.mark in page if self.mark else f'"{self.form(number)}"' not in page


@dataclass(frozen=True)
class Story:
    """A case's deeds in their order, from its registration on."""

    deeds: tuple[Deed, ...]

    @property
    def changes(self) -> int:
        """How many changes of status it makes."""
        return sum(deed.changes for deed in self.deeds)


FORWARD = Deed(CHAIR, "forward")
WITHDRAW = Deed(CITIZEN, "withdraw")
CORRECTION = Deed(CHAIR, "request_correction", changes=False)
RECUSALS = tuple(
    Deed(member, "recuse", {"reason": "Туыстығы бар"}, changes=member == MEMBERS[-1], parts=True)
    for member in MEMBERS
)
"""Members who step aside, which needs no signature: with the last of them the case goes on."""


def stories(changes: int, now: datetime) -> Iterator[Story]:
    """Stories that make exactly so many changes together. `now`, in Almaty, dates the hearings."""
    left, index = changes, 0
    while left > 0:
        story = _cut(_story(index, now), left)
        left -= story.changes
        index += 1
        yield story


def _story(index: int, now: datetime) -> Story:
    if index % 10 == 3:
        remark = f"Мөрі көрінбейді, {index}"
        correction = replace(CORRECTION, fields={"remark": remark}, mark=remark)
        return Story((correction, FORWARD, WITHDRAW))
    if index % 10 == 5:
        return Story((FORWARD,))  # stays open: its task has to stand in the members' inbox
    if index % 10 == 7:
        return Story((FORWARD, *RECUSALS))  # here in the chair's
    return Story((FORWARD, *RECUSALS, *_hearing(now), WITHDRAW))


def _hearing(now: datetime) -> tuple[Deed, ...]:
    at = (now + timedelta(days=1)).replace(hour=11, minute=0)
    notice = {
        **GROUNDS,
        "reason_against": "Мөр жоқ",
        "hearing_at": at.strftime("%Y-%m-%dT%H:%M"),
        "hearing_way": "in_person",
        "hearing_place": "Момышұлы көшесі 25",
    }
    objection = {"objection": "Мөр артқы бетінде", "attendance": "stays_away"}
    minutes = {"hearing_outcome": "in_writing", "hearing_minutes": "Қарсылық қаралды"}
    return (
        Deed(CHAIR, "call_hearing", notice),
        Deed(CITIZEN, "object", objection, changes=False),
        Deed(CHAIR, "record_hearing", minutes),
    )


def _cut(story: Story, changes: int) -> Story:
    """The story without the deeds after so many changes."""
    deeds, made = [], 0
    for deed in story.deeds:
        if made == changes:
            break
        deeds.append(deed)
        made += deed.changes
    return replace(story, deeds=tuple(deeds))
