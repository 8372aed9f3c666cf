"""The panels: what lies before each who has a part in contract service (834 annexes 2 to 4; CON-17).

Each sees their own: a head what lies in their unit, an executor what was given to them,
the other bodies what came to them. A fixed number of queries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy import case as when
from sqlalchemy.orm import aliased

import catalogue
from database import db
from domain.case_numbers import normal_case_number
from domain.deadlines import local_day, working_days_left
from domain.roles import Actor, Role
from domain.schema import Effect, PublicService, Tone
from domain.text import N_
from models.bodies import District
from models.cases import Case, Task
from models.people import Officer, Person
from models.vacancies import Vacancy
from models.working_days import working_calendar
from queries.inbox import duties
from queries.panel_tabs import PANELS, Condition, Tab, came, everything, own
from queries.sight import SIDES, SIGHTS, Part

PAGE_SIZE = 25

_ON_PAPER = frozenset({Effect.RECORD_PAPER_ANSWER, Effect.RECORD_PAPER_CLEARANCE})
"""What the ministry enters of an answer that its reader gave on paper."""


@dataclass(frozen=True)
class PanelRow:
    """One case. What the reader's task does not need of it is empty.

    `state`: source strings. `came_at`: when it came to the reader's body. `left`: working
    days to the end of the term that runs now, negative when past.
    """

    number: str
    person: str
    came_at: datetime
    kind: str | None
    vacancy: Vacancy | None
    region: District | None
    executor: str | None
    post_taken: bool
    state: tuple[str, ...]
    tone: Tone
    due_at: datetime | None
    left: int | None
    overdue: bool


@dataclass(frozen=True)
class Panel:
    """One page of a heap, and how many each heap holds. Pages count from 1."""

    tabs: tuple[Tab, ...]
    tab: Tab
    counts: dict[str, int]
    rows: tuple[PanelRow, ...]
    page: int
    pages: int


def panel(
    role: Role, actors: Sequence[Actor], now: datetime, *, tab: str = "", search: str = "", page: int = 1
) -> Panel:
    """What lies before these actors, who all hold this role; `search` is a case number or a part of one."""
    tabs = PANELS[role]
    chosen = next((one for one in tabs if one.code == tab), tabs[0])
    found = _search(search)
    counts = _counts(tabs, actors, found)
    pages = max(1, ceil(counts[chosen.code] / PAGE_SIZE))
    page = min(max(1, page), pages)
    rows = db.session.execute(
        _select(role, actors)
        .where(_any(actors, chosen.which), found)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return Panel(tabs, chosen, counts, _rows(role, actors, rows, now), page, pages)


def _any(actors: Sequence[Actor], which: Condition) -> ColumnElement[bool]:
    return or_(*(and_(own(actor), which(actor)) for actor in actors))


def _search(text: str) -> ColumnElement[bool]:
    wanted = "".join(text.split())
    return Case.number.contains(normal_case_number(wanted) or wanted, autoescape=True)


def _counts(tabs: Sequence[Tab], actors: Sequence[Actor], found: ColumnElement[bool]) -> dict[str, int]:
    numbers = [func.sum(when((_any(actors, tab.which), 1), else_=0)) for tab in tabs]
    counted = db.session.execute(select(*numbers).where(_any(actors, everything), found)).one()
    return {tab.code: int(number or 0) for tab, number in zip(tabs, counted, strict=True)}


def _select(role: Role, actors: Sequence[Actor]) -> Select[Case, Person, Vacancy, District, str, datetime]:
    """What is due first comes first, then the newest; the term is the reader's side's own."""
    executor = aliased(Officer)
    tasks = select(func.min(Task.due_at)).where(
        Task.case_id == Case.id, Task.closed_at.is_(None), Task.is_of_case
    )
    if role in SIDES:
        tasks = tasks.where(or_(*(came(actor) for actor in actors)))
    due = tasks.correlate(Case).scalar_subquery()
    return (
        select(Case, Person, Vacancy, District, executor.name, due)
        .join(Person, Case.person_id == Person.id)
        .join(Vacancy, Case.vacancy_id == Vacancy.id)
        .join(District, Vacancy.region_code == District.code)
        .outerjoin(executor, Case.executor_id == executor.id)
        .order_by(due.is_(None), due, Case.id.desc())
    )


def _rows(role: Role, actors: Sequence[Actor], rows: Sequence[Any], now: datetime) -> tuple[PanelRow, ...]:
    is_working_day = working_calendar()
    sides = _tasks_of_sides(actors, [case.id for case, *_rest in rows])
    sight = SIGHTS[role]
    made = []
    for case, person, vacancy, region, executor, due_at in rows:
        service = catalogue.edition_of(case.service, case.edition)
        shows_post = sight.shows(Part.GROUND)
        state, tone = _state(service, case, sides.get(case.id, []), role)
        made.append(
            PanelRow(
                number=case.number,
                person=person.full_name,
                came_at=sides[case.id][0].opened_at if case.id in sides else case.filed_at,
                kind=service.subtype(case.subtype).label if shows_post else None,
                vacancy=vacancy if shows_post else None,
                region=region if shows_post else None,
                executor=executor if sight.shows(Part.EXECUTOR) else None,
                post_taken=case.post_taken and shows_post,
                state=state,
                tone=tone,
                due_at=due_at,
                left=working_days_left(local_day(now), local_day(due_at), is_working_day) if due_at else None,
                overdue=due_at is not None and due_at < now,
            )
        )
    return tuple(made)


def _tasks_of_sides(actors: Sequence[Actor], case_ids: Sequence[int]) -> dict[int, list[Task]]:
    """By case, the tasks of the sides of these actors, the earliest first; heads and executors have none."""
    of_sides = [
        and_(Task.body_id == actor.body_id, Task.role.in_(SIDES.get(actor.role, ()))) for actor in actors
    ]
    tasks = db.session.scalars(
        select(Task).where(Task.case_id.in_(case_ids), or_(*of_sides)).order_by(Task.id)
    )
    found: dict[int, list[Task]] = {}
    for task in tasks:
        found.setdefault(task.case_id, []).append(task)
    return found


def _state(
    service: PublicService, case: Case, tasks: Sequence[Task], role: Role
) -> tuple[tuple[str, ...], Tone]:
    """Where the case is for the reader: a body of the region learns nothing of what came after its part."""
    if role not in SIDES:
        step = service.workflow.step(case.status)
        return (step.title,), step.tone
    last = tasks[-1]
    if last.closed_at is None:
        return duties(service.workflow.step(last.step), Role(last.role)), Tone.ATTENTION
    for action in service.workflow.step(last.step).actions:
        answered = action.roles & SIDES[role] or _ON_PAPER & set(action.effects)
        if action.event == last.outcome and answered:
            return (action.event_label,), Tone.GOOD if action.tone is Tone.GOOD else Tone.NEUTRAL
    return (N_("Ended without an answer"),), Tone.NEUTRAL
