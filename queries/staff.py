"""Officers as an administrator sees them: who works here, in what office, until when."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import aliased

from catalogue import CURRENT
from database import by_kazakh_alphabet, db
from domain.roles import Role
from models.bodies import Body
from models.people import Appointment, Officer, Substitution

PAGE_SIZE = 25


class When(StrEnum):
    """How a span of days lies to today."""

    NOW = "now"
    COMING = "coming"
    OVER = "over"


@dataclass(frozen=True)
class Held:
    """An office that an officer holds, held or will hold. `seat`: a member's place, a source string."""

    id: int
    role: Role
    seat: str | None
    body: Body
    starts_on: date
    ends_on: date | None
    when: When


@dataclass(frozen=True)
class OfficerRow:
    """One officer in the list, with the offices that they hold today."""

    officer: Officer
    held: tuple[Held, ...]


@dataclass(frozen=True)
class Officers:
    """One page of the list. Pages count from 1."""

    rows: tuple[OfficerRow, ...]
    count: int
    page: int
    pages: int


@dataclass(frozen=True)
class Absence:
    """Who stands in for whom, from and to a day, both included."""

    id: int
    absent_id: int
    absent: str
    substitute_id: int
    substitute: str
    starts_on: date
    ends_on: date
    reason: str | None
    when: When


@dataclass(frozen=True)
class OfficerFile:
    """One officer: all offices, the newest first, and the absences from today on."""

    officer: Officer
    held: tuple[Held, ...]
    absences: tuple[Absence, ...]


def officers(today: date, *, search: str = "", left: bool = False, page: int = 1) -> Officers:
    """The officers who work here, or who have left, by name; three queries.

    `search` is a part of the name or of the login, in any case.
    """
    wanted = [Officer.active.is_(not left), *_matching(search)]
    count = db.session.scalar(select(func.count()).select_from(Officer).where(*wanted)) or 0
    pages = max(1, ceil(count / PAGE_SIZE))
    page = min(max(1, page), pages)
    found = db.session.scalars(
        select(Officer)
        .where(*wanted)
        .order_by(by_kazakh_alphabet(Officer.name), Officer.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    held = _held({officer.id for officer in found}, today)
    rows = tuple(
        OfficerRow(officer, tuple(one for one in held.get(officer.id, ()) if one.when is When.NOW))
        for officer in found
    )
    return Officers(rows, count, page, pages)


def officer_file(officer_id: int, today: date) -> OfficerFile | None:
    """All about one officer, None for an unknown one; three queries."""
    officer = db.session.get(Officer, officer_id)
    if officer is None:
        return None
    theirs = or_(Substitution.absent_id == officer_id, Substitution.substitute_id == officer_id)
    held = _held({officer_id}, today).get(officer_id, [])
    newest_first = sorted(held, key=lambda one: (one.starts_on, one.id), reverse=True)
    return OfficerFile(officer, tuple(newest_first), _absences(theirs, today))


def absences(today: date) -> tuple[Absence, ...]:
    """All absences that run or are to come, the earliest first; one query."""
    return _absences(true(), today)


def officers_to_choose() -> list[tuple[int, str, str]]:
    """Id, name and login of everybody who works here, by name; one query."""
    rows = db.session.execute(
        select(Officer.id, Officer.name, Officer.login)
        .where(Officer.active)
        .order_by(by_kazakh_alphabet(Officer.name), Officer.id)
    )
    return [(id_, name, login) for id_, name, login in rows]


def serving_in(body_id: int, today: date) -> list[tuple[Held, Officer]]:
    """Who holds an office in this body today; one query."""
    rows = db.session.execute(
        select(Appointment, Body, Officer)
        .join(Body, Appointment.body_id == Body.id)
        .join(Officer, Appointment.officer_id == Officer.id)
        .where(Appointment.body_id == body_id, Officer.active, Appointment.in_force(today))
        .order_by(Appointment.role, Appointment.id)
    )
    return [(_as_held(appointment, body, today), officer) for appointment, body, officer in rows]


def seat_titles() -> dict[str, str]:
    """The members' places that the acts name, as source strings by code."""
    return {seat.code: seat.label for service in CURRENT.values() for seat in service.seats}


def _matching(search: str) -> Iterable[ColumnElement[bool]]:
    """Every word stands in the name or in the login."""
    for word in search.lower().split():
        yield or_(
            func.lower(Officer.name).contains(word, autoescape=True),
            Officer.login.contains(word, autoescape=True),
        )


def _held(officer_ids: Collection[int], today: date) -> dict[int, list[Held]]:
    rows = db.session.execute(
        select(Appointment, Body)
        .join(Body, Appointment.body_id == Body.id)
        .where(Appointment.officer_id.in_(officer_ids))
        .order_by(Appointment.starts_on, Appointment.id)
    )
    found: dict[int, list[Held]] = {}
    for appointment, body in rows:
        found.setdefault(appointment.officer_id, []).append(_as_held(appointment, body, today))
    return found


def _as_held(appointment: Appointment, body: Body, today: date) -> Held:
    return Held(
        id=appointment.id,
        role=Role(appointment.role),
        seat=seat_titles().get(appointment.seat or ""),
        body=body,
        starts_on=appointment.starts_on,
        ends_on=appointment.ends_on,
        when=_when(appointment.starts_on, appointment.ends_on, today),
    )


def _absences(wanted: ColumnElement[bool], today: date) -> tuple[Absence, ...]:
    absent, stand_in = aliased(Officer), aliased(Officer)
    rows = db.session.execute(
        select(Substitution, absent.name, stand_in.name)
        .join(absent, Substitution.absent_id == absent.id)
        .join(stand_in, Substitution.substitute_id == stand_in.id)
        .where(wanted, Substitution.ends_on >= today)
        .order_by(Substitution.starts_on, Substitution.id)
    )
    return tuple(
        Absence(
            id=row.id,
            absent_id=row.absent_id,
            absent=absent_name,
            substitute_id=row.substitute_id,
            substitute=stand_in_name,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            reason=row.reason,
            when=_when(row.starts_on, row.ends_on, today),
        )
        for row, absent_name, stand_in_name in rows
    )


def _when(starts_on: date, ends_on: date | None, today: date) -> When:
    if ends_on is not None and (ends_on < today or ends_on < starts_on):
        return When.OVER
    return When.NOW if starts_on <= today else When.COMING
