"""What an administrator has to look after: what is stuck, missing or late. A fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import Select, case, exists, func, select

from database import by_kazakh_alphabet, db
from domain.deadlines import local_day
from domain.registry_facts import QueryStatus
from domain.roles import ROLE_TITLES, BodyKind, Role
from domain.territories import region_of
from models.bodies import Body, CalendarYear, District
from models.cases import Case, Task
from models.people import Appointment, Officer
from models.registries import RegistryQuery
from queries.commission import commissions
from queries.stuck import StuckCount, stuck_count

YEARS_AHEAD = 2
"""How many years beyond the present one must be loaded: terms and deferrals reach there."""

REGISTRY_HOURS = 24
"""How far back the questions to registries are counted."""


@dataclass(frozen=True)
class RegistryTrouble:
    """A registry that left questions without an answer, of so many asked."""

    kind: str
    failed: int
    silent: int
    asked: int


@dataclass(frozen=True)
class Incomplete:
    """A commission with places that nobody holds today, or a body in which a task waits for a role that
    nobody holds; `places` as source strings."""

    body: Body
    places: tuple[str, ...]


@dataclass(frozen=True)
class LateDistrict:
    """How many open cases of a district are past their due date, and how many tasks are."""

    district: District
    cases: int
    tasks: int


@dataclass(frozen=True)
class Overview:
    """What needs somebody's hand. `missing_years` are not loaded, `unserved` has no commission."""

    stuck: StuckCount
    registries: tuple[RegistryTrouble, ...]
    missing_years: tuple[int, ...]
    incomplete: tuple[Incomplete, ...]
    unserved: tuple[District, ...]
    late: tuple[LateDistrict, ...]


def overview(now: datetime) -> Overview:
    """How the site and its districts stand at this moment."""
    today = local_day(now)
    return Overview(
        stuck=stuck_count(now),
        registries=tuple(_registries(now)),
        missing_years=missing_years(today),
        incomplete=tuple(_incomplete(today)),
        unserved=_unserved(),
        late=tuple(_late(now)),
    )


def missing_years(today: date) -> tuple[int, ...]:
    """The years from this one on whose working days have to be loaded and are not; one query."""
    wanted = range(today.year, today.year + YEARS_AHEAD + 1)
    loaded = set(db.session.scalars(select(CalendarYear.year).where(CalendarYear.year.in_(wanted))))
    return tuple(year for year in wanted if year not in loaded)


def _registries(now: datetime) -> Iterable[RegistryTrouble]:
    failed, silent = (
        func.sum(case((RegistryQuery.status == status, 1), else_=0))
        for status in (QueryStatus.FAILED, QueryStatus.SILENT)
    )
    rows = db.session.execute(
        select(RegistryQuery.kind, failed, silent, func.count())
        .where(RegistryQuery.created_at >= now - timedelta(hours=REGISTRY_HOURS))
        .group_by(RegistryQuery.kind)
        .having(failed + silent > 0)
        .order_by(RegistryQuery.kind)
    )
    for kind, of_failed, of_silent, asked in rows:
        yield RegistryTrouble(kind, int(of_failed), int(of_silent), asked)


def _incomplete(today: date) -> Iterable[Incomplete]:
    active = db.session.scalars(select(Body.id).where(Body.kind == BodyKind.COMMISSION, Body.active)).all()
    for commission in commissions(active, today):
        empty = tuple(
            place.seat or ROLE_TITLES[Role.CHAIR] for place in commission.places if place.officer_id is None
        )
        if empty:
            yield Incomplete(commission.body, empty)
    yield from _waited_for(today)


def _waited_for(today: date) -> Iterable[Incomplete]:
    """Bodies other than commissions with open tasks for roles that no officer holds today; one query."""
    held = (
        exists()
        .where(
            Appointment.body_id == Task.body_id,
            Appointment.role == Task.role,
            Appointment.in_force(today),
            Appointment.officer_id == Officer.id,
            Officer.active,
        )
        .correlate(Task)
    )
    rows = db.session.execute(
        select(Body, Task.role)
        .join(Task, Task.body_id == Body.id)
        .where(Task.closed_at.is_(None), Body.kind != BodyKind.COMMISSION, ~held)
        .group_by(Body.id, Task.role)
        .order_by(Body.id, Task.role)
    ).all()
    for body, waiting in groupby(rows, key=lambda row: row[0]):
        yield Incomplete(body, tuple(ROLE_TITLES[Role(role)] for _body, role in waiting))


def _unserved() -> tuple[District, ...]:
    commission = exists().where(
        Body.district_code == District.code, Body.kind == BodyKind.COMMISSION, Body.active
    )
    query = select(District).where(~commission).order_by(by_kazakh_alphabet(District.name_kk))
    return tuple(place for place in db.session.scalars(query) if region_of(place.code) != place.code)


def _late(now: datetime) -> Iterable[LateDistrict]:
    """The districts in which something is late, the worst first."""
    overdue_case = (Case.decided_at.is_(None)) & (Case.due_at < now)
    overdue_task = (Task.closed_at.is_(None)) & (Task.due_at < now) & (Task.role != Role.SITE)
    cases = dict(_counted(select(Case.district_code, func.count()).where(overdue_case)))
    tasks = dict(
        _counted(
            select(Case.district_code, func.count()).join(Task, Task.case_id == Case.id).where(overdue_task)
        )
    )
    late = set(cases) | set(tasks)
    districts = db.session.scalars(select(District).where(District.code.in_(late)).order_by(District.code))
    found = [
        LateDistrict(district, cases.get(district.code, 0), tasks.get(district.code, 0))
        for district in districts
    ]
    return sorted(found, key=lambda row: (-row.cases, -row.tasks))


def _counted(query: Select[str, int]) -> Iterable[tuple[str, int]]:
    rows = db.session.execute(query.group_by(Case.district_code))
    return [(code, count) for code, count in rows]
