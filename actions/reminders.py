"""Who has something to do is reminded before its term ends (834; CON-16)."""

from datetime import datetime

from sqlalchemy import select

import clock
from actions.notices import notify
from actions.telling import tell_applicant
from database import db, lock_row
from domain.roles import Role
from models.cases import Case, Task


def tasks_to_warn_of(now: datetime) -> list[int]:
    """Ids of open tasks whose holder is to be reminded that their due date comes."""
    return list(
        db.session.scalars(select(Task.id).where(Task.closed_at.is_(None), Task.warn_at <= now).limit(500))
    )


def warn(task_id: int) -> None:
    """Remind whoever has the task, once (834; CON-16)."""
    task = lock_row(Task, task_id)
    if task.closed_at is not None or task.warn_at is None or task.warn_at > clock.now():
        return
    task.warn_at = None
    if task.role == Role.CITIZEN and task.due_at > clock.now():
        case = db.session.get_one(Case, task.case_id)
        if not case.post_taken:
            tell_applicant(case, "own_term_ends", by=task.due_at)
    elif task.body_id is not None and task.due_at > clock.now():
        notify(
            task.body_id,
            Role(task.role),
            "due_soon",
            seat=task.seat,
            officer_id=task.assignee_id,
            case_id=task.case_id,
            due=task.due_at,
        )
