"""One case as its applicant sees it, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import joinedload

import catalogue
from database import db
from domain.case_numbers import normal_case_number
from domain.concealment import untold_messages
from domain.matters import may_begin
from domain.roles import Actor, Role
from domain.schema import Group, PublicService, Step, Subtype, Tone
from domain.schema import Matter as Kind
from domain.workflow import CaseSnapshot, open_actions
from models.bodies import Body
from models.candidates import DrawnUpPaper
from models.cases import Case, Complaint, Correction, Hearing, Task
from models.documents import Document, DocumentState, ResultDocument
from models.messaging import Message
from models.snapshots import snapshot_of
from models.vacancies import Vacancy
from queries.cabinet import result_label
from queries.documents import Paper, papers_of_applicant, results_of_case
from queries.holders import (
    Held,
    Holder,
    Left,
    counting_from,
    holder_of,
    holder_shown,
    of_shown_steps,
    own_turns,
    shown_tasks,
)
from queries.own_matters import MatterRow, matters_of
from queries.own_post import paper_to_sign, post_of
from queries.signatures import CaseSignatures, case_signatures
from queries.signing import InSigning, own_in_signing
from queries.timeline import Entry, timeline


@dataclass(frozen=True)
class CorrectionRow:
    """A request to mend a document, with that document's kind and title."""

    correction: Correction
    kind: str
    title: str
    left: int


@dataclass(frozen=True)
class ComplaintRow:
    """A complaint, where it stands, and who has it now."""

    complaint: Complaint
    step: Step
    holder: Holder | None
    forward_left: int
    review_left: int
    reviewed_left: int | None


@dataclass(frozen=True)
class OwnCase:
    """What the applicant's page shows of a case.

    `step` is the one that they read, which is not always where the case is
    (CON-7). `turns`: what waits for them, by code, with its moment. Of an
    application for a post also `post`, `paper` (drawn up for both sides to
    sign), `in_signing` (what they have begun to sign). `matters`: what came up
    beside the case; `may_begin`: what they can tell of now.
    """

    case: Case
    service: PublicService
    subtype: Subtype
    step: Step
    left: Left
    snapshot: CaseSnapshot
    actions: frozenset[str]
    holders: tuple[Holder, ...]
    history: tuple[Entry, ...]
    papers: tuple[Paper, ...]
    corrections: tuple[CorrectionRow, ...]
    hearing: Hearing | None
    results: tuple[tuple[ResultDocument, str], ...]
    signatures: CaseSignatures
    complaints: tuple[ComplaintRow, ...]
    messages: tuple[Message, ...]
    may_complain: bool
    turns: dict[str, datetime]
    post: Vacancy | None
    paper: DrawnUpPaper | None
    in_signing: tuple[InSigning, ...]
    matters: tuple[MatterRow, ...]
    may_begin: tuple[Kind, ...]

    @property
    def way(self) -> tuple[tuple[str, ...], int] | None:
        """The titles of the statuses by which one sees how far the case has come, and which of them,
        counted from 1, it has reached; None once it has left that way."""
        codes = self.service.way
        reached = [codes.index(entry.to_status) for entry in self.history if entry.to_status in codes]
        if not reached or (self.step.group is Group.FINAL and self.step.tone is not Tone.GOOD):
            return None
        return tuple(self.service.workflow.step(code).title for code in codes), max(reached) + 1

    @property
    def waiting_corrections(self) -> tuple[CorrectionRow, ...]:
        """The requests that wait for an answer."""
        return tuple(row for row in self.corrections if row.correction.status == "asked")

    @property
    def is_open(self) -> bool:
        """Whether the case is not decided yet."""
        return self.step.group is Group.OPEN

    @property
    def can_be_proved(self) -> bool:
        """Whether the applicant can show others that the application is under review."""
        return self.service.proves_filing and self.is_open

    @property
    def can_be_renewed(self) -> bool:
        """Whether the applicant can begin another application with the answers of this one."""
        return not self.is_open and not self.service.by_vacancy

    @property
    def overdue(self) -> bool:
        """Whether the term of the case, or of who holds it, has passed."""
        return (self.is_open and self.case.due_at < self.snapshot.now) or any(
            holder.overdue for holder in self.holders
        )

    @property
    def settled(self) -> bool:
        """Whether nothing will change by itself any more, so that the page need not ask again."""
        return self.step.group is Group.FINAL and all(row.complaint.closed_at for row in self.complaints)

    @property
    def current_papers(self) -> tuple[Paper, ...]:
        """The papers that count now."""
        return tuple(paper for paper in self.papers if paper.state == DocumentState.CURRENT)


