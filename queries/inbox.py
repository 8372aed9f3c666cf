"""What stands in an officer's inbox: tasks by due date. A fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select

import catalogue
from database import db
from domain.deadlines import ALMATY, local_day, working_days_left
from domain.roles import Actor, Role
from domain.schema import Action, Effect, PublicService, Step
from domain.workflow import is_assigned
from models.bodies import Body
from models.cases import Case, Recusal, Task
from models.people import Officer, Person
from models.working_days import working_calendar
from queries.sight import SIGHTS, Part

PAGE_SIZE = 25


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
    person: str
    service: PublicService
    subtype: str | None
    step: Step
    duties: tuple[str, ...]
    role: Role
    seat: str | None
    body: Body | None
    for_absent: str | None
    due_at: datetime
    left: int
    overdue: bool


@dataclass(frozen=True)
class StepCount:
    """How many tasks of one kind are open; `key` goes into addresses."""

    key: str
    duties: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Inbox:
    """One page of an inbox, and what the filters would show. Pages count from 1."""

    rows: tuple[InboxRow, ...]
    page: int
    pages: int
    counts: dict[Due, int]
    steps: tuple[StepCount, ...]


def inbox(
    actors: Sequence[Actor], now: datetime, *, due: Due = Due.ALL, step: str | None = None, page: int = 1
) -> Inbox:
    """The open tasks of these actors, the earliest due date first."""
    mine = tasks_of(actors)
    counts, steps = _counts(mine, now, due, step)
    wanted = [mine, _due_condition(due, now)]
    if step is not None:
        wanted.append(_step_condition(step))
    matching = sum(item.count for item in steps if step in (None, item.key))
    pages = max(1, ceil(matching / PAGE_SIZE))
    page = min(max(1, page), pages)
    rows = db.session.execute(_select_tasks(wanted).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return Inbox(_rows(rows, actors, now), page, pages, counts, steps)


def next_task(actors: Sequence[Actor], *, except_case: int | None = None) -> tuple[str, int | None] | None:
    """The number of the case (and the complaint) whose task is due next, if any; one query."""
    query = (
        select(Case.number, Task.complaint_id)
        .join(Case, Task.case_id == Case.id)
        .where(tasks_of(actors))
        .order_by(Task.due_at, Task.id)
        .limit(1)
    )
    if except_case is not None:
        query = query.where(Task.case_id != except_case)
    found = db.session.execute(query).first()
    return None if found is None else (found[0], found[1])


def tasks_of(actors: Sequence[Actor]) -> ColumnElement[bool]:
    """The condition that a task is open and stands in the inbox of one of these actors.

    A case from which an officer has stepped aside stands in their inbox no more.
    """
    theirs = or_(
        false(),
        *(
            and_(
                Task.body_id == actor.body_id,
                Task.role == actor.role,
                or_(Task.seat.is_(None), Task.seat == actor.seat),
                or_(Task.assignee_id.is_(None), Task.assignee_id == (actor.standing_in_for or actor.id)),
            )
            for actor in actors
        ),
    )
    officers = {actor.id for actor in actors}
    aside = exists().where(Recusal.case_id == Task.case_id, Recusal.officer_id.in_(officers))
    recused = aside.correlate(Task)
    return and_(Task.closed_at.is_(None), theirs, or_(Task.complaint_id.is_not(None), ~recused))


def duties(step: Step, role: Role) -> tuple[str, ...]:
    """The labels of the actions by which this role does its part of the step."""
    return tuple(action.label for action in step.actions if role in action.roles and _does_the_part(action))


def _does_the_part(action: Action) -> bool:
    return (action.completes or action.to is not None) and Effect.RECUSE not in action.effects


def step_key(step: str, complaint_id: int | None) -> str:
    """How a kind of task is named in addresses: complaints have steps of their own."""
    return step if complaint_id is None else f"complaint-{step}"


def _step_condition(key: str) -> ColumnElement[bool]:
    step = key.removeprefix("complaint-")
    about_complaint = Task.complaint_id.is_not(None)
    return and_(Task.step == step, about_complaint if key != step else ~about_complaint)


def _due_condition(due: Due, now: datetime) -> ColumnElement[bool]:
    here = now.astimezone(ALMATY)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    match due:
        case Due.OVERDUE:
            return Task.due_at < now
        case Due.TODAY:
            return and_(Task.due_at >= midnight, Task.due_at < midnight + timedelta(days=1))
        case Due.ALL:
            return Task.due_at.is_not(None)


def _counts(
    mine: ColumnElement[bool], now: datetime, due: Due, step: str | None
) -> tuple[dict[Due, int], tuple[StepCount, ...]]:
    """How many tasks each filter would show; the two kinds of filters narrow each other."""
    about_complaint = Task.complaint_id.is_not(None)
    numbers = [func.sum(case((_due_condition(which, now), 1), else_=0)) for which in Due]
    groups = db.session.execute(
        select(Case.service, Case.edition, Task.step, Task.role, about_complaint, *numbers)
        .join(Case, Task.case_id == Case.id)
        .where(mine)
        .group_by(Case.service, Case.edition, Task.step, Task.role, about_complaint)
        .order_by(Task.step)
    )
    counts = dict.fromkeys(Due, 0)
    steps: dict[str, StepCount] = {}
    for service, edition, code, role, complaint, *found in groups:
        key = step_key(code, 0 if complaint else None)
        by_due = dict(zip(Due, (int(number) for number in found), strict=True))
        if step in (None, key):
            counts = {which: counts[which] + by_due[which] for which in Due}
        here = _step(catalogue.edition_of(service, edition), code, bool(complaint))
        before = steps[key].count if key in steps else 0
        steps[key] = StepCount(key, duties(here, Role(role)), before + by_due[due])
    return counts, tuple(steps.values())


def _step(service: PublicService, code: str, complaint: bool) -> Step:
    return (service.complaint if complaint else service.workflow).step(code)


def _select_tasks(conditions: list[ColumnElement[bool]]) -> Select[Task, Case, Person, Body]:
    return (
        select(Task, Case, Person, Body)
        .join(Case, Task.case_id == Case.id)
        .join(Person, Case.person_id == Person.id)
        .outerjoin(Body, Task.body_id == Body.id)
        .where(*conditions)
        .order_by(Task.due_at, Task.id)
    )


def _rows(rows: Sequence[Any], actors: Sequence[Actor], now: datetime) -> tuple[InboxRow, ...]:
    is_working_day = working_calendar()
    absent = _names({actor.standing_in_for for actor in actors if actor.standing_in_for})
    made = []
    for task, of_case, person, body in rows:
        service = catalogue.edition_of(of_case.service, of_case.edition)
        step = _step(service, task.step, task.complaint_id is not None)
        holder = next(actor for actor in actors if _is_holder(actor, task))
        made.append(
            InboxRow(
                number=of_case.number,
                complaint_id=task.complaint_id,
                person=person.full_name,
                service=service,
                subtype=service.subtype(of_case.subtype).short if _shows_ground(task.role) else None,
                step=step,
                duties=duties(step, Role(task.role)),
                role=Role(task.role),
                seat=task.seat,
                body=body,
                for_absent=absent.get(holder.standing_in_for),
                due_at=task.due_at,
                left=working_days_left(local_day(now), local_day(task.due_at), is_working_day),
                overdue=task.due_at < now,
            )
        )
    return tuple(made)


def _shows_ground(role: str) -> bool:
    return SIGHTS[Role(role)].shows(Part.GROUND)


def _is_holder(actor: Actor, task: Task) -> bool:
    return (
        actor.role == task.role
        and actor.body_id == task.body_id
        and task.seat in (None, actor.seat)
        and is_assigned(task.assignee_id, actor)
    )


def _names(officer_ids: set[int]) -> dict[int | None, str]:
    """The names of these officers by id; asked also where there are none, so that the number stays fixed."""
    rows = db.session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(officer_ids)))
    return dict(rows.all())
