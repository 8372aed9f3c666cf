"""Who is signed in or about to be."""

from datetime import datetime

from sqlalchemy import and_, bindparam, select

from database import db
from domain.roles import Actor
from models.bodies import Body
from models.people import Officer, OneTimeCode, Person, SignInSession

_LIVE = and_(
    SignInSession.token_hash == bindparam("token_hash"),
    SignInSession.ended_at.is_(None),
    SignInSession.expires_at > bindparam("now"),
)
_CITIZEN = select(SignInSession, Person).join(Person, Person.id == SignInSession.person_id).where(_LIVE)
_OFFICER = (
    select(SignInSession, Officer)
    .join(Officer, Officer.id == SignInSession.officer_id)
    .where(_LIVE, Officer.active)
)
"""Made once: every page asks."""


def citizen_session(token_hash: str, now: datetime) -> tuple[SignInSession, Person] | None:
    """The live session with this token's hash and its citizen; one query."""
    found = db.session.execute(_CITIZEN, {"token_hash": token_hash, "now": now}).one_or_none()
    return None if found is None else (found[0], found[1])


def officer_session(token_hash: str, now: datetime) -> tuple[SignInSession, Officer] | None:
    """The live session with this token's hash and its officer, who still works here; one query."""
    found = db.session.execute(_OFFICER, {"token_hash": token_hash, "now": now}).one_or_none()
    return None if found is None else (found[0], found[1])


def sign_in_code(handle: str) -> OneTimeCode | None:
    """The sign-in code with this handle, whatever became of it."""
    return db.session.scalar(
        select(OneTimeCode).where(OneTimeCode.handle == handle, OneTimeCode.purpose == "sign_in")
    )


def body_of(actors: tuple[Actor, ...]) -> Body | None:
    """The body of the first of these actors: where an officer belongs before all else."""
    return db.session.get(Body, actors[0].body_id) if actors else None
