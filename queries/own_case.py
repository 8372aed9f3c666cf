"""One case as its applicant sees it, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

import catalogue
from database import db
from domain.case_numbers import normal_case_number
from domain.roles import Actor, Role
from domain.schema import Group, PublicService, Step, Subtype
from domain.workflow import CaseSnapshot, open_actions
from models.bodies import Body
from models.cases import Case, Complaint, Correction, Hearing, Task
from models.documents import Document, DocumentState, ResultDocument
from models.messaging import Message
from models.snapshots import snapshot_of
from queries.cabinet import Holder, Left, counting_from, holder_of, result_label
from queries.documents import Paper, papers_of_case, results_of_case
from queries.signatures import CaseSignatures, case_signatures
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
    """What the applicant's page shows of a case."""

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

    @property
    def waiting_corrections(self) -> tuple[CorrectionRow, ...]:
        """The requests that wait for an answer."""
        return tuple(row for row in self.corrections if row.correction.status == "asked")

    @property
    def is_open(self) -> bool:
        """Whether the case is not decided yet."""
        return self.step.group is Group.OPEN

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
    step = service.workflow.step(case.status)
    snapshot = snapshot_of(case, service.workflow, now)
    left = counting_from(now)
    tasks = db.session.execute(
        select(Task, Body)
        .outerjoin(Body, Task.body_id == Body.id)
        .where(Task.case_id == case.id, Task.closed_at.is_(None))
        .order_by(Task.due_at, Task.id)
    ).all()
    complaints = _complaints(case, service, tasks, now, left)
    open_now = open_actions(snapshot, Actor(Role.CITIZEN, case.person_id))
    return OwnCase(
        case=case,
        service=service,
        subtype=service.subtype(case.subtype),
        step=step,
        left=left,
        snapshot=snapshot,
        actions=frozenset(action.code for action in open_now),
        holders=_holders(tasks, step, now, left),
        history=tuple(timeline(case, for_citizen=True)),
        papers=tuple(papers_of_case(case.id)),
        corrections=_corrections(case.id, left),
        hearing=db.session.scalar(select(Hearing).where(Hearing.case_id == case.id)),
        results=tuple((result, result_label(result, service)) for result in results_of_case(case.id)),
        signatures=case_signatures(case.id),
        complaints=complaints,
        messages=tuple(
            db.session.scalars(select(Message).where(Message.case_id == case.id).order_by(Message.id))
        ),
        may_complain=case.registered_at is not None and all(row.complaint.closed_at for row in complaints),
    )


def correction_of(case_id: int, correction_id: int) -> CorrectionRow | None:
    """A request of this case that waits for an answer."""
    found = (row for row in _corrections(case_id, lambda _due: 0) if row.correction.id == correction_id)
    return next((row for row in found if row.correction.status == "asked"), None)


def _holders(tasks: Sequence[Any], step: Step, now: datetime, left: Left) -> tuple[Holder, ...]:
    """Each role and body once, with the earliest of its due dates."""
    found: dict[tuple[str, int | None], Holder] = {}
    for task, body in tasks:
        if task.complaint_id is None:
            found.setdefault((task.role, task.body_id), holder_of(task, body, step, now, left))
    return tuple(found.values())


def _corrections(case_id: int, left: Left) -> tuple[CorrectionRow, ...]:
    rows = db.session.execute(
        select(Correction, Document.kind, Document.title)
        .join(Document, Correction.document_id == Document.id)
        .where(Correction.case_id == case_id)
        .order_by(Correction.id)
    )
    return tuple(CorrectionRow(row, kind, title, left(row.answer_by)) for row, kind, title in rows)


def _complaints(
    case: Case, service: PublicService, tasks: Sequence[Any], now: datetime, left: Left
) -> tuple[ComplaintRow, ...]:
    holding = {task.complaint_id: (task, body) for task, body in tasks if task.complaint_id is not None}
    rows = db.session.scalars(select(Complaint).where(Complaint.case_id == case.id).order_by(Complaint.id))
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
