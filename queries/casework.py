"""One case as the officers see it: everything that its page shows, in a fixed number of queries."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

import catalogue
from database import db
from domain import applications
from domain.deadlines import local_day, working_days_left
from domain.roles import Actor, Role
from domain.schema import Action, Guard, PublicService, RequiredDocument, Step, Subtype
from domain.workflow import GUARDS, CaseSnapshot, is_own, open_actions
from models.cases import Case, Complaint, Correction, Hearing
from models.connected import is_connected
from models.documents import Document, DocumentState, ResultDocument
from models.people import Officer
from models.snapshots import snapshot_of, stand_in_exists
from models.working_days import working_calendar
from queries.candidate_file import CandidateFile, candidate_file, personal_file_for
from queries.documents import Paper, papers_of_case, results_of_case
from queries.facts import FactRow, fact_rows
from queries.inbox import duties
from queries.opinions import SeatOpinion, opinion_events, opinions_of, readable_history
from queries.own_sides import own_history, own_step
from queries.personal_file import PersonalFile
from queries.registries import RegistryView, facts_for_case
from queries.sight import History, Part, Sight, Standing
from queries.signatures import CaseSignatures, SignedPaper, case_signatures
from queries.timeline import Entry, timeline


@dataclass(frozen=True)
class OpenDeed:
    """An action that is open now, and as whom the officer would take it."""

    actor: Actor
    action: Action


@dataclass(frozen=True)
class Holder:
    """Whose turn it is: one open task of the case.

    `duties`: what they are to do, as source strings; `left`: working days, negative when past.
    """

    role: Role
    seat: str | None
    duties: tuple[str, ...]
    due_at: datetime
    left: int
    overdue: bool
    yours: bool


@dataclass(frozen=True)
class CheckRow:
    """A paper that the act asks for, and what was handed in for it."""

    document: RequiredDocument
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Answer:
    """What the applicant answered in the wizard, both as source strings."""

    question: str
    choice: str


@dataclass(frozen=True)
class RegistryCard:
    """What one registry answered: when, and rows to read for each of its facts."""

    view: RegistryView
    facts: tuple[list[FactRow], ...]


@dataclass(frozen=True)
class CorrectionRow:
    """A request to mend a document, with that document's kind and title, and who asked."""

    request: Correction
    kind: str
    title: str
    officer: str


@dataclass(frozen=True)
class CaseFile:
    """What an officer's page shows of a case. What their task does not need is empty.

    `step` is the one that the officer reads: of a case that has left their body,
    the last one in which it was there. `candidate`: of an application for a post.
    """

    case: Case
    service: PublicService
    subtype: Subtype
    step: Step
    sight: Sight
    snapshot: CaseSnapshot
    deeds: tuple[OpenDeed, ...]
    holders: tuple[Holder, ...]
    left: Callable[[datetime], int]
    age: int | None
    answers: tuple[Answer, ...]
    explanation: str
    checklist: tuple[CheckRow, ...]
    papers: tuple[Paper, ...]
    registries: tuple[RegistryCard, ...]
    opinions: tuple[SeatOpinion, ...]
    hearing: Hearing | None
    corrections: tuple[CorrectionRow, ...]
    complaints: tuple[Complaint, ...]
    results: tuple[ResultDocument, ...]
    signatures: CaseSignatures
    history: tuple[Entry, ...]
    standing_in: Mapping[int, str]
    candidate: CandidateFile | None
    personal: PersonalFile | None

    @property
    def is_here(self) -> bool:
        """Whether the step that the officer reads is where the case stands."""
        return self.step.code == self.case.status

    @property
    def awaited(self) -> frozenset[Guard]:
        """The conditions that still keep the reader from their own task."""
        mine = {holder.role for holder in self.holders if holder.yours}
        return frozenset(
            guard
            for action in self.step.actions
            if mine & action.roles
            for guard in action.guards
            if not GUARDS[guard](self.snapshot)
        )

    def scan(self, kind: str) -> Paper | None:
        """The paper of this kind that an officer scanned."""
        return next((paper for paper in self.current_papers if paper.kind == kind), None)

    def deed(self, code: str) -> OpenDeed | None:
        """The open action of this code, as the first of the officer's actors to whom it is open."""
        return next((deed for deed in self.deeds if deed.action.code == code), None)

    @property
    def current_papers(self) -> tuple[Paper, ...]:
        """The papers that count now."""
        return tuple(paper for paper in self.papers if paper.state == DocumentState.CURRENT)

    def signature_of(self, opinion: SeatOpinion) -> SignedPaper | None:
        """With whose key a member's opinion was signed, for those who may read it."""
        advice = opinion_events(self.service)
        given = (entry.id for entry in self.history if entry.seat == opinion.seat and entry.code in advice)
        return self.signatures.of_event(next(given, None))


def case_with_body(case_id: int) -> Case:
    """The case and the body that has it; one query."""
    return db.session.scalars(select(Case).options(joinedload(Case.body)).where(Case.id == case_id)).one()


