"""The words in which the catalogue writes down a public service.

Frozen data without behaviour beyond look-up. A label is an English source
string marked with N_; each part cites the paragraph it comes from.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from domain.conditions import Check, Condition
from domain.deadlines import OfficeHours, Season, Unit
from domain.needs import Need
from domain.roles import Role


@dataclass(frozen=True)
class Source:
    """Where a rule stands: act number, its annex (the rules), their annex, paragraph.

    Without an act the rule is the site's own ("set by us") and is shown as such.
    """

    act: str | None
    rules: int | None = None
    annex: int | None = None
    paragraph: str = ""


T = TypeVar("T", "Subtype", "RefusalGround")

OURS = Source(None)
"""A rule of the site, where the act sets none."""


@dataclass(frozen=True)
class Term:
    """How long something may take."""

    amount: int
    unit: Unit
    source: Source


@dataclass(frozen=True)
class RefusalGround:
    """A reason for which the act lets the provider refuse; no other exists."""

    code: str
    label: str
    source: Source


@dataclass(frozen=True)
class Choice:
    """One answer to a question of the wizard."""

    code: str
    label: str


@dataclass(frozen=True)
class Question:
    """Something only the citizen can tell, on which documents depend."""

    code: str
    label: str
    choices: tuple[Choice, ...]
    source: Source
    hint: str = ""


@dataclass(frozen=True)
class RequiredDocument:
    """A paper to attach; `when` limits it to certain answers."""

    code: str
    label: str
    source: Source
    hint: str = ""
    when: Condition | None = None


@dataclass(frozen=True)
class RegistryCheck:
    """What a registry can answer before anybody fills anything in.

    A blocking check stops the ground when the answer is no; another only warns,
    since the registry may not know (a marriage or a birth abroad).
    """

    check: Check
    blocking: bool
    failed: str
    source: Source


@dataclass(frozen=True)
class Subtype:
    """One ground of the public service."""

    code: str
    label: str
    short: str
    source: Source
    rule: str
    documents: tuple[RequiredDocument, ...] = ()
    questions: tuple[Question, ...] = ()
    checks: tuple[RegistryCheck, ...] = ()


@dataclass(frozen=True)
class RegistryData:
    """Data that a state registry holds and the citizen is never asked for."""

    kind: str
    label: str
    source: Source


class Guard(StrEnum):
    """A condition of the case under which an action is open."""

    STEP_OVERDUE = "step_overdue"
    CORRECTION_TIME_LEFT = "correction_time_left"
    CORRECTION_PENDING = "correction_pending"
    HEARING_TIME_COME = "hearing_time_come"
    HEARING_AHEAD = "hearing_ahead"
    HEARING_MOVE_DUE = "hearing_move_due"
    HEARING_MOVE_NOT_ASKED = "hearing_move_not_asked"
    NO_OBJECTION_YET = "no_objection_yet"
    RESULT_GENUINE = "result_genuine"
    STANDS_IN = "someone_can_stand_in"


class Effect(StrEnum):
    """What an action does besides moving the case; actions/effects.py performs it."""

    REGISTER = "register"
    RECORD_AGREEMENT = "record_agreement"
    RECORD_DISAGREEMENT = "record_disagreement"
    CLOSE_SILENT = "close_silent"
    RECUSE = "recuse"
    CALL_HEARING = "call_hearing"
    ASK_TO_MOVE_HEARING = "ask_to_move_hearing"
    MOVE_HEARING = "move_hearing"
    RECORD_OBJECTION = "record_objection"
    RECORD_HEARING = "record_hearing"
    ISSUE_CONCLUSION = "issue_conclusion"
    ISSUE_REFUSAL = "issue_refusal"
    RECORD_MINUTES = "record_minutes"
    REQUEST_CORRECTION = "request_correction"
    ANSWER_CORRECTION = "answer_correction"
    ADD_DOCUMENT = "add_document"
    REPLACE_RESULT = "replace_result"
    ANNUL_RESULT = "annul_result"
    CLOSE_CORRECTIONS = "close_corrections"
    SATISFY_COMPLAINT = "satisfy_complaint"
    FORWARD_COMPLAINT = "forward_complaint"
    RECORD_REVIEW = "record_review"


class Tone(StrEnum):
    """How a status or a button is coloured; never the only sign of its meaning."""

    NEUTRAL = "neutral"
    PROGRESS = "progress"
    ATTENTION = "attention"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True)
class Action:
    """A verb that an actor may do now; its event is the past tense.

    `to` is the next status, None where the case stays. `completes` closes the
    actor's own task; a step with several tasks moves on when the last is closed.
    `in_sitting` lets several papers be decided at once. `signed`: whoever takes
    it signs it with EDS, and it is taken when the signature is known to count.
    """

    code: str
    label: str
    event: str
    event_label: str
    roles: frozenset[Role]
    source: Source
    to: str | None = None
    completes: bool = False
    needs: tuple[Need, ...] = ()
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    tells: tuple[str, ...] = ()
    tone: Tone = Tone.NEUTRAL
    hint: str = ""
    in_sitting: bool = False
    signed: bool = False


class Group(StrEnum):
    """The large states of a case."""

    OPEN = "open"
    DECIDED = "decided"
    FINAL = "final"


@dataclass(frozen=True)
class Step:
    """A status of the case, with its owner, its term and the actions open in it.

    `seats` gives one task per commission seat. `within_case_term` keeps the
    step's due date at or before the case's. `until_case_due` takes the case's
    due date as the step's own.
    """

    code: str
    title: str
    sentence: str
    next: str
    tone: Tone
    group: Group
    source: Source
    owner: Role | None = None
    term: Term | None = None
    seats: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    when_complete: str | None = None
    completed_event: str | None = None
    completed_tells: tuple[str, ...] = ()
    within_case_term: bool = True
    until_case_due: bool = False


@dataclass(frozen=True)
class Seat:
    """A member's place in the commission (605 p.9)."""

    code: str
    label: str
    source: Source


