"""Opening and closing what stands in somebody's inbox."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

import clock
from database import db
from domain.deadlines import OfficeHours, WorkingDay
from domain.errors import InvalidData
from domain.roles import REGIONAL, ROLE_BODY_KINDS, Actor, BodyKind, Role
from domain.schema import Step
from domain.workflow import enter_step
from models.bodies import Body
from models.cases import Case, Event, Task
from models.regions import regional_body
from models.vacancies import Vacancy


def open_step(
    case: Case,
    step: Step,
    moment: datetime,
    hours: OfficeHours,
    is_working_day: WorkingDay,
    *,
    complaint_id: int | None = None,
    matter_id: int | None = None,
) -> list[Task]:
    """Open the tasks with which this step of the case, of its complaint or of a matter beside it begins.

    The step begins at `moment`. Raises InvalidData (no_body) where nobody is there to do it.
    """
    starts = _start_of_term(case, step, moment)
    tasks = [
        Task(
            case_id=case.id,
            complaint_id=complaint_id,
            matter_id=matter_id,
            step=step.code,
            role=new.role,
            body_id=body_id,
            seat=new.seat,
            opened_at=moment,
            counted_from=new.counted_from,
            due_at=new.due_at,
            warn_at=new.warn_at,
            assignee_id=case.executor_id if step.assigned else None,
        )
        for new in enter_step(step, starts, case.due_at, hours, is_working_day)
        for body_id in _bodies(case, new.role)
    ]
    db.session.add_all(tasks)
    db.session.flush()
    return tasks


def _start_of_term(case: Case, step: Step, moment: datetime) -> datetime:
    """From when the step's term runs: from now, from an earlier step, or from an appointment."""
    if step.term_from_appointment and case.appointment_at is not None:
        return case.appointment_at
    if step.term_from is None:
        return moment
    entered = (
        select(Event.at)
        .where(Event.case_id == case.id, Event.to_status == step.term_from)
        .order_by(Event.sequence.desc())
        .limit(1)
    )
    return db.session.scalar(entered) or moment


def close_tasks(ids: Iterable[int], outcome: str, actor: Actor) -> None:
    """Close these tasks with the outcome; the actor is remembered as who did it."""
    officer_id = None if actor.role in (Role.SITE, Role.CITIZEN) else actor.id
    for task in db.session.scalars(select(Task).where(Task.id.in_(tuple(ids)))):
        task.closed_at = clock.now()
        task.outcome = outcome
        task.officer_id = officer_id


def _bodies(case: Case, role: Role) -> list[int | None]:
    """Whose inbox it is: that of the body in which the case lies; of the military bodies of the
    districts of residence and of registration (605 p.13); of the bodies of the region of the
    registered address (834 annex 1; CON-8, CON-11); of the unit that seeks somebody."""
    kinds = ROLE_BODY_KINDS.get(role, frozenset())
    if role in (Role.SITE, Role.CITIZEN):
        return [None]
    if role is Role.UNIT:
        return [db.session.get_one(Vacancy, case.vacancy_id).unit_id]
    if kinds <= REGIONAL:
        bodies = [regional_body(kind, case.district_code) for kind in kinds]
        if None in bodies:
            raise InvalidData({"": "no_body"})
        return bodies
    if role is not Role.MILITARY_BODY:
        return [case.body_id]
    districts = {case.district_code, case.military_district_code or case.district_code}
    found = db.session.scalars(
        select(Body.id)
        .where(Body.kind == BodyKind.MILITARY_BODY, Body.district_code.in_(districts), Body.active)
        .order_by(Body.id)
    ).all()
    return list(found)
