"""Who is signed in or about to be, and what an officer may be today."""

from datetime import date, datetime

from sqlalchemy import or_, select

from database import db
from domain.roles import Actor, Role
from models.bodies import Body
from models.people import Appointment, Officer, OneTimeCode, Person, SignInSession, Substitution


def citizen_session(token_hash: str, now: datetime) -> tuple[SignInSession, Person] | None:
    """The live session with this token's hash and its citizen; one query."""
    found = db.session.execute(
        select(SignInSession, Person)
        .join(Person, Person.id == SignInSession.person_id)
        .where(
            SignInSession.token_hash == token_hash,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now,
        )
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def officer_session(token_hash: str, now: datetime) -> tuple[SignInSession, Officer] | None:
    """The live session with this token's hash and its officer, who still works here; one query."""
    found = db.session.execute(
        select(SignInSession, Officer)
        .join(Officer, Officer.id == SignInSession.officer_id)
        .where(
            SignInSession.token_hash == token_hash,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now,
            Officer.active,
        )
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def actors_of(officer_id: int, today: date) -> tuple[Actor, ...]:
    """What the officer may be today: their own appointments first, then those of
    absent officers for whom they stand in; one query.

    A substitute takes over what the absent officer holds in person, not what
    that officer holds for somebody else.
    """
    absent = select(Substitution.absent_id).where(
        Substitution.substitute_id == officer_id,
        Substitution.starts_on <= today,
        Substitution.ends_on >= today,
    )
    held = db.session.scalars(
        select(Appointment)
        .join(Officer, Officer.id == Appointment.officer_id)
        .where(
            Officer.active,
            or_(Appointment.officer_id == officer_id, Appointment.officer_id.in_(absent)),
            Appointment.starts_on <= today,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
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


def sign_in_code(handle: str) -> OneTimeCode | None:
    """The sign-in code with this handle, whatever became of it."""
    return db.session.scalar(
        select(OneTimeCode).where(OneTimeCode.handle == handle, OneTimeCode.purpose == "sign_in")
    )


def body_of(actors: tuple[Actor, ...]) -> Body | None:
    """The body of the first of these actors: where an officer belongs before all else."""
    return db.session.get(Body, actors[0].body_id) if actors else None
