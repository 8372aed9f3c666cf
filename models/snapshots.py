"""Reading a case's rows into the snapshot that the engine asks."""

from datetime import date, datetime

from sqlalchemy import func, or_, select

from database import db
from domain.deadlines import local_day
from domain.registry_answers import said_all
from domain.registry_facts import PERSONAL_FILE
from domain.roles import Actor, Role
from domain.schema import Workflow
from domain.signing import RequestState
from domain.workflow import CaseSnapshot, HearingSnapshot, TaskSnapshot
from models.cases import Case, Complaint, Correction, Hearing, Opinion, Recusal, Task
from models.connected import is_connected
from models.documents import ResultDocument
from models.people import Appointment, Officer, Substitution
from models.registries import RegistryQuery
from models.signing import SigningDeed, SigningRequest


def snapshot_of(case: Case, workflow: Workflow, now: datetime, actor: Actor | None = None) -> CaseSnapshot:
    """The case as the engine sees it at `now`.

    With an actor it also says whether somebody else could stand in for them.
    """
    hearing = db.session.scalar(select(Hearing).where(Hearing.case_id == case.id))
    opinions = db.session.execute(
        select(Opinion.agrees, Opinion.officer_id).where(Opinion.case_id == case.id)
    ).all()
    agreeing = sum(agrees for agrees, _ in opinions)
    pending = db.session.scalar(
        select(func.count()).where(Correction.case_id == case.id, Correction.status == "asked")
    )
    genuine = db.session.scalar(
        select(func.count()).where(ResultDocument.case_id == case.id, ResultDocument.status == "genuine")
    )
    recused = frozenset(db.session.scalars(select(Recusal.officer_id).where(Recusal.case_id == case.id)))
    return CaseSnapshot(
        workflow=workflow,
        status=case.status,
        now=now,
        person_id=case.person_id,
        body_id=case.body_id,
        tasks=open_tasks(case.id, None),
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
        file_complete=case.executor_id is not None and file_is_complete(case.id),
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
        tasks=open_tasks(case.id, complaint.id),
    )


def open_tasks(case_id: int, complaint_id: int | None) -> tuple[TaskSnapshot, ...]:
    """The open tasks of the case itself, or of one of its complaints."""
    rows = db.session.scalars(
        select(Task)
        .where(
            Task.case_id == case_id,
            Task.complaint_id.is_not_distinct_from(complaint_id),
            Task.closed_at.is_(None),
        )
        .order_by(Task.id)
    )
    return tuple(
        TaskSnapshot(task.id, Role(task.role), task.seat, task.body_id, task.due_at, task.assignee_id)
        for task in rows
    )


def applicant_signed(case_id: int) -> bool:
    """Whether a signature of the applicant's waits for the NCA's word."""
    waiting = (
        select(SigningRequest.id)
        .join(SigningDeed, SigningDeed.request_id == SigningRequest.id)
        .where(
            SigningDeed.case_id == case_id,
            SigningDeed.role == Role.CITIZEN,
            SigningRequest.state == RequestState.RECEIVED,
        )
    )
    return db.session.scalar(waiting.limit(1)) is not None


def file_is_complete(case_id: int) -> bool:
    """Whether every registry that was asked for the personal file has said all.

    They are asked when the case is given to an executor. One that is silent, failed
    or left records out holds the file up until it has answered (834 annex 1: it is
    checked once everything is there). One to which the site is not connected holds
    up nothing, also if it was asked before: its paper stands in.
    """
    answers = db.session.execute(
        select(RegistryQuery.kind, RegistryQuery.status, RegistryQuery.missing).where(
            RegistryQuery.case_id == case_id, RegistryQuery.purpose == PERSONAL_FILE
        )
    )
    return all(said_all(status, missing) for kind, status, missing in answers if is_connected(kind))


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
