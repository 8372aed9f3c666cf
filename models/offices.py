"""What an officer may be: appointments, and standing in for the absent."""

from datetime import date

from sqlalchemy import or_, select

from database import db
from domain.roles import Actor, Role
from models.people import Appointment, Officer, Substitution


def actors_of(officer_id: int, day: date) -> tuple[Actor, ...]:
    """What the officer may be on this day: their own appointments first, then those of
    absent officers for whom they stand in; one query.

    A substitute takes over what the absent officer holds in person, not what
    that officer holds for somebody else.
    """
    absent = select(Substitution.absent_id).where(
        Substitution.substitute_id == officer_id,
        Substitution.starts_on <= day,
        Substitution.ends_on >= day,
    )
    held = db.session.scalars(
        select(Appointment)
        .join(Officer, Officer.id == Appointment.officer_id)
        .where(
            Officer.active,
            or_(Appointment.officer_id == officer_id, Appointment.officer_id.in_(absent)),
            Appointment.in_force(day),
        )
        .order_by(Appointment.id)
    ).all()
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
