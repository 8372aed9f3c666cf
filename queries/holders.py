"""Who has a case now, as its applicant may read it, and what waits for the applicant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_

from domain.concealment import may_vanish
from domain.deadlines import local_day, working_days_left
from domain.roles import Role
from domain.schema import Guard, PublicService, Step
from models.bodies import Body
from models.cases import Case, Task
from models.working_days import working_calendar

Held = tuple[Task, Body | None]
"""A task and the body that has it."""

Left = Callable[[datetime], int]
"""How many working days are left until a moment; negative when it has passed."""


@dataclass(frozen=True)
class Holder:
    """Who has the case now. `body` is None for the site; `ours`: no act sets this term."""

    role: Role
    body: Body | None
    due_at: datetime
    left: int
    overdue: bool
    ours: bool


def counting_from(now: datetime) -> Left:
    """Counts working days from today. It raises CalendarNotLoaded when asked about a year too far."""
    is_working_day = working_calendar()
    return lambda due: working_days_left(local_day(now), local_day(due), is_working_day)


def shown_tasks(case: Case, tasks: Sequence[Held]) -> list[Held]:
    """Those of a case's tasks and their bodies that the applicant reads about: the open ones, or while the
    case is in a concealed step those with which the status began that they still read (CON-7)."""
    own = [(task, body) for task, body in tasks if task.is_of_case]
    if case.status == case.shown_status:
        return [(task, body) for task, body in own if task.closed_at is None]
    begun = [(task, body) for task, body in own if task.step == case.shown_status]
    last = max((task.opened_at for task, _body in begun), default=None)
    return [(task, body) for task, body in begun if task.opened_at == last]


def of_shown_steps() -> ColumnElement[bool]:
    """The condition on tasks, joined with their cases, that shown_tasks() needs to be read."""
    return or_(Task.closed_at.is_(None), Task.step == Case.shown_status)


def holder_shown(
    case: Case, service: PublicService, task: Task, body: Body | None, now: datetime, left: Left
) -> Holder:
    """Who has the case, as its applicant may read it: where a concealed step may follow, with the day of
    the answer, since the step's own would tell whether it has (CON-7)."""
    step = service.workflow.step(case.shown_status)
    if not may_vanish(service.workflow, step):
        return holder_of(task, body, step, now, left)
    return Holder(Role(task.role), body, case.due_at, left(case.due_at), case.due_at < now, ours=False)


def own_turns(case: Case, step: Step, tasks: Sequence[Held], now: datetime) -> list[tuple[str, datetime]]:
    """What waits for the applicant in the status that they read, with its moment: code and last day."""
    found = []
    if step.term_from_appointment and case.appointment_at is not None and case.appointment_at >= now:
        found.append(("appointment", case.appointment_at))
    if case.post_taken and any(Guard.POST_TAKEN in action.guards for action in step.actions):
        found.append(("choose", case.due_at))
    elif step.owner is Role.CITIZEN:
        found += [("sign", task.due_at) for task, _body in tasks]
    return found


def holder_of(task: Task, body: Body | None, step: Step, now: datetime, left: Left) -> Holder:
    """Who has the case by this open task."""
    return Holder(
        role=Role(task.role),
        body=body,
        due_at=task.due_at,
        left=left(task.due_at),
        overdue=task.due_at < now,
        ours=step.term is not None and step.term.source.act is None,
    )