def case_file(standing: Standing, now: datetime) -> CaseFile:
    """The case as this officer may see it at this moment."""
    case = db.session.scalars(
        select(Case)
        .options(joinedload(Case.person), joinedload(Case.body))
        .where(Case.id == standing.case_id)
    ).one()
    service = catalogue.edition_of(case.service, case.edition)
    subtype = service.subtype(case.subtype)
    sight = standing.sight
    snapshot = snapshot_of(case, service, now)
    papers = tuple(paper for paper in papers_of_case(case.id) if sight.shows_paper(paper.kind))
    filed = json.loads(case.application) if sight.shows(Part.APPLICATION) else {}
    opinions, may_read = opinions_of(case, service, standing)
    history = readable_history(timeline(case, for_citizen=False), service, sight, may_read)
    step = service.workflow.step(case.status)
    if sight.history is History.OWN:
        history = own_history(history, service.workflow, standing)
        step = own_step(service.workflow, history, standing)
    is_working_day = working_calendar()

    def left(due: datetime) -> int:
        return working_days_left(local_day(now), local_day(due), is_working_day)

    return CaseFile(
        case=case,
        service=service,
        subtype=subtype,
        step=step,
        sight=sight,
        snapshot=snapshot,
        deeds=_deeds(snapshot, standing, now),
        holders=_holders(snapshot, standing, left),
        left=left,
        age=_age(case, now),
        answers=_answers(subtype, filed.get("answers", {})),
        explanation=filed.get("explanation", ""),
        checklist=_checklist(subtype, filed.get("answers", {}), papers) if sight.shows(Part.PAPERS) else (),
        papers=papers,
        registries=_registries(case.id) if sight.shows(Part.REGISTRIES) else (),
        opinions=opinions,
        hearing=_hearing(case.id) if sight.shows(Part.HEARING) else None,
        corrections=_corrections(case.id) if sight.shows(Part.HEARING) else (),
        complaints=_complaints(case.id) if sight.shows(Part.COMPLAINTS) else (),
        results=tuple(results_of_case(case.id)) if sight.shows(Part.RESULTS) else (),
        signatures=case_signatures(case.id),
        history=history,
        standing_in=_absent_names(standing),
        candidate=candidate_file(case, service, sight, filed, history),
        personal=personal_file_for(case, service, standing),
    )


def _deeds(snapshot: CaseSnapshot, standing: Standing, now: datetime) -> tuple[OpenDeed, ...]:
    """What is open to this officer, an action once, as the first of their actors that may."""
    found: dict[str, OpenDeed] = {}
    for actor in standing.actors:
        exists = stand_in_exists(actor, snapshot.recused, local_day(now))
        for action in open_actions(replace(snapshot, stand_in_exists=exists), actor):
            found.setdefault(action.code, OpenDeed(actor, action))
    order = [action.code for action in snapshot.step.actions]
    return tuple(sorted(found.values(), key=lambda deed: order.index(deed.action.code)))


def _holders(
    snapshot: CaseSnapshot, standing: Standing, left: Callable[[datetime], int]
) -> tuple[Holder, ...]:
    return tuple(
        Holder(
            role=task.role,
            seat=task.seat,
            duties=duties(snapshot.step, task.role),
            due_at=task.due_at,
            left=left(task.due_at),
            overdue=task.due_at < snapshot.now,
            yours=any(is_own(task, actor) for actor in standing.actors),
        )
        for task in snapshot.tasks
        if standing.sight.history is not History.OWN or task.role in standing.sides
    )


def _age(case: Case, now: datetime) -> int | None:
    """Full years today, from the registry's date of birth."""
    born, today = case.person.birth_date, local_day(now)
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _answers(subtype: Subtype, given: Mapping[str, str]) -> tuple[Answer, ...]:
    return tuple(
        Answer(question.label, choice.label)
        for question in subtype.questions
        for choice in question.choices
        if given.get(question.code) == choice.code
    )


def _checklist(
    subtype: Subtype, answers: Mapping[str, str], papers: tuple[Paper, ...]
) -> tuple[CheckRow, ...]:
    current = [paper for paper in papers if paper.state == DocumentState.CURRENT]
    return tuple(
        CheckRow(document, tuple(paper for paper in current if paper.kind == document.code))
        for document in applications.required_documents(subtype, answers, is_connected)
    )


def _registries(case_id: int) -> tuple[RegistryCard, ...]:
    views = facts_for_case(case_id).values()
    return tuple(RegistryCard(view, tuple(fact_rows(fact) for fact in view.facts)) for view in views)


def _hearing(case_id: int) -> Hearing | None:
    return db.session.scalar(select(Hearing).where(Hearing.case_id == case_id))


def _corrections(case_id: int) -> tuple[CorrectionRow, ...]:
    rows = db.session.execute(
        select(Correction, Document.kind, Document.title, Officer.name)
        .join(Document, Correction.document_id == Document.id)
        .join(Officer, Correction.officer_id == Officer.id)
        .where(Correction.case_id == case_id)
        .order_by(Correction.id)
    )
    return tuple(CorrectionRow(*row) for row in rows)


def _complaints(case_id: int) -> tuple[Complaint, ...]:
    return tuple(
        db.session.scalars(select(Complaint).where(Complaint.case_id == case_id).order_by(Complaint.id))
    )


def _absent_names(standing: Standing) -> Mapping[int, str]:
    """For whom the officer stands in here: the names of the absent by id."""
    absent = {actor.standing_in_for for actor in standing.actors if actor.standing_in_for}
    rows = db.session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(absent)))
    return dict(rows.all())
