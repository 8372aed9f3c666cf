"""Who sits in a commission, who is absent, who stands in, until when. A fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

from catalogue import CURRENT
from database import db
from domain.roles import Role
from models.bodies import Body
from models.people import Appointment, Officer, Substitution


@dataclass(frozen=True)
class Absence:
    """Somebody stands in from and to a day, both included. `now`: today is one of them."""

    id: int
    substitute: str
    starts_on: date
    ends_on: date
    reason: str | None
    now: bool


@dataclass(frozen=True)
class Place:
    """A place in the commission, who holds it (nobody: None) and their absences from today on.

    `seat` is a source string, None for the chair.
    """

    role: Role
    seat: str | None
    officer_id: int | None
    officer: str | None
    until: date | None
    absences: tuple[Absence, ...]


@dataclass(frozen=True)
class Commission:
    """A commission with its places, and the officers who could stand in: (id, name)."""

    body: Body
    places: tuple[Place, ...]
    candidates: tuple[tuple[int, str], ...]


def commissions(body_ids: Sequence[int], today: date) -> list[Commission]:
    """These commissions as they sit today."""
    bodies = db.session.scalars(select(Body).where(Body.id.in_(body_ids)).order_by(Body.id)).all()
    held = _held([body.id for body in bodies], today)
    absences = _absences({officer.id for _appointment, officer in held}, today)
    candidates = _candidates({body.district_code for body in bodies}, today)
    return [
        Commission(
            body,
            tuple(_places(body, held, absences)),
            tuple((id_, name) for id_, name, district in candidates if district == body.district_code),
        )
        for body in bodies
    ]


def _held(body_ids: Sequence[int], today: date) -> Sequence[tuple[Appointment, Officer]]:
    rows = db.session.execute(
        select(Appointment, Officer)
        .join(Officer, Appointment.officer_id == Officer.id)
        .where(
            Appointment.body_id.in_(body_ids),
            Appointment.role.in_((Role.CHAIR, Role.MEMBER)),
            Appointment.in_force(today),
            Officer.active,
        )
        .order_by(Appointment.id)
    )
    return [(appointment, officer) for appointment, officer in rows]


def _absences(officer_ids: set[int], today: date) -> dict[int, list[Absence]]:
    stand_in = aliased(Officer)
    rows = db.session.execute(
        select(Substitution, stand_in.name)
        .join(stand_in, Substitution.substitute_id == stand_in.id)
        .where(Substitution.absent_id.in_(officer_ids), Substitution.ends_on >= today)
        .order_by(Substitution.starts_on)
    )
    found: dict[int, list[Absence]] = {}
    for row, name in rows:
        found.setdefault(row.absent_id, []).append(
            Absence(row.id, name, row.starts_on, row.ends_on, row.reason, row.starts_on <= today)
        )
    return found


def _candidates(districts: set[str | None], today: date) -> Sequence[tuple[int, str, str | None]]:
    """Officers who serve in a body of these districts today."""
    rows = db.session.execute(
        select(Officer.id, Officer.name, Body.district_code)
        .join(Appointment, Appointment.officer_id == Officer.id)
        .join(Body, Appointment.body_id == Body.id)
        .where(
            Body.district_code.in_(districts),
            Officer.active,
            Appointment.in_force(today),
        )
        .distinct()
        .order_by(Officer.name, Officer.id)
    )
    return [(id_, name, district) for id_, name, district in rows]


def _places(
    body: Body, held: Sequence[tuple[Appointment, Officer]], absences: dict[int, list[Absence]]
) -> list[Place]:
    """The chair, then every seat that the acts name, held or empty (605 p.9)."""
    seats = {seat.code: seat.label for service in CURRENT.values() for seat in service.seats}
    wanted: list[tuple[Role, str | None]] = [(Role.CHAIR, None), *((Role.MEMBER, code) for code in seats)]
    places = []
    for role, code in wanted:
        holders = [
            (appointment, officer)
            for appointment, officer in held
            if (appointment.body_id, appointment.role, appointment.seat) == (body.id, role, code)
        ]
        label = seats[code] if code else None
        if not holders:
            places.append(Place(role, label, None, None, None, ()))
        for appointment, officer in holders:
            gone = tuple(absences.get(officer.id, ()))
            places.append(Place(role, label, officer.id, officer.name, appointment.ends_on, gone))
    return places
