"""Who has something to do is reminded before its term ends (834; CON-16), and who holds a document
before its last day comes."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

import clock
from actions.notices import notify
from actions.telling import tell_applicant
from database import db, lock_row
from domain.roles import Role
from models.cases import Case, Task
from models.documents import ResultDocument, ResultStatus

FIRST, LAST = timedelta(days=30), timedelta(days=7)
"""How long before the last day of a document its holder is reminded; ours."""


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


def documents_to_remind_of(today: date) -> list[int]:
    """Ids of documents in force whose last day is near and whose holder has not been told so yet."""
    rows = db.session.execute(
        select(ResultDocument.id, ResultDocument.until_date, ResultDocument.reminded_on).where(
            ResultDocument.status == ResultStatus.GENUINE,
            ResultDocument.until_date > today,
            ResultDocument.until_date <= today + FIRST,
        )
    )
    return [row.id for row in rows if _is_due(row.until_date, row.reminded_on, today)]


def remind_of_end(document_id: int) -> None:
    """Tell the holder which day is the last, once when it comes near and once more shortly before."""
    document, today = lock_row(ResultDocument, document_id), clock.today()
    if document.until_date is None or document.status != ResultStatus.GENUINE:
        return
    if _is_due(document.until_date, document.reminded_on, today):
        document.reminded_on = today
        tell_applicant(db.session.get_one(Case, document.case_id), "last_day_comes", by=document.until_date)


def _is_due(last_day: date, reminded_on: date | None, today: date) -> bool:
    if not today < last_day <= today + FIRST:
        return False
    return reminded_on is None or reminded_on < last_day - LAST <= today
