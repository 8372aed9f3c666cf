"""The head gives applications to executors (834 annexes 1 and 2; CON-4)."""

from sqlalchemy import select

from actions import personal_files
from actions.deeds import Deed
from actions.notices import notify
from database import db
from domain import deadlines
from domain.errors import InvalidData
from domain.roles import Role
from domain.workflow import terms_from
from models.cases import Task
from models.people import Appointment, Officer


def distribute(deed: Deed) -> None:
    """The application becomes this executor's; the four months run from now, and the registries are asked.

    Raises InvalidData for `executor` (unknown_choice).
    """
    case, chosen = deed.case, _executor(deed)
    case.executor_id = chosen.id
    case.counted_from = deadlines.event_day(deed.now, deed.service.hours, deed.is_working_day)
    terms = terms_from(deed.service, case.register_at, case.counted_from, deed.is_working_day)
    case.due_at, case.correction_answer_by = terms.due_at, terms.correction_answer_by
    personal_files.ask_registries(case, deed.service)
    _tell(deed, chosen.id, "assigned")
    deed.remembered |= {"executor": chosen.name}


def reassign(deed: Deed) -> None:
    """Another executor goes on with it, with everything that was done so far.

    Raises InvalidData for `executor` (unknown_choice, unchanged).
    """
    before, chosen = deed.case.executor_id, _executor(deed)
    if chosen.id == before:
        raise InvalidData({"executor": "unchanged"})
    deed.case.executor_id = chosen.id
    own = select(Task).where(
        Task.case_id == deed.case.id, Task.closed_at.is_(None), Task.assignee_id.is_not(None)
    )
    for task in db.session.scalars(own):
        task.assignee_id = chosen.id
    _tell(deed, chosen.id, "assigned")
    if before is not None:
        _tell(deed, before, "reassigned")
    deed.remembered |= {"executor": chosen.name, "reason": deed.values["reason"]}


def _executor(deed: Deed) -> Officer:
    """The chosen officer, if they are an executor of this unit today."""
    today = deadlines.local_day(deed.now)
    found = db.session.scalar(
        select(Officer)
        .join(Appointment, Appointment.officer_id == Officer.id)
        .where(
            Officer.id == deed.values["executor"],
            Officer.active,
            Appointment.role == Role.EXECUTOR,
            Appointment.body_id == deed.case.body_id,
            Appointment.in_force(today),
        )
        .limit(1)
    )
    if found is None:
        raise InvalidData({"executor": "unknown_choice"})
    return found


def _tell(deed: Deed, officer_id: int, code: str) -> None:
    notify(deed.case.body_id, Role.EXECUTOR, code, officer_id=officer_id, case_id=deed.case.id)
