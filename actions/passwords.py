"""Officers' passwords: the way in, the lock after wrong tries, changing and resetting.

The password of a sign-in is looked at in two steps with the hashing between their
transactions: the first counts the try as a failed one, so that many at once cannot
outrun the lock; the second takes it back when the password was right. An unknown login walks the same
way, over a hash that no password has, in the same time.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select, update

import clock
from actions import audit, sessions
from database import db, lock_row
from domain.errors import InvalidData
from domain.passwords import password_problem, temporary_password
from domain.roles import SITE
from models.people import Officer

FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$TdLyPzSnCZigjq2pgRSlWw$uZUjGV6jPSAvux0j8NZDQKrqxu5kREqPBVf7HytqvJU"
"""The hash of a random password that was thrown away: nothing fits it."""


@dataclass(frozen=True)
class Attempt:
    """A sign-in that has been counted. Without `officer_id` no password is right;
    `refusal` then says why: unknown, inactive or locked."""

    officer_id: int | None
    refusal: str = "wrong"
    password_hash: str = field(default=_NOBODYS, repr=False)


def begin_sign_in(login: str) -> Attempt:
    """Count a try to sign in with this login, before the password is looked at.

    Five wrong ones in a row lock the login for 15 minutes, for the right
    password too.
    """
    now = clock.now()
    found = db.session.scalar(select(Officer).where(Officer.login == normal_login(login)).with_for_update())
    attempt = _attempt(found)
    failed = 1 + (found.failed_attempts if found and found.locked_until is None else 0)
    # For a login that cannot succeed the same statement meets no row.
    db.session.execute(
        update(Officer)
        .where(Officer.id == (attempt.officer_id or 0))
        .values(failed_attempts=failed, locked_until=now + LOCKED_FOR if failed >= FAILURES else None)
    )
    return attempt


def password_fits(attempt: Attempt, password: str) -> bool:
    """Whether this is the password; takes the same time whoever asks. Call it outside a transaction."""
    return verify(attempt.password_hash, password) and attempt.officer_id is not None


def refuse_sign_in(attempt: Attempt) -> None:
    """Write down that the sign-in failed, and why, which the officer is not told."""
    subject = None if attempt.officer_id is None else f"officer:{attempt.officer_id}"
    audit.record("officer_sign_in_refused", SITE, subject=subject, reason=attempt.refusal)


def accept_password(attempt: Attempt) -> Officer:
    """The officer whose password was right; their wrong tries are forgotten. They still have to sign.

    Raises LookupError for an attempt that no password can satisfy.
    """
    if attempt.officer_id is None:
        raise LookupError("this attempt has no officer")
    officer = lock_row(Officer, attempt.officer_id)
    officer.failed_attempts = 0
    officer.locked_until = None
    audit.record("officer_password_accepted", audit.at_the_door(officer.id))
    db.session.flush()
    return officer


def record_sign_in(officer: Officer) -> None:
    """Write down that the officer came in: with the right password, then with their key (ALL-11)."""
    audit.record("officer_signed_in", audit.at_the_door(officer.id))


def change_password(officer_id: int, present: str, new: str, *, token: str | None) -> None:
    """The officer's own change; other browsers than the one with this session token are signed out.

    Raises InvalidData for `password` (password_wrong) and `new_password`
    (password_short, password_long, password_login, password_common, password_same).
    """
    officer = lock_row(Officer, officer_id)
    if not verify(officer.password_hash, present):
        raise InvalidData({"password": "password_wrong"})
    problem = "password_same" if new == present else password_problem(new, officer.login)
    if problem:
        raise InvalidData({"new_password": problem})
    officer.password_hash = hash_password(new)
    officer.must_change_password = False
    sessions.end_officer_sessions(officer.id, but=token)
    audit.record("password_changed", audit.at_the_door(officer.id))
    db.session.flush()


def give_temporary_password(officer: Officer) -> str:
    """Set and return a password for one sign-in, to be shown once: it has to be changed there."""
    password = temporary_password()
    officer.password_hash = hash_password(password)
    officer.must_change_password = True
    officer.failed_attempts = 0
    officer.locked_until = None
    return password


def hash_password(password: str) -> str:
    """Argon2id with OWASP's parameters: 19 MiB, two passes, one lane; some 30 ms."""
    return _hasher.hash(password)


def verify(password_hash: str, password: str) -> bool:
    """Whether the hash was made from this password."""
    try:
        return _hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def normal_login(login: str) -> str:
    """A login as it is stored: small letters, no spaces around."""
    return login.strip().lower()


def _attempt(officer: Officer | None) -> Attempt:
    if officer is None:
        return Attempt(None, "unknown")
    if not officer.active:
        return Attempt(None, "inactive")
    if officer.locked_until is not None and officer.locked_until > clock.now():
        return Attempt(None, "locked")
    return Attempt(officer.id, password_hash=officer.password_hash)
