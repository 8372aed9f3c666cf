"""What an officer may be: appointments, and standing in for the absent."""

from datetime import date

from sqlalchemy import Date, Integer, bindparam, or_, select

from database import db
from domain.roles import Actor, Role
from models.people import Appointment, Officer, Substitution

_OFFICER, _DAY = bindparam("officer_id", type_=Integer), bindparam("day", type_=Date)
_ABSENT = select(Substitution.absent_id).where(
    Substitution.substitute_id == _OFFICER, Substitution.starts_on <= _DAY, Substitution.ends_on >= _DAY
)
_HELD = (
    select(Appointment)
    .join(Officer, Officer.id == Appointment.officer_id)
    .where(
        Officer.active,
        or_(Appointment.officer_id == _OFFICER, Appointment.officer_id.in_(_ABSENT)),
        Appointment.in_force(_DAY),
    )
    .order_by(Appointment.id)
)
"""Made once: every page of an officer asks."""


def actors_of(officer_id: int, day: date) -> tuple[Actor, ...]:
    """What the officer may be on this day: their own appointments first, then those of
    absent officers for whom they stand in; one query.

    A substitute takes over what the absent officer holds in person, not what
    that officer holds for somebody else.
    """
    held = db.session.scalars(_HELD, {"officer_id": officer_id, "day": day}).all()
    actors = [
        Actor(
            role=Role(appointment.role),
            id=officer_id,
            body_id=appointment.body_id,
            seat=appointment.seat,
            standing_in_for=None if appointment.officer_id == officer_id else appointment.officer_id,
        )
        for appointment in held
    ]
    return tuple(sorted(actors, key=lambda actor: actor.standing_in_for is not None))
