"""What is late in a commission and how it decides: a fixed number of queries, no names of applicants."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import exists, func, select

import catalogue
from database import db
from domain.deadlines import ALMATY, Season, WorkingDay, local_day, working_days_left
from domain.roles import Role
from domain.schema import Group, PublicService, Step
from domain.statuses import in_group
from domain.text import N_
from models.bodies import Body
from models.cases import Case, Task
from models.documents import ResultDocument
from models.working_days import working_calendar

LATE_SHOWN = 50

AGES: tuple[tuple[int, str], ...] = (
    (2, N_("up to 2 working days")),
    (4, N_("3 or 4 working days")),
    (6, N_("5 or 6 working days")),
)
"""How long open cases have lain, in working days since day 0 of their term; the last step is open."""
OLDER = N_("more than 6 working days")


@dataclass(frozen=True)
class LateTask:
    """A task past its due date. `days`: working days since then."""

    number: str
    service: PublicService
    step: Step
    role: Role
    seat: str | None
    body: Body | None
    due_at: datetime
    days: int


@dataclass(frozen=True)
class StepAges:
    """How many open cases stand at a step, by age in the order of `AGES` and `OLDER`."""

    title: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts)


@dataclass(frozen=True)
class Decided:
    """What was decided of the applications of a season.

    `median_days`: working days, None before the first.
    """

    first_day: date
    last_day: date
    on_time: int
    late: int
    median_days: float | None


@dataclass(frozen=True)
class Overview:
    """How a commission stands; `late_count` may exceed the tasks listed."""

    late: tuple[LateTask, ...]
    late_count: int
    steps: tuple[StepAges, ...]
    decided: Decided


def overview(bodies: Collection[int], now: datetime) -> Overview:
    """How these commissions stand together at this moment."""
    is_working_day = working_calendar()
    late_count = db.session.scalar(
        select(func.count()).select_from(Task).join(Case, Task.case_id == Case.id).where(*_late(bodies, now))
    )
    return Overview(
        late=tuple(_late_tasks(bodies, now, is_working_day)),
        late_count=late_count or 0,
        steps=tuple(_step_ages(bodies, now, is_working_day)),
        decided=_decided(bodies, now, is_working_day),
    )


def all_commissions() -> list[int]:
    """The ids of all commissions, for those who look over more than their own; one query."""
    return list(db.session.scalars(select(Body.id).where(Body.kind == "commission")))


def _late(bodies: Collection[int], now: datetime) -> tuple:
    return (
        Case.body_id.in_(bodies),
        Task.closed_at.is_(None),
        Task.due_at < now,
        Task.role != Role.SITE,
    )


def _late_tasks(bodies: Collection[int], now: datetime, is_working_day: WorkingDay) -> Iterable[LateTask]:
    rows = db.session.execute(
        select(Task, Case.number, Case.service, Case.edition, Body)
        .join(Case, Task.case_id == Case.id)
        .outerjoin(Body, Task.body_id == Body.id)
        .where(*_late(bodies, now))
        .order_by(Task.due_at, Task.id)
        .limit(LATE_SHOWN)
    )
    for task, number, code, edition, body in rows:
        service = catalogue.edition_of(code, edition)
        step = service.step_of(task.step, complaint=task.complaint_id is not None)
        days = -working_days_left(local_day(now), local_day(task.due_at), is_working_day)
        yield LateTask(number, service, step, Role(task.role), task.seat, body, task.due_at, days)


def _step_ages(bodies: Collection[int], now: datetime, is_working_day: WorkingDay) -> Iterable[StepAges]:
    """Open cases by step, in the order of the procedure, with the same titles taken together."""
    today = local_day(now)
    rows = db.session.execute(
        select(Case.service, Case.edition, Case.status, Case.counted_from).where(
            Case.body_id.in_(bodies), Case.decided_at.is_(None)
        )
    )
    found: dict[str, Counter[int]] = {
        step.title: Counter()
        for service in catalogue.CURRENT.values()
        for code, step in service.workflow.steps.items()
        if code in in_group(service.workflow, Group.OPEN)
    }
    for code, edition, status, counted_from in rows:
        title = catalogue.edition_of(code, edition).workflow.step(status).title
        age = -working_days_left(today, counted_from, is_working_day)
        found.setdefault(title, Counter())[_age_group(age)] += 1
    for title, counter in found.items():
        yield StepAges(title, tuple(counter[group] for group in range(len(AGES) + 1)))


def _age_group(days: int) -> int:
    return next((group for group, (most, _label) in enumerate(AGES) if days <= most), len(AGES))


def _decided(bodies: Collection[int], now: datetime, is_working_day: WorkingDay) -> Decided:
    """Decided is what ended with a result document; a withdrawn application has none."""
    first, last = latest_season(now)
    begins = datetime(first.year, first.month, first.day, tzinfo=ALMATY)
    ends = datetime(last.year, last.month, last.day, tzinfo=ALMATY) + timedelta(days=1)
    rows = db.session.execute(
        select(Case.counted_from, Case.decided_at, Case.due_at).where(
            Case.body_id.in_(bodies),
            Case.filed_at >= begins,
            Case.filed_at < ends,
            Case.decided_at.is_not(None),
            exists().where(ResultDocument.case_id == Case.id),
        )
    ).all()
    done = [(day, decided, due) for day, decided, due in rows if decided]
    took = [-working_days_left(local_day(decided), day, is_working_day) for day, decided, _due in done]
    on_time = sum(decided <= due for _day, decided, due in done)
    return Decided(first, last, on_time, len(done) - on_time, median(took) if took else None)


def latest_season(now: datetime) -> tuple[date, date]:
    """First and last day of the season that runs now, else of the one that ended last (605 a.2 item 10)."""
    today = local_day(now)
    spans = [
        _span(season, year)
        for service in catalogue.CURRENT.values()
        for season in service.seasons
        for year in (today.year - 1, today.year)
    ]
    return max(span for span in spans if span[0] <= today)


def _span(season: Season, year: int) -> tuple[date, date]:
    return date(year, *season.first), date(year, *season.last)
