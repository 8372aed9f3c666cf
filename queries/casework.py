"""One case as the officers see it: everything that its page shows, each part in a fixed number of queries."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

import catalogue
from database import db
from domain import applications
from domain.deadlines import WorkingDay, local_day, working_days_left
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
from queries.own_matters import MatterRow, matters_of
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


class CaseFile:
    """What an officer's page shows of a case. What their task does not need is empty.

    Each part is asked for when it is first read, and kept: a page pays for what it shows, and
    whoever acts for what the act rests on.
    """

    def __init__(self, case: Case, standing: Standing, now: datetime) -> None:
        self.case = case
        self.service: PublicService = catalogue.edition_of(case.service, case.edition)
        self.subtype: Subtype = self.service.subtype(case.subtype)
        self.sight: Sight = standing.sight
        self._standing = standing
        self._now = now

    @cached_property
    def snapshot(self) -> CaseSnapshot:
        """The case as the engine sees it."""
        return snapshot_of(self.case, self.service, self._now)

    @cached_property
    def deeds(self) -> tuple[OpenDeed, ...]:
        """What is open to this officer, an action once, as the first of their actors that may."""
        found: dict[str, OpenDeed] = {}
        for actor in self._standing.actors:
            exists = stand_in_exists(actor, self.snapshot.recused, local_day(self._now))
            for action in open_actions(replace(self.snapshot, stand_in_exists=exists), actor):
                found.setdefault(action.code, OpenDeed(actor, action))
        order = [action.code for action in self.snapshot.step.actions]
        return tuple(sorted(found.values(), key=lambda deed: order.index(deed.action.code)))

    @cached_property
    def step(self) -> Step:
        """The step that the officer reads: of a case that has left their body, the last one in which
        it was there."""
        workflow = self.service.workflow
        if self.sight.history is History.OWN:
            return own_step(workflow, self.history, self._standing)
        return workflow.step(self.case.status)

    @cached_property
    def history(self) -> tuple[Entry, ...]:
        """What happened, as far as this officer may read it."""
        entries = timeline(self.case, for_citizen=False)
        readable = readable_history(entries, self.service, self.sight, self._opinions[1])
        if self.sight.history is History.OWN:
            return own_history(readable, self.service.workflow, self._standing)
        return readable

    @property
    def opinions(self) -> tuple[SeatOpinion, ...]:
        """The members' opinions, seat by seat."""
        return self._opinions[0]

    @cached_property
    def _opinions(self) -> tuple[tuple[SeatOpinion, ...], bool]:
        return opinions_of(self.case, self.service, self._standing)

    @cached_property
    def holders(self) -> tuple[Holder, ...]:
        """Whose turn it is."""
        return tuple(
            Holder(
                role=task.role,
                seat=task.seat,
                duties=duties(self.snapshot.step, task.role),
                due_at=task.due_at,
                left=self.left(task.due_at),
                overdue=task.due_at < self._now,
                yours=any(is_own(task, actor) for actor in self._standing.actors),
            )
            for task in self.snapshot.tasks
            if self.sight.history is not History.OWN or task.role in self._standing.sides
        )

    def left(self, due: datetime) -> int:
        """Working days left until then, negative when past."""
        return working_days_left(local_day(self._now), local_day(due), self._is_working_day)

    @cached_property
    def _is_working_day(self) -> WorkingDay:
        return working_calendar()

    @property
    def age(self) -> int | None:
        """Full years today, from the registry's date of birth."""
        born, today = self.case.person.birth_date, local_day(self._now)
        if born is None:
            return None
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

    @cached_property
    def _filed(self) -> dict[str, Any]:
        """The application as it was filed."""
        return json.loads(self.case.application) if self.sight.shows(Part.APPLICATION) else {}

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """What the applicant answered in the wizard."""
        given = self._filed.get("answers", {})
        return tuple(
            Answer(question.label, choice.label)
            for question in self.subtype.questions
            for choice in question.choices
            if given.get(question.code) == choice.code
        )

    @property
    def explanation(self) -> str:
        """What the applicant wrote."""
        return self._filed.get("explanation", "")

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """The papers of every state that this officer may see."""
        return tuple(paper for paper in papers_of_case(self.case.id) if self.sight.shows_paper(paper.kind))

    @property
    def current_papers(self) -> tuple[Paper, ...]:
        """The papers that count now."""
        return tuple(paper for paper in self.papers if paper.state == DocumentState.CURRENT)

    @cached_property
    def checklist(self) -> tuple[CheckRow, ...]:
        """The papers that the act asks for, each with what was handed in for it."""
        if not self.sight.shows(Part.PAPERS):
            return ()
        required = applications.required_documents(self.subtype, self._filed.get("answers", {}), is_connected)
        return tuple(
            CheckRow(document, tuple(paper for paper in self.current_papers if paper.kind == document.code))
            for document in required
        )

    @cached_property
    def registries(self) -> tuple[RegistryCard, ...]:
        """What each registry answered."""
        if not self.sight.shows(Part.REGISTRIES):
            return ()
        views = facts_for_case(self.case.id).values()
        return tuple(RegistryCard(view, tuple(fact_rows(fact) for fact in view.facts)) for view in views)

    @cached_property
    def hearing(self) -> Hearing | None:
        """The hearing, if one was called."""
        if not self.sight.shows(Part.HEARING):
            return None
        return db.session.scalar(select(Hearing).where(Hearing.case_id == self.case.id))

    @cached_property
    def corrections(self) -> tuple[CorrectionRow, ...]:
        """The requests to mend a document, in the order in which they were made."""
        return _corrections(self.case.id) if self.sight.shows(Part.HEARING) else ()

    @cached_property
    def complaints(self) -> tuple[Complaint, ...]:
        """The complaints, in the order in which they came."""
        return _complaints(self.case.id) if self.sight.shows(Part.COMPLAINTS) else ()

    @cached_property
    def results(self) -> tuple[ResultDocument, ...]:
        """The documents that the case has led to."""
        return tuple(results_of_case(self.case.id)) if self.sight.shows(Part.RESULTS) else ()

    @cached_property
    def signatures(self) -> CaseSignatures:
        """Who signed what."""
        return case_signatures(self.case.id)

    @cached_property
    def standing_in(self) -> Mapping[int, str]:
        """For whom the officer stands in here: the names of the absent by id."""
        return _absent_names(self._standing)

    @cached_property
    def candidate(self) -> CandidateFile | None:
        """What a case holds besides, of an application for a post."""
        return candidate_file(self.case, self.service, self.sight, self._filed, self.history)

    @cached_property
    def personal(self) -> PersonalFile | None:
        """The personal file, of an application for a post."""
        return personal_file_for(self.case, self.service, self._standing)

    @cached_property
    def matters(self) -> tuple[MatterRow, ...]:
        """The matters beside the case."""
        if not self.sight.shows(Part.HEARING):
            return ()
        return matters_of(self.case, self.service, self.history, (), self._now)

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
    return CaseFile(case, standing, now)


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
    if not absent:
        return {}
    rows = db.session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(absent)))
    return dict(rows.all())
