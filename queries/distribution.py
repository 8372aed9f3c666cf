"""Applications that wait for an executor, those whom an executor has, and the executors themselves.

A fixed number of queries.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

import catalogue
from database import by_kazakh_alphabet, db
from domain.deadlines import local_day, working_days_left
from domain.distribution import USUAL_CAPACITY, Candidate, Proposal, Waiting, propose
from domain.roles import Role
from domain.schema import Effect, PublicService, Step
from models.bodies import District
from models.cases import Case, Task
from models.people import Appointment, Officer, Person, Substitution
from models.vacancies import ExecutorProfile, Vacancy
from models.working_days import working_calendar
from queries.ministry_steps import IN_WORK, TO_DISTRIBUTE, can, statuses

MOST = 50
"""How many applications are given out on one page."""

MOVABLE = TO_DISTRIBUTE | statuses(lambda step: can(step, Effect.REASSIGN))
"""The statuses in which the head can give an application to an executor."""


@dataclass(frozen=True)
class Absence:
    """Who stands in today, until when; `acts`: they work here and are not absent themselves."""

    substitute: str
    until: date
    acts: bool


@dataclass(frozen=True)
class Executor:
    """An executor of a unit; one who no longer `serves` there still has applications."""

    id: int
    name: str
    body_id: int
    serves: bool
    load: int
    capacity: int
    branches: tuple[str, ...]
    regions: tuple[str, ...]
    absence: Absence | None

    @property
    def candidate(self) -> Candidate:
        """As the rules of distribution see them."""
        return Candidate(
            id=self.id,
            load=self.load,
            capacity=self.capacity,
            branches=frozenset(self.branches),
            regions=frozenset(self.regions),
            absent=self.absence is not None,
            stood_in=self.absence is not None and self.absence.acts,
        )


@dataclass(frozen=True)
class Application:
    """An application with its post, and to whom it might be given.

    `left`: working days to the end of the present step, negative when past.
    `proposal`: None in a step in which the head cannot give it to anybody.
    """

    case_id: int
    number: str
    body_id: int
    person: str
    service: PublicService
    kind: str
    step: Step
    vacancy: Vacancy
    region: District
    post_taken: bool
    due_at: datetime | None
    left: int | None
    proposal: Proposal | None


@dataclass(frozen=True)
class Waitlist:
    """What waits for an executor, the earliest due date first; `more` beyond what is shown."""

    applications: tuple[Application, ...]
    more: int
    executors: tuple[Executor, ...]


def waitlist(bodies: Collection[int], now: datetime) -> Waitlist:
    """The applications that these units have not given out yet."""
    wanted = (Case.body_id.in_(bodies), Case.status.in_(TO_DISTRIBUTE))
    count = db.session.scalar(select(func.count()).select_from(Case).where(*wanted)) or 0
    known = executors(bodies, now)
    found = _applications(_select().where(*wanted).limit(MOST), known, now)
    return Waitlist(found, max(0, count - len(found)), known)


def applications_of(
    officer_id: int, bodies: Collection[int], now: datetime, known: Iterable[Executor]
) -> tuple[Application, ...]:
    """What this executor has in work, with a proposal among the others of `known`."""
    wanted = (Case.executor_id == officer_id, Case.body_id.in_(bodies), Case.status.in_(IN_WORK))
    others = tuple(one for one in known if one.id != officer_id)
    return _applications(_select().where(*wanted), others, now)


def executors(bodies: Collection[int], now: datetime) -> tuple[Executor, ...]:
    """Who is an executor of these units today, and who has left with applications of theirs; by name."""
    today = local_day(now)
    load = _loads(bodies)
    serving = _serving(bodies, today)
    absences = _absences(today)
    rows = db.session.execute(
        select(Officer, ExecutorProfile)
        .outerjoin(ExecutorProfile, ExecutorProfile.officer_id == Officer.id)
        .where(Officer.id.in_({officer_id for officer_id, _body in {*load, *serving}}))
        .order_by(by_kazakh_alphabet(Officer.name), Officer.id)
    ).all()
    return tuple(
        Executor(
            id=officer.id,
            name=officer.name,
            body_id=body_id,
            serves=(officer.id, body_id) in serving,
            load=load.get((officer.id, body_id), 0),
            capacity=profile.capacity if profile else USUAL_CAPACITY,
            branches=tuple(profile.branches) if profile else (),
            regions=tuple(profile.regions) if profile else (),
            absence=absences.get(officer.id),
        )
        for officer, profile in rows
        for body_id in sorted(bodies)
        if (officer.id, body_id) in load or (officer.id, body_id) in serving
    )


def regions() -> tuple[District, ...]:
    """The regions of the country that the site knows, by their code; one query."""
    return tuple(
        db.session.scalars(select(District).where(District.code.like("__0000000")).order_by(District.code))
    )


def _select() -> Select[Case, Person, Vacancy, District, datetime]:
    due = select(func.min(Task.due_at)).where(
        Task.case_id == Case.id, Task.closed_at.is_(None), Task.is_of_case
    )
    first = due.correlate(Case).scalar_subquery()
    return (
        select(Case, Person, Vacancy, District, first)
        .join(Person, Case.person_id == Person.id)
        .join(Vacancy, Case.vacancy_id == Vacancy.id)
        .join(District, Vacancy.region_code == District.code)
        .order_by(first, Case.id)
    )


def _applications(
    query: Select[Case, Person, Vacancy, District, datetime], known: Iterable[Executor], now: datetime
) -> tuple[Application, ...]:
    is_working_day = working_calendar()
    rows = db.session.execute(query).all()
    movable = [(case, vacancy) for case, _person, vacancy, *_rest in rows if case.status in MOVABLE]
    proposals = _proposals(movable, known)
    made = []
    for case, person, vacancy, region, due_at in rows:
        service = catalogue.edition_of(case.service, case.edition)
        step = service.workflow.step(case.status)
        left = working_days_left(local_day(now), local_day(due_at), is_working_day) if due_at else None
        made.append(
            Application(
                case_id=case.id,
                number=case.number,
                body_id=case.body_id,
                person=person.full_name,
                service=service,
                kind=service.subtype(case.subtype).label,
                step=step,
                vacancy=vacancy,
                region=region,
                post_taken=case.post_taken,
                due_at=due_at,
                left=left,
                proposal=proposals.get(case.id),
            )
        )
    return tuple(made)


def _proposals(rows: Collection[tuple[Case, Vacancy]], known: Iterable[Executor]) -> Mapping[int, Proposal]:
    """By case; each unit's applications are for its own executors."""
    serving = [executor for executor in known if executor.serves]
    found: dict[int, Proposal] = {}
    for body_id in {case.body_id for case, _vacancy in rows}:
        waiting = [
            Waiting(case.id, vacancy.branch, vacancy.region_code)
            for case, vacancy in rows
            if case.body_id == body_id
        ]
        own = [executor.candidate for executor in serving if executor.body_id == body_id]
        found |= {proposal.application_id: proposal for proposal in propose(waiting, own)}
    return found


