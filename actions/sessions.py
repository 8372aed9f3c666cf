"""Signed-in browsers: opened, kept alive, ended. The cookie holds a token, the row its hash."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

import clock
from actions import audit
from database import db
from domain.roles import Actor, Role
from models.people import SignInSession


@dataclass(frozen=True)
class Lifetime:
    """How long a session lives without a sign of life, and at most."""

    idle: timedelta
    absolute: timedelta

    def until(self, opened: datetime, now: datetime) -> datetime:
        """When a session that was opened then and used now ends."""
        return min(opened + self.absolute, now + self.idle)


CITIZEN = Lifetime(idle=timedelta(minutes=30), absolute=timedelta(hours=8))
OFFICER = Lifetime(idle=timedelta(minutes=60), absolute=timedelta(hours=12))

_WORTH_A_WRITE = timedelta(minutes=1)
"""A session that would gain less is left alone: not every page has to write."""


def token_hash(token: str) -> str:
    """What the row keeps of a token. The token is random enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(*, person_id: int | None = None, officer_id: int | None = None) -> str:
    """Begin a session of one citizen or one officer; returns its new token."""
    now = clock.now()
    token = secrets.token_urlsafe(32)
    lifetime = CITIZEN if officer_id is None else OFFICER
    db.session.add(
        SignInSession(
            token_hash=token_hash(token),
            person_id=person_id,
            officer_id=officer_id,
            created_at=now,
            expires_at=lifetime.until(now, now),
        )
    )
    db.session.flush()
    return token


def kept_until(row: SignInSession) -> datetime | None:
    """The later end that a use of the session now earns it; None where that is not worth a write."""
    lifetime = CITIZEN if row.officer_id is None else OFFICER
    later = lifetime.until(row.created_at, clock.now())
    return later if later - row.expires_at >= _WORTH_A_WRITE else None


def keep(session_id: int, until: datetime) -> None:
    """Let the session end at `until` unless it has been ended meanwhile."""
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.ended_at.is_(None))
        .values(expires_at=until)
    )


def end_session(token: str) -> None:
    """Sign this browser out; a token that nobody has, or that has ended, is no error."""
    row = db.session.scalar(
        select(SignInSession)
        .where(SignInSession.token_hash == token_hash(token), SignInSession.ended_at.is_(None))
        .with_for_update()
    )
    if row is None:
        return
    row.ended_at = clock.now()
    db.session.flush()
    if row.officer_id is not None:
        audit.record("officer_signed_out", audit.at_the_door(row.officer_id))
    else:
        audit.record("citizen_signed_out", Actor(Role.CITIZEN, id=row.person_id))


def end_officer_sessions(officer_id: int, *, but: str | None = None) -> None:
    """Sign an officer out of every browser, except the one with the token `but`."""
    ended = (
        update(SignInSession)
        .where(SignInSession.officer_id == officer_id, SignInSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    if but is not None:
        ended = ended.where(SignInSession.token_hash != token_hash(but))
    db.session.execute(ended)
