"""What became of the applications of a unit, by filters of the head's choice (834 annex 2; CON-17).

A fixed number of queries, and nobody's name but the executors'.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select

import catalogue
from database import by_kazakh_alphabet, db
from domain.deadlines import ALMATY
from domain.schema import Group, PublicService, ResultKind, Step
from domain.text import N_
from models.bodies import District
from models.candidates import Decline
from models.cases import Case, Event, Task
from models.documents import ResultDocument, ResultStatus
from models.people import Officer
from models.vacancies import Vacancy
from queries.ministry_steps import IN_WORK

_DAY_SECONDS = 24 * 60 * 60


class Outcome(StrEnum):
    """How an application has ended for the ministry, if it has."""

    IN_WORK = "in_work"
    CONCLUDED = "concluded"
    DECLINED = "declined"
    OTHER = "other"


OUTCOMES: dict[Outcome, str] = {
    Outcome.IN_WORK: N_("In work"),
    Outcome.CONCLUDED: N_("Agreement concluded"),
    Outcome.DECLINED: N_("Declined"),
    Outcome.OTHER: N_("Ended otherwise"),
}


@dataclass(frozen=True)
class Filters:
    """Which applications are counted; what is empty does not narrow them. Days of sending, both included."""

    first: date | None = None
    last: date | None = None
    branch: str = ""
    region: str = ""
    kind: str = ""
    executor: int = 0
    status: str = ""
    outcome: str = ""

    def named(self) -> list[str]:
        """Those that are set, for the audit log."""
        return [f"{name}={value}" for name, value in vars(self).items() if value]


@dataclass(frozen=True)
class ReportRow:
    """One application, without what tells who the candidate is or why it was declined."""

    number: str
    filed_at: datetime
    service: PublicService
    kind: str
    vacancy: Vacancy
    region: District
    executor: str | None
    step: Step
    since: datetime
    due_at: datetime
    overdue: bool
    outcome: Outcome
    decided_at: datetime | None
    declined_in: str | None


@dataclass(frozen=True)
class Stage:
    """A step of the procedure: how many are there, how many late, were declined there, and how long
    a stay took that is over (days, None before the first)."""

    title: str
    here: int
    overdue: int
    declined: int
    median_days: float | None


@dataclass(frozen=True)
class Report:
    """The figures of the applications that the filters pick, and these applications."""

    rows: tuple[ReportRow, ...]
    accepted: int
    overdue: int
    outcomes: dict[Outcome, int]
    stages: tuple[Stage, ...]


def report(bodies: Collection[int], filters: Filters, now: datetime) -> Report:
    """The applications of these units; two queries."""
    wanted = _conditions(bodies, filters)
    rows = tuple(_rows(wanted, now))
    here = Counter(row.step.code for row in rows)
    late = Counter(row.step.code for row in rows if row.overdue)
    declined = Counter(row.declined_in for row in rows)
    stays = _stays(wanted)
    stages = tuple(
        Stage(
            step.title,
            here[step.code],
            late[step.code],
            declined[step.code],
            median(stays[step.code]) if stays[step.code] else None,
        )
        for step in steps()
        if step.group is not Group.FINAL
    )
    outcomes = Counter(row.outcome for row in rows)
    return Report(
        rows=rows,
        accepted=sum(row.executor is not None for row in rows),
        overdue=sum(row.overdue for row in rows),
        outcomes={outcome: outcomes[outcome] for outcome in Outcome},
        stages=stages,
    )


def steps() -> tuple[Step, ...]:
    """The steps of contract service in the order of the procedure."""
    return tuple(catalogue.FOR_POSTS.workflow.steps.values())


def executors_of(bodies: Collection[int]) -> list[tuple[int, str]]:
    """Id and name of everybody who has, or had, an application of these units; one query."""
    rows = db.session.execute(
        select(Officer.id, Officer.name)
        .where(exists().where(Case.executor_id == Officer.id, Case.body_id.in_(bodies)))
        .order_by(by_kazakh_alphabet(Officer.name), Officer.id)
    )
    return [(id_, name) for id_, name in rows]


def _conditions(bodies: Collection[int], filters: Filters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [Case.body_id.in_(bodies), Case.vacancy_id == Vacancy.id]
    if filters.first:
        wanted.append(Case.filed_at >= datetime.combine(filters.first, time(), ALMATY))
    if filters.last:
        wanted.append(Case.filed_at < datetime.combine(filters.last + timedelta(days=1), time(), ALMATY))
    chosen = {
        Vacancy.branch: filters.branch,
        Vacancy.region_code: filters.region,
        Case.subtype: filters.kind,
        Case.executor_id: filters.executor,
        Case.status: filters.status,
    }
    wanted += [column == value for column, value in chosen.items() if value]
    if filters.outcome:
        wanted.append(_has_outcome(Outcome(filters.outcome)))
    return wanted


def _has_outcome(outcome: Outcome) -> ColumnElement[bool]:
    declined, concluded = _declined(), _concluded()
    match outcome:
        case Outcome.DECLINED:
            return declined
        case Outcome.CONCLUDED:
            return concluded
        case Outcome.IN_WORK:
            return and_(Case.status.in_(IN_WORK), not_(concluded), not_(declined))
        case Outcome.OTHER:
            return not_(or_(Case.status.in_(IN_WORK), concluded, declined))


def _declined() -> ColumnElement[bool]:
    return exists().where(Decline.case_id == Case.id).correlate(Case)


def _concluded() -> ColumnElement[bool]:
    in_force = (
        ResultDocument.kind == ResultKind.AGREEMENT,
        ResultDocument.status == ResultStatus.GENUINE,
    )
    return exists().where(ResultDocument.case_id == Case.id, *in_force).correlate(Case)


def _rows(wanted: Sequence[ColumnElement[bool]], now: datetime) -> Iterable[ReportRow]:
    late = exists().where(Task.case_id == Case.id, Task.closed_at.is_(None), Task.due_at < now)
    since = select(func.max(Event.at)).where(Event.case_id == Case.id, Event.to_status == Case.status)
    found = db.session.execute(
        select(
            Case,
            Vacancy,
            District,
            Officer.name,
            Decline.step,
            _concluded(),
            late.correlate(Case),
            since.correlate(Case).scalar_subquery(),
        )
        .join(Vacancy, Case.vacancy_id == Vacancy.id)
        .join(District, Vacancy.region_code == District.code)
        .outerjoin(Officer, Case.executor_id == Officer.id)
        .outerjoin(Decline, Decline.case_id == Case.id)
        .where(*wanted)
        .order_by(Case.filed_at, Case.id)
    )
    for case, vacancy, region, executor, declined_in, concluded, overdue, since_when in found:
        service = catalogue.edition_of(case.service, case.edition)
        yield ReportRow(
            number=case.number,
            filed_at=case.filed_at,
            service=service,
            kind=service.subtype(case.subtype).label,
            vacancy=vacancy,
            region=region,
            executor=executor,
            step=service.workflow.step(case.status),
            since=since_when or case.filed_at,
            due_at=case.due_at,
            overdue=overdue,
            outcome=_outcome(case.status, declined_in, concluded),
            decided_at=case.decided_at,
            declined_in=declined_in,
        )


def _outcome(status: str, declined_in: str | None, concluded: bool) -> Outcome:
    if declined_in is not None:
        return Outcome.DECLINED
    if concluded:
        return Outcome.CONCLUDED
    return Outcome.IN_WORK if status in IN_WORK else Outcome.OTHER


def _stays(wanted: Sequence[ColumnElement[bool]]) -> dict[str, list[float]]:
    """By status, how many days each stay took that is over."""
    events = db.session.execute(
        select(Event.case_id, Event.at, Event.to_status)
        .join(Case, Event.case_id == Case.id)
        .join(Vacancy, Case.vacancy_id == Vacancy.id)
        .where(Event.complaint_id.is_(None), Event.to_status.is_not(None), *wanted)
        .order_by(Event.case_id, Event.sequence)
    ).all()
    stays: dict[str, list[float]] = defaultdict(list)
    for (case_id, came, status), (next_case_id, left, _next) in pairwise(events):
        if case_id == next_case_id and status is not None:
            stays[status].append((left - came).total_seconds() / _DAY_SECONDS)
    return stays