@dataclass(frozen=True)
class Workflow:
    """Steps by status code; the first is where a subject begins."""

    first: str
    steps: dict[str, Step] = field(hash=False)

    def step(self, status: str) -> Step:
        """The step of this status; KeyError for one the edition does not know."""
        return self.steps[status]

    def actions(self) -> dict[str, Action]:
        """Every action of the workflow by its code."""
        return {action.code: action for step in self.steps.values() for action in step.actions}


class ResultKind(StrEnum):
    """The documents that a case can end with."""

    CONCLUSION = "conclusion"
    REFUSAL = "refusal"


@dataclass(frozen=True)
class ResultDocument:
    """A result document in the annex's form; `template` names its layout."""

    kind: ResultKind
    label: str
    template: str
    has_until_date: bool
    source: Source


@dataclass(frozen=True)
class PublicService:
    """One edition of a public service, as the act defines it."""

    code: str
    edition: str
    in_force_from: date
    title: str
    short_title: str
    sentence: str
    act: str
    rules: int
    article: str
    source: Source
    provider: str
    price: str
    price_source: Source
    term: Term
    seasons: tuple[Season, ...]
    seasons_source: Source
    hours: OfficeHours
    hours_source: Source
    hearing_notice_before: Term
    hearing_within: Term
    own_review: Term
    exclusive_group: str
    registries: tuple[RegistryData, ...]
    subtypes: tuple[Subtype, ...]
    refusal_grounds: tuple[RefusalGround, ...]
    seats: tuple[Seat, ...]
    results: tuple[ResultDocument, ...]
    workflow: Workflow
    complaint: Workflow
    contact: str
    contact_source: Source
    in_force_until: date | None = None

    def subtype(self, code: str) -> Subtype:
        """The subtype of this code; KeyError when the edition has none."""
        return next_or_key_error(self.subtypes, code)

    def ground(self, code: str) -> RefusalGround:
        """The refusal ground of this code; KeyError when the act has none."""
        return next_or_key_error(self.refusal_grounds, code)

    def result(self, kind: ResultKind) -> ResultDocument:
        """The form of this kind of result document."""
        return next(result for result in self.results if result.kind is kind)


def next_or_key_error(items: tuple[T, ...], code: str) -> T:
    """The item with this code, or KeyError."""
    for item in items:
        if item.code == code:
            return item
    raise KeyError(code)
