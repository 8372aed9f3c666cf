"""Reading a case's rows into the snapshot that the engine asks."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BindParameter, bindparam, func, or_, select

from database import db
from domain.deadlines import local_day
from domain.registry_answers import is_settled, said_all
from domain.registry_facts import PERSONAL_FILE
from domain.roles import Actor, Role
from domain.schema import PublicService, Workflow
from domain.signing import RequestState
from domain.workflow import CaseSnapshot, HearingSnapshot, TaskSnapshot
from models.cases import Case, Complaint, Correction, Hearing, Matter, Opinion, Recusal, Task
from models.connected import is_connected
from models.documents import Document, DocumentState, ResultDocument
from models.people import Appointment, Officer, Substitution
from models.registries import RegistryQuery
from models.signing import SigningDeed, SigningRequest

_CASE: BindParameter[int] = bindparam("case_id")
_HEARING = select(Hearing).where(Hearing.case_id == _CASE)
_OPINIONS = select(Opinion.agrees, Opinion.officer_id).where(Opinion.case_id == _CASE)
_PENDING = select(func.count()).where(Correction.case_id == _CASE, Correction.status == "asked")
_GENUINE = select(func.count()).where(ResultDocument.case_id == _CASE, ResultDocument.status == "genuine")
_RECUSED = select(Recusal.officer_id).where(Recusal.case_id == _CASE)
_OPEN_TASKS = (
    select(Task)
    .where(
        Task.case_id == _CASE,
        Task.complaint_id.is_not_distinct_from(bindparam("complaint_id")),
        Task.matter_id.is_not_distinct_from(bindparam("matter_id")),
        Task.closed_at.is_(None),
    )
    .order_by(Task.id)
)
_APPLICANT_SIGNED = (
    select(SigningRequest.id)
    .join(SigningDeed, SigningDeed.request_id == SigningRequest.id)
    .where(
        SigningDeed.case_id == _CASE,
        SigningDeed.role == Role.CITIZEN,
        SigningRequest.state == RequestState.RECEIVED,
    )
    .limit(1)
)
"""Statements are made once: making one costs more than asking it."""


def snapshot_of(
    case: Case, service: PublicService, now: datetime, actor: Actor | None = None
) -> CaseSnapshot:
    """The case as the engine sees it at `now`.

    With an actor it also says whether somebody else could stand in for them.
    """
    whose = {"case_id": case.id}
    hearing = db.session.scalar(_HEARING, whose)
    opinions = db.session.execute(_OPINIONS, whose).all()
    agreeing = sum(agrees for agrees, _ in opinions)
    pending = db.session.scalar(_PENDING, whose)
    genuine = db.session.scalar(_GENUINE, whose)
    file = file_state(case, service)
    recused = frozenset(db.session.scalars(_RECUSED, whose))
    return CaseSnapshot(
        workflow=service.workflow,
        status=case.status,
        now=now,
        person_id=case.person_id,
        body_id=case.body_id,
        tasks=open_tasks(case.id),
        hearing=_hearing_snapshot(hearing),
        agreeing=agreeing,
        disagreeing=len(opinions) - agreeing,
        spoke=frozenset(officer_id for _, officer_id in opinions),
        corrections_pending=pending or 0,
        correction_answer_by=case.correction_answer_by,
        result_genuine=bool(genuine),
        recused=recused,
        stand_in_exists=actor is not None and stand_in_exists(actor, recused, local_day(now)),
        executor_id=case.executor_id,
        post_taken=case.post_taken,
        file_complete=file.complete,
        answers_lacking=file.answers_lacking,
        appointment_at=case.appointment_at,
        found_fit=case.found_fit,
        being_signed=applicant_signed(case.id),
    )


def complaint_snapshot(case: Case, complaint: Complaint, workflow: Workflow, now: datetime) -> CaseSnapshot:
    """A complaint of the case as the engine sees it."""
    return CaseSnapshot(
        workflow=workflow,
        status=complaint.status,
        now=now,
        person_id=case.person_id,
        body_id=case.body_id,
        tasks=open_tasks(case.id, complaint_id=complaint.id),
    )


def matter_snapshot(case: Case, matter: Matter, workflow: Workflow, now: datetime) -> CaseSnapshot:
    """A matter beside the case as the engine sees it; with those who stepped aside from the case."""
    return CaseSnapshot(
        workflow=workflow,
        status=matter.status,
        now=now,
        person_id=case.person_id,
        body_id=case.body_id,
        tasks=open_tasks(case.id, matter_id=matter.id),
        recused=frozenset(db.session.scalars(_RECUSED, {"case_id": case.id})),
    )


def open_tasks(
    case_id: int, *, complaint_id: int | None = None, matter_id: int | None = None
) -> tuple[TaskSnapshot, ...]:
    """The open tasks of the case itself, of one of its complaints, or of a matter beside it."""
    whose = {"case_id": case_id, "complaint_id": complaint_id, "matter_id": matter_id}
    rows = db.session.scalars(_OPEN_TASKS, whose)
    return tuple(
        TaskSnapshot(task.id, Role(task.role), task.seat, task.body_id, task.due_at, task.assignee_id)
        for task in rows
    )


def applicant_signed(case_id: int) -> bool:
    """Whether a signature of the applicant's waits for the NCA's word."""
    return db.session.scalar(_APPLICANT_SIGNED, {"case_id": case_id}) is not None


@dataclass(frozen=True)
class FileState:
    """How a personal file stands. `complete`: nothing holds the case up; `answers_lacking`: a registry
    has not answered in full itself, whether or not a paper stands in."""

    complete: bool
    answers_lacking: bool


def file_state(case: Case, service: PublicService) -> FileState:
    """How the personal file of this case stands; at most two queries.

    The registries are asked when the case is given to an executor, or once the site
    is connected to them. One that is silent, failed, left records out or was not
    asked yet holds the file up, until it has answered or a paper stands in for it
    (834 annex 1: it is checked once everything is there; domain/registry_answers.py).
    """
    if case.executor_id is None or not service.personal_file:
        return FileState(complete=False, answers_lacking=False)
    answers = db.session.execute(
        select(RegistryQuery.kind, RegistryQuery.status, RegistryQuery.missing).where(
            RegistryQuery.case_id == case.id, RegistryQuery.purpose == PERSONAL_FILE
        )
    )
    answered = {kind for kind, status, missing in answers if said_all(status, missing)}
    lacking = {data.kind for data in service.personal_file} - answered
    if not lacking:
        return FileState(complete=True, answers_lacking=False)
    papers = db.session.execute(
        select(Document.kind, Document.officer_id).where(
            Document.case_id == case.id, Document.state == DocumentState.CURRENT
        )
    ).all()
    stand_for = {document.code: document.stands_for for document in service.subtype(case.subtype).documents}
    handed_in = {stand_for.get(kind) for kind, officer_id in papers if officer_id is None}
    taken_in = {stand_for.get(kind) for kind, officer_id in papers if officer_id is not None}
    return FileState(
        complete=all(
            is_settled(
                connected=is_connected(kind),
                answered=False,
                handed_in=kind in handed_in,
                taken_in=kind in taken_in,
            )
            for kind in lacking
        ),
        answers_lacking=True,
    )


def stand_in_exists(actor: Actor, recused: frozenset[int], today: date) -> bool:
    """Whether another active officer, not recused, holds the actor's office today or
    substitutes for somebody who does."""
    if actor.body_id is None or actor.id is None:
        return False
    holders = select(Appointment.officer_id).where(
        Appointment.role == actor.role,
        Appointment.body_id == actor.body_id,
        Appointment.seat.is_not_distinct_from(actor.seat),
        Appointment.in_force(today),
    )
    substitutes = select(Substitution.substitute_id).where(
        Substitution.absent_id.in_(holders), Substitution.starts_on <= today, Substitution.ends_on >= today
    )
    others = select(func.count()).where(
        Officer.active,
        Officer.id.not_in(recused | {actor.id}),
        or_(Officer.id.in_(holders), Officer.id.in_(substitutes)),
    )
    return bool(db.session.scalar(others))


def _hearing_snapshot(hearing: Hearing | None) -> HearingSnapshot | None:
    if hearing is None:
        return None
    return HearingSnapshot(
        at=hearing.at,
        latest=hearing.latest,
        move_asked=hearing.wish is not None,
        moved=hearing.moved_at is not None,
        must_move=hearing.must_move,
        objected=hearing.objection is not None,
        waived=hearing.waived,
        held=hearing.held_at is not None,
    )