def _loads(bodies: Collection[int]) -> dict[tuple[int, int], int]:
    rows = db.session.execute(
        select(Case.executor_id, Case.body_id, func.count())
        .where(Case.body_id.in_(bodies), Case.executor_id.is_not(None), Case.status.in_(IN_WORK))
        .group_by(Case.executor_id, Case.body_id)
    )
    return {(officer_id, body_id): count for officer_id, body_id, count in rows if officer_id is not None}


def _serving(bodies: Collection[int], today: date) -> set[tuple[int, int]]:
    rows = db.session.execute(
        select(Appointment.officer_id, Appointment.body_id)
        .join(Officer, Appointment.officer_id == Officer.id)
        .where(
            Officer.active,
            Appointment.role == Role.EXECUTOR,
            Appointment.body_id.in_(bodies),
            Appointment.in_force(today),
        )
    )
    return {(officer_id, body_id) for officer_id, body_id in rows}


def _absences(today: date) -> dict[int, Absence]:
    """Everybody who is absent today."""
    stand_in, theirs = aliased(Officer), aliased(Substitution)
    rows = db.session.execute(
        select(Substitution, stand_in.name, stand_in.active, theirs.id)
        .join(stand_in, Substitution.substitute_id == stand_in.id)
        .outerjoin(
            theirs,
            and_(theirs.absent_id == stand_in.id, theirs.starts_on <= today, theirs.ends_on >= today),
        )
        .where(Substitution.starts_on <= today, Substitution.ends_on >= today)
    )
    return {
        row.absent_id: Absence(name, row.ends_on, acts=active and also_absent is None)
        for row, name, active, also_absent in rows
    }