_CASE: BindParameter[int] = bindparam("case_id")
_TASKS = (
    select(Task, Body)
    .join(Case, Task.case_id == Case.id)
    .outerjoin(Body, Task.body_id == Body.id)
    .where(Task.case_id == _CASE, of_shown_steps())
    .order_by(Task.due_at, Task.id)
)
_HEARING = select(Hearing).where(Hearing.case_id == _CASE)
_MESSAGES = select(Message).where(Message.case_id == _CASE).order_by(Message.id)
_CORRECTIONS = (
    select(Correction, Document.kind, Document.title)
    .join(Document, Correction.document_id == Document.id)
    .where(Correction.case_id == _CASE)
    .order_by(Correction.id)
)
_COMPLAINTS = select(Complaint).where(Complaint.case_id == _CASE).order_by(Complaint.id)
"""Statements are made once: making one costs more than asking it."""


def find_own(person_id: int, number: str) -> Case | None:
    """The person's own case with this number, written with or without hyphens; one query."""
    normal = normal_case_number(number)
    if normal is None:
        return None
    return db.session.scalar(
        select(Case).options(joinedload(Case.body)).where(Case.number == normal, Case.person_id == person_id)
    )


def own_case(case: Case, now: datetime) -> OwnCase:
    """Everything about this case for its applicant."""
    service = catalogue.edition_of(case.service, case.edition)
    step = service.workflow.step(case.shown_status)
    snapshot = snapshot_of(case, service, now)
    left = counting_from(now)
    whose = {"case_id": case.id}
    tasks = [(task, body) for task, body in db.session.execute(_TASKS, whose)]
    held = shown_tasks(case, tasks)
    untold = untold_messages(service.workflow, step)
    complaints = _complaints(case, service, tasks, now, left)
    history = tuple(timeline(case, for_citizen=True))
    matters = matters_of(case, service, history, tasks, now)
    waiting = {row.kind.code: row.matter.answer_by for row in matters if row.matter.closed_at is None}
    open_now = open_actions(snapshot, Actor(Role.CITIZEN, case.person_id))
    return OwnCase(
        case=case,
        service=service,
        subtype=service.subtype(case.subtype),
        step=step,
        left=left,
        snapshot=snapshot,
        actions=frozenset(action.code for action in open_now),
        holders=_holders(case, service, held, now, left),
        history=history,
        papers=tuple(papers_of_applicant(case.id)),
        corrections=_corrections(case.id, left),
        hearing=db.session.scalar(_HEARING, whose),
        results=tuple((result, result_label(result, service)) for result in results_of_case(case.id)),
        signatures=case_signatures(case.id),
        complaints=complaints,
        messages=tuple(
            message for message in db.session.scalars(_MESSAGES, whose) if message.template not in untold
        ),
        may_complain=case.registered_at is not None and all(row.complaint.closed_at for row in complaints),
        turns=dict(own_turns(case, step, held, now)),
        post=post_of(case),
        paper=paper_to_sign(case, step),
        in_signing=own_in_signing(case.person_id, case, now) if step.group is Group.OPEN else (),
        matters=matters,
        may_begin=may_begin(service, case.status, waiting, now),
    )


def correction_of(case_id: int, correction_id: int) -> CorrectionRow | None:
    """A request of this case that waits for an answer."""
    found = (row for row in _corrections(case_id, lambda _due: 0) if row.correction.id == correction_id)
    return next((row for row in found if row.correction.status == "asked"), None)


def _holders(
    case: Case, service: PublicService, held: Sequence[Held], now: datetime, left: Left
) -> tuple[Holder, ...]:
    """Each role and body once, with the earliest of its due dates."""
    found: dict[tuple[str, int | None], Holder] = {}
    for task, body in held:
        found.setdefault((task.role, task.body_id), holder_shown(case, service, task, body, now, left))
    return tuple(found.values())


def _corrections(case_id: int, left: Left) -> tuple[CorrectionRow, ...]:
    rows = db.session.execute(_CORRECTIONS, {"case_id": case_id})
    return tuple(CorrectionRow(row, kind, title, left(row.answer_by)) for row, kind, title in rows)


def _complaints(
    case: Case, service: PublicService, tasks: Sequence[Held], now: datetime, left: Left
) -> tuple[ComplaintRow, ...]:
    holding = {
        task.complaint_id: (task, body) for task, body in tasks if task.complaint_id and not task.closed_at
    }
    rows = db.session.scalars(_COMPLAINTS, {"case_id": case.id})
    return tuple(
        ComplaintRow(
            complaint=row,
            step=service.complaint.step(row.status),
            holder=holder_of(*holding[row.id], service.complaint.step(row.status), now, left)
            if row.id in holding
            else None,
            forward_left=left(row.forward_by),
            review_left=left(row.review_by),
            reviewed_left=left(row.reviewed_by) if row.reviewed_by else None,
        )
        for row in rows
    )
