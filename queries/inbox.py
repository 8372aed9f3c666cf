"""What stands in an officer's inbox: tasks by due date. A fixed number of queries.

However long an inbox is, its tasks are counted up to MOST, those that are due first:
a person wants to know whether there are seven or hundreds, not which thousand it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from math import ceil
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, func, literal, select, union_all

import catalogue
from database import db
from domain.deadlines import ALMATY, local_day, working_days_left
from domain.roles import Actor, Role
from domain.schema import Action, Effect, PublicService, Step
from domain.workflow import is_assigned
from models.cases import Case, Task
from models.people import Officer, Person, full_name
from models.working_days import working_calendar
from queries.open_tasks import Shape, due_first, queues_of, shape_of, values_of
from queries.sight import SIGHTS, Part

PAGE_SIZE = 25
MOST = 1000
_OF_COMPLAINTS = "complaint-"


class Due(StrEnum):
    """Which tasks to list, by their due date."""

    ALL = "all"
    OVERDUE = "overdue"
    TODAY = "today"


@dataclass(frozen=True)
class InboxRow:
    """One open task. `duties`: what is to be done, as source strings; `left`: working days
    to the due date, negative when past; `for_absent`: whose substitute the reader is here;
    `subtype` is None for a role that is not told it."""

    number: str
    complaint_id: int | None
    matter_id: int | None
    person: str
    service: PublicService
    subtype: str | None
    step: Step
    duties: tuple[str, ...]
    role: Role
    seat: str | None
    for_absent: str | None
    due_at: datetime
    left: int
    overdue: bool


@dataclass(frozen=True)
class Count:
    """How many tasks there are; with `or_more`, how many of them are among those that were counted."""

    number: int = 0
    or_more: bool = False

    def __str__(self) -> str:
        return f"{self.number}+" if self.or_more else str(self.number)


@dataclass(frozen=True)
class StepCount:
    """How many tasks of one kind are open; `key` goes into addresses."""

    key: str
    duties: tuple[str, ...]
    count: Count


@dataclass(frozen=True)
class Inbox:
    """One page of an inbox, and what the filters would show. Pages count from 1.

    `pages` and `steps` are those of the tasks that were counted.
    """

    rows: tuple[InboxRow, ...]
    page: int
    pages: int
    counts: dict[Due, Count]
    steps: tuple[StepCount, ...]


def inbox(
    actors: Sequence[Actor], now: datetime, *, due: Due = Due.ALL, step: str | None = None, page: int = 1
) -> Inbox:
    """The open tasks of these actors, the earliest due date first."""
    queues = queues_of(actors)
    shape, values = shape_of(queues), values_of(queues, actors) | _moments(now)
    counts, steps = _counts(shape, values, due, step)
    matching = sum(item.count.number for item in steps if step in (None, item.key))
    pages = max(1, ceil(min(matching, MOST) / PAGE_SIZE))
    page = min(max(1, page), pages)
    values |= {"until": page * PAGE_SIZE, "before": (page - 1) * PAGE_SIZE, "most": PAGE_SIZE}
    about_complaint = None if step is None else step.startswith(_OF_COMPLAINTS)
    if step is not None:
        values["step"] = step.removeprefix(_OF_COMPLAINTS)
    rows = db.session.execute(_select_page(shape, due, about_complaint), values).all()
    return Inbox(_rows(rows, actors, now), page, pages, counts, steps)


class NextTask(NamedTuple):
    """Which task is due next: of the case with this number, of its complaint, or of a matter beside it."""

    number: str
    complaint_id: int | None
    matter_id: int | None


def next_task(actors: Sequence[Actor], *, except_case: int | None = None) -> NextTask | None:
    """The task of these actors that is due next, if any; one query."""
    others = () if except_case is None else (Task.case_id != except_case,)
    queues = queues_of(actors)
    task = due_first(shape_of(queues), 1, *others)
    found = db.session.execute(
        select(Case.number, task.c.complaint_id, Task.matter_id)
        .join(task, task.c.case_id == Case.id)
        .join(Task, Task.id == task.c.id)
        .order_by(task.c.due_at, task.c.id)
        .limit(1),
        values_of(queues, actors),
    ).first()
    return None if found is None else NextTask(*found)


def duties(step: Step, role: Role) -> tuple[str, ...]:
    """The labels of the actions by which this role does its part of the step."""
    return tuple(action.label for action in step.actions if role in action.roles and _does_the_part(action))


def _does_the_part(action: Action) -> bool:
    return (action.completes or action.to is not None) and Effect.RECUSE not in action.effects


def step_key(step: str, complaint_id: int | None) -> str:
    """How a kind of task is named in addresses: complaints have steps of their own."""
    return step if complaint_id is None else f"{_OF_COMPLAINTS}{step}"


def _step_condition(about_complaint: bool) -> ColumnElement[bool]:
    is_complaint = Task.complaint_id.is_not(None)
    return and_(Task.step == bindparam("step"), is_complaint if about_complaint else ~is_complaint)


def _due_condition(due: Due) -> ColumnElement[bool]:
    match due:
        case Due.OVERDUE:
            return Task.due_at < bindparam("now")
        case Due.TODAY:
            return and_(Task.due_at >= bindparam("midnight"), Task.due_at < bindparam("next_midnight"))
        case Due.ALL:
            return Task.due_at.is_not(None)


def _moments(now: datetime) -> dict[str, datetime]:
    """What the conditions on due dates are given."""
    midnight = now.astimezone(ALMATY).replace(hour=0, minute=0, second=0, microsecond=0)
    return {"now": now, "midnight": midnight, "next_midnight": midnight + timedelta(days=1)}


def _counts(
    shape: Shape, values: Mapping[str, Any], due: Due, step: str | None
) -> tuple[dict[Due, Count], tuple[StepCount, ...]]:
    """How many tasks each filter would show; the two kinds of filters narrow each other."""
    groups = db.session.execute(_select_counts(shape, MOST + 1), values).all()
    read = [sum(int(group[3 + place]) for group in groups) for place in range(len(Due))]
    full = dict(zip(Due, (number > MOST for number in read), strict=True))
    counts = dict.fromkeys(Due, 0)
    steps: dict[str, StepCount] = {}
    for code, role, complaint, *found, service, edition in groups:
        key = step_key(code, 0 if complaint else None)
        by_due = dict(zip(Due, (int(number) for number in found), strict=True))
        if step in (None, key):
            counts = {which: counts[which] + by_due[which] for which in Due}
        here = _step(catalogue.edition_of(service, edition), code, bool(complaint))
        before = steps[key].count.number if key in steps else 0
        steps[key] = StepCount(key, duties(here, Role(role)), _count(before + by_due[due], full[due]))
    return {which: _count(counts[which], full[which]) for which in Due}, tuple(steps.values())


def _count(number: int, full: bool) -> Count:
    return Count(min(number, MOST), full)


@lru_cache(maxsize=64)
def _select_counts(shape: Shape, most: int) -> Select[*tuple[Any, ...]]:
    """By step, role and whether it is a complaint: how many of each Due, in its order, and the
    service and edition of one of the cases.

    What is due first is overdue before all else, so it counts that as well; what is due today
    may stand far behind it and is read apart.
    """
    first, today = due_first(shape, most), due_first(shape, most, _due_condition(Due.TODAY))
    both = union_all(select(first, literal(0).label("apart")), select(today, literal(1))).subquery()
    is_overdue = and_(both.c.apart == 0, both.c.due_at < bindparam("now"))
    numbers = {Due.ALL: both.c.apart == 0, Due.OVERDUE: is_overdue, Due.TODAY: both.c.apart == 1}
    complaint = both.c.complaint_id.is_not(None)
    groups = (
        select(
            both.c.step,
            both.c.role,
            complaint.label("complaint"),
            func.min(both.c.case_id).label("case_id"),
            *(func.sum(case((numbers[due], 1), else_=0)).label(due) for due in Due),
        )
        .group_by(both.c.step, both.c.role, complaint)
        .subquery()
    )
    return (
        select(
            *(groups.c.step, groups.c.role, groups.c.complaint),
            *(groups.c[due] for due in Due),
            *(Case.service, Case.edition),
        )
        .join(Case, Case.id == groups.c.case_id)
        .order_by(groups.c.step)
    )


def _step(service: PublicService, code: str, complaint: bool) -> Step:
    return service.step_of(code, complaint=complaint)


@lru_cache(maxsize=256)
def _select_page(shape: Shape, due: Due, about_complaint: bool | None) -> Select[*tuple[Any, ...]]:
    """The tasks of a page, of one kind of step or (None) of all. It is given `until`, `before`, `most`."""
    of_step = () if about_complaint is None else (_step_condition(about_complaint),)
    tasks = due_first(shape, bindparam("until"), _due_condition(due), *of_step)
    here = (
        select(tasks.c.id)
        .order_by(tasks.c.due_at, tasks.c.id)
        .limit(bindparam("most"))
        .offset(bindparam("before"))
        .subquery()
    )
    return (
        select(
            *(Task.role, Task.body_id, Task.seat, Task.assignee_id),
            *(Task.step, Task.complaint_id, Task.matter_id, Task.due_at),
            *(Case.number, Case.service, Case.edition, Case.subtype),
            *(Person.surname, Person.name, Person.patronymic),
        )
        .join(here, here.c.id == Task.id)
        .join(Case, Task.case_id == Case.id)
        .join(Person, Case.person_id == Person.id)
        .order_by(Task.due_at, Task.id)
    )


def _rows(rows: Sequence[Row[Any]], actors: Sequence[Actor], now: datetime) -> tuple[InboxRow, ...]:
    is_working_day = working_calendar()
    absent = _names({actor.standing_in_for for actor in actors if actor.standing_in_for})
    today = local_day(now)
    made = []
    for row in rows:
        service = catalogue.edition_of(row.service, row.edition)
        step = _step(service, row.step, row.complaint_id is not None)
        holder = next(actor for actor in actors if _is_holder(actor, row))
        made.append(
            InboxRow(
                number=row.number,
                complaint_id=row.complaint_id,
                matter_id=row.matter_id,
                person=full_name(row.surname, row.name, row.patronymic),
                service=service,
                subtype=service.subtype(row.subtype).short if _shows_ground(row) else None,
                step=step,
                duties=duties(step, Role(row.role)),
                role=Role(row.role),
                seat=row.seat,
                for_absent=absent.get(holder.standing_in_for),
                due_at=row.due_at,
                left=working_days_left(today, local_day(row.due_at), is_working_day),
                overdue=row.due_at < now,
            )
        )
    return tuple(made)


def _shows_ground(task: Row[Any]) -> bool:
    """What comes up beside a case is answered without the ground being told."""
    return task.matter_id is None and SIGHTS[Role(task.role)].shows(Part.GROUND)


def _is_holder(actor: Actor, task: Row[Any]) -> bool:
    return (
        actor.role == task.role
        and actor.body_id == task.body_id
        and task.seat in (None, actor.seat)
        and is_assigned(task.assignee_id, actor)
    )


def _names(officer_ids: set[int]) -> dict[int | None, str]:
    """The names of these officers by id. Most stand in for nobody, and then nothing is asked."""
    if not officer_ids:
        return {}
    rows = db.session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(officer_ids)))
    return dict(rows.all())
