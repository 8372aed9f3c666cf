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
from domain.questionnaires import Section
from domain.roles import BodyKind, Role
from domain.sources import OURS as OURS
from domain.sources import Source as Source

T = TypeVar("T", "Subtype", "RefusalGround", "Matter")


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
    """A paper to attach; `when` limits it to certain answers.

    `stands_for` names a registry: the paper is asked for only while the site is
    not connected to it, and gives way to its answer.
    """

    code: str
    label: str
    source: Source
    hint: str = ""
    when: Condition | None = None
    stands_for: str | None = None


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
    FILE_FORMED = "personal_file_formed"
    ANSWERS_LACKING = "answers_lacking"
    POST_FREE = "post_free"
    POST_TAKEN = "post_taken"
    FOUND_FIT = "found_fit"
    APPOINTMENT_DUE = "appointment_due"
    APPOINTMENT_AHEAD = "appointment_ahead"
    NOT_BEING_SIGNED = "not_being_signed"


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
    TELL_GROUND_ENDED = "tell_ground_ended"
    CLOSE_CORRECTIONS = "close_corrections"
    SATISFY_COMPLAINT = "satisfy_complaint"
    FORWARD_COMPLAINT = "forward_complaint"
    RECORD_REVIEW = "record_review"
    DISTRIBUTE = "distribute"
    REASSIGN = "reassign"
    CHOOSE_VACANCY = "choose_vacancy"
    CONCEAL_GROUNDS = "conceal_grounds"
    FORM_CHECK_FILE = "form_check_file"
    TAKE_PAPER_INSTEAD = "take_paper_instead"
    RECORD_CLEARANCE = "record_clearance"
    RECORD_PAPER_ANSWER = "record_paper_answer"
    RECORD_PAPER_CLEARANCE = "record_paper_clearance"
    CALL_TO_EXAMINATION = "call_to_examination"
    MOVE_EXAMINATION = "move_examination"
    RECORD_MEDICAL_CONCLUSION = "record_medical_conclusion"
    KEEP_CONCLUSION_SCAN = "keep_conclusion_scan"
    RECORD_MEDICAL_ANSWER = "record_medical_answer"
    OFFER_AGREEMENT = "offer_agreement"
    SIGN_AGREEMENT = "sign_agreement"
    ISSUE_AGREEMENT = "issue_agreement"
    DRAW_UP_INSTRUCTION = "draw_up_instruction"
    ISSUE_INSTRUCTION = "issue_instruction"
    TAKE_PAPER_BACK = "take_paper_back"
    RECALL_INSTRUCTION = "recall_instruction"
    ANNUL_AGREEMENT = "annul_agreement"
    REMEMBER_WORDS = "remember_words"


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
    `concealed`: the applicant does not read in the history that it was taken.
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
    concealed: bool = False


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
    due date as the step's own. `term_from` names an earlier step: the term runs
    from when the case came there last. `term_from_appointment`: it runs from the day
    to which the applicant was called. `warn_before`: how long before its end the
    holder is reminded.

    `assigned`: the task is the case's executor's own. `concealed`: the applicant
    goes on reading the status before. `settles`: a decided step after which the
    applicant may apply for the same again. `history`: of a case that ended here, the
    applicant reads only how it came into these statuses, None for all.
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
    term_from: str | None = None
    term_from_appointment: bool = False
    warn_before: Term | None = None
    assigned: bool = False
    concealed: bool = False
    settles: bool = True
    history: frozenset[str] | None = None

    @property
    def is_worked_on(self) -> bool:
        """Whether somebody still has something to decide: no data are collected for a case that is over."""
        return self.group is Group.OPEN and self.owner is not Role.SITE


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


@dataclass(frozen=True)
class Remark:
    """A sentence of explanation, with the paragraph it rests on."""

    text: str
    source: Source


@dataclass(frozen=True)
class Matter:
    """Something urgent beside a case: told by the applicant while the case is open, answered by a body, and
    moving nothing in the case.

    `begin` is how it is told; it leads to the workflow's first step. `before` names
    the field of `begin` whose moment the answer should not outlast. `ends_with_case`
    and `lapses` are actions of the site in each open step: the case was decided
    first; the term has passed and the applicant tells of another. `unanswered`:
    the message for when the term has passed, `silence` the same on the page. `paper`: what
    comes with it, and what the matter is called. `remarks`: what the applicant reads
    before telling it.
    """

    code: str
    begin: Action
    workflow: Workflow
    before: str
    ends_with_case: str
    lapses: str
    unanswered: str
    silence: str
    paper: str
    remarks: tuple[Remark, ...]
    source: Source


class ResultKind(StrEnum):
    """The documents that a case can end with."""

    CONCLUSION = "conclusion"
    REFUSAL = "refusal"
    AGREEMENT = "agreement"
    INSTRUCTION = "instruction"


@dataclass(frozen=True)
class ResultDocument:
    """A result document in the annex's form; `template` names its layout."""

    kind: ResultKind
    label: str
    template: str
    has_until_date: bool
    source: Source


@dataclass(frozen=True)
class Consent:
    """What the applicant agrees to; the words are kept with the application, with their moment."""

    text: str
    source: Source


class Certifying(StrEnum):
    """How an application is certified."""

    OTP = "otp"
    EDS = "eds"


@dataclass(frozen=True)
class PublicService:
    """One edition of a public service, as the act defines it.

    `received` is the message that confirms the sending. `decided_by` is the kind
    of body in which a case lies, `led_by` the role there that answers for it.
    `by_vacancy`: one applies for a post, whose kind is the subtype.
    `personal_file`: what the registries are asked once an executor has the case.
    `way`: the statuses by which the applicant's page shows how far the case has come.
    `proves_filing`: an applicant can show anybody that the application is under review.
    `matters`: what can urgently come up beside an open case.
    """

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
    hearing_notice_before: Term | None
    hearing_within: Term | None
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
    in_force_until_source: Source | None = None
    decided_by: BodyKind = BodyKind.COMMISSION
    led_by: Role = Role.CHAIR
    received: str = "case_received"
    certified_by: frozenset[Certifying] = frozenset(Certifying)
    by_vacancy: bool = False
    questionnaire: tuple[Section, ...] = ()
    consent: Consent | None = None
    personal_file: tuple[RegistryData, ...] = ()
    way: tuple[str, ...] = ()
    proves_filing: bool = False
    matters: tuple[Matter, ...] = ()

    def subtype(self, code: str) -> Subtype:
        """The subtype of this code; KeyError when the edition has none."""
        return next_or_key_error(self.subtypes, code)

    def ground(self, code: str) -> RefusalGround:
        """The refusal ground of this code; KeyError when the act has none."""
        return next_or_key_error(self.refusal_grounds, code)

    def result(self, kind: ResultKind) -> ResultDocument:
        """The form of this kind of result document."""
        return next(result for result in self.results if result.kind is kind)

    def matter(self, code: str) -> Matter:
        """What can come up beside a case under this code; KeyError when the edition knows no such thing."""
        return next_or_key_error(self.matters, code)

    def step_of(self, code: str, *, complaint: bool = False) -> Step:
        """The step in which a task stands: of the case or of a matter beside it, whose codes differ, or of a
        complaint. KeyError for one that the edition does not know."""
        if complaint:
            return self.complaint.step(code)
        beside = (matter.workflow.steps for matter in self.matters if code in matter.workflow.steps)
        return next(beside, self.workflow.steps)[code]


def next_or_key_error(items: tuple[T, ...], code: str) -> T:
    """The item with this code, or KeyError."""
    for item in items:
        if item.code == code:
            return item
    raise KeyError(code)
