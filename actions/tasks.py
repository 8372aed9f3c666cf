"""Opening and closing what stands in somebody's inbox."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

import clock
from database import db
from domain.deadlines import OfficeHours, WorkingDay
from domain.roles import Actor, BodyKind, Role
from domain.schema import Step
from domain.workflow import enter_step
from models.bodies import Body
from models.cases import Case, Task


def open_step(
    case: Case,
    step: Step,
    moment: datetime,
    hours: OfficeHours,
    is_working_day: WorkingDay,
    *,
    complaint_id: int | None = None,
) -> list[Task]:
    """Open the tasks with which this step of the case, or of its complaint, begins."""
    tasks = [
        Task(
            case_id=case.id,
            complaint_id=complaint_id,
            step=step.code,
            role=new.role,
            body_id=body_id,
            seat=new.seat,
            opened_at=moment,
            counted_from=new.counted_from,
            due_at=new.due_at,
        )
        for new in enter_step(step, moment, case.due_at, hours, is_working_day)
        for body_id in _bodies(case, new.role)
    ]
    db.session.add_all(tasks)
    db.session.flush()
    return tasks


def close_tasks(ids: Iterable[int], outcome: str, actor: Actor) -> None:
    """Close these tasks with the outcome; the actor is remembered as who did it."""
    officer_id = None if actor.role in (Role.SITE, Role.CITIZEN) else actor.id
    for task in db.session.scalars(select(Task).where(Task.id.in_(tuple(ids)))):
        task.closed_at = clock.now()
        task.outcome = outcome
        task.officer_id = officer_id


def _bodies(case: Case, role: Role) -> list[int | None]:
    """Whose inbox it is: the commission of the case, or the military bodies of the districts
    of residence and of registration (605 p.13)."""
    if role is Role.SITE:
        return [None]
    if role is not Role.MILITARY_BODY:
        return [case.body_id]
    districts = {case.district_code, case.military_district_code or case.district_code}
    found = db.session.scalars(
        select(Body.id)
        .where(Body.kind == BodyKind.MILITARY_BODY, Body.district_code.in_(districts), Body.active)
        .order_by(Body.id)
    ).all()
    return list(found)
