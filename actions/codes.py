"""One-time passwords: a citizen's way in, and what certifies a case (605 p.4).

A code is derived from the row's id, salt and purpose with the site's key, so it is
stored nowhere; the row keeps a keyed hash to compare with. A row exists for every
IIN that was entered, and until the code has been sent nothing that is typed fits,
so an IIN that nobody has and one without a linked number are answered like any other.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, func, select, update

import clock
from actions import outbox
from actions.messages import tell
from database import db
from domain.errors import QyzmetError
from models.people import OneTimeCode, Person

LIFETIME = timedelta(minutes=5)
TRIES = 5
SIGN_IN = "sign_in"
CERTIFY = "certify"

_TEMPLATES = {SIGN_IN: "otp_sign_in", CERTIFY: "otp_certify"}


@dataclass(frozen=True)
class CodeLimits:
    """How often codes may be asked for; the counts are per hour.

    `per_address` is wide because mobile operators put thousands of phones
    behind one address, and a season opens for all of them on one evening.
    """

    cool_down: timedelta = timedelta(seconds=60)
    per_iin: int = 10
    per_number: int = 20
    per_address: int = 200


class CodeRefused(QyzmetError):
    """What was typed is not taken.

    `code` is wrong, expired, too_many_tries, used or unknown; `tries_left` is
    what remains for this code. The try has been counted in the row: let the
    transaction that holds the call commit (see web/codes.py).
    """

    def __init__(self, code: str, tries_left: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.tries_left = tries_left


class CodeLimited(QyzmetError):
    """No code now. `code` is cool_down, too_many_for_iin or too_many_from_address;
    from `again_at` on one can be asked for."""

    def __init__(self, code: str, again_at: datetime) -> None:
        super().__init__(code)
        self.code = code
        self.again_at = again_at


def request_sign_in_code(iin: str, language: str, address_key: str) -> str:
    """Prepare a code for whoever holds this IIN, and have it sent; the handle names it.

    `address_key` stands for the network address that asks. Nothing here depends
    on whether the IIN is known. Raises CodeLimited.
    """
    _one_at_a_time(f"iin {iin}", f"address {address_key}")
    limits = code_limits()
    _check_limits(SIGN_IN, OneTimeCode.iin == iin, limits.per_iin, "too_many_for_iin", limits.cool_down)
    _check_limits(
        SIGN_IN, OneTimeCode.address_key == address_key, limits.per_address, "too_many_from_address"
    )
    return _new_code(SIGN_IN, iin=iin, language=language, address_key=address_key)


def request_certifying_code(person: Person, draft_id: str, sha256: str) -> str:
    """Prepare a code that certifies the frozen draft with this SHA-256, and have it sent.

    Raises CodeLimited.
    """
    _one_at_a_time(f"iin {person.iin}")
    limits = code_limits()
    _check_limits(
        CERTIFY, OneTimeCode.iin == person.iin, limits.per_iin, "too_many_for_iin", limits.cool_down
    )
    return _new_code(
        CERTIFY, iin=person.iin, language=person.language, draft_id=draft_id, bound_sha256=sha256
    )


def check_code(
    handle: str, typed: str, purpose: str, *, draft_id: str | None = None, sha256: str | None = None
) -> OneTimeCode:
    """The code's row, now used, if what was typed is right. Raises CodeRefused.

    For a certifying code give the draft and the SHA-256 that is being
    certified: a code for another text is refused as unknown.
    """
    named = select(OneTimeCode).where(OneTimeCode.handle == handle).with_for_update()
    row: OneTimeCode | None = db.session.scalar(named)
    if row is None or (row.purpose, row.draft_id, row.bound_sha256) != (purpose, draft_id, sha256):
        raise CodeRefused("unknown")
    now = clock.now()
    if row.used_at is not None:
        raise CodeRefused("used")
    if row.tries >= TRIES:
        raise CodeRefused("too_many_tries")
    if row.expires_at <= now:
        raise CodeRefused("expired")
    fits = hmac.compare_digest(_keyed_hash(row, typed), row.code_hash or "")
    if not fits or row.sent_at is None:
        row.tries += 1
        db.session.flush()
        left = TRIES - row.tries
        raise CodeRefused("wrong" if left else "too_many_tries", left)
    row.used_at = now
    db.session.flush()
    return row


def reveal(otp_id: int) -> str:
    """The six digits of this code, for the text that is being sent. Raises LookupError."""
    row = db.session.get(OneTimeCode, otp_id)
    if row is None:
        raise LookupError(f"no one-time code {otp_id}")
    return _digits(row)


def send(otp_id: int, phone: str | None) -> None:
    """Send the code to the number that the registry names for its IIN; None: there is none.

    Does nothing for a code that was sent before or has ended, and nothing
    visible when the number has had its codes for this hour.
    """
    row = db.session.scalar(select(OneTimeCode).where(OneTimeCode.id == otp_id).with_for_update())
    if row is None or phone is None or not _is_waiting(row):
        return
    _one_at_a_time(f"number {phone}")
    if _count_since_hour(OneTimeCode.phone == phone)[0] >= code_limits().per_number:
        return
    row.phone = phone
    row.sent_at = clock.now()
    tell(_TEMPLATES[row.purpose], phone=phone, language=row.language, otp_id=row.id)


def waiting_iin(otp_id: int) -> str | None:
    """The IIN to whose number this code has still to go; None when there is nothing to send any more."""
    row = db.session.get(OneTimeCode, otp_id)
    return row.iin if row is not None and _is_waiting(row) else None


def code_limits() -> CodeLimits:
    """The limits in force; `CODE_LIMITS` in the app's configuration replaces the usual ones."""
    limits: CodeLimits = current_app.config.get("CODE_LIMITS") or CodeLimits()
    return limits


def _is_waiting(row: OneTimeCode) -> bool:
    return row.sent_at is None and row.used_at is None and row.expires_at > clock.now()


def _new_code(purpose: str, *, iin: str, **columns: str | None) -> str:
    """Add the row and its sending, and end the older codes of this purpose."""
    now = clock.now()
    db.session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.iin == iin, OneTimeCode.purpose == purpose, OneTimeCode.expires_at > now)
        .values(expires_at=now)
    )
    row = OneTimeCode(
        handle=secrets.token_urlsafe(32),
        purpose=purpose,
        iin=iin,
        salt=secrets.token_hex(16),
        tries=0,
        created_at=now,
        expires_at=now + LIFETIME,
        **columns,
    )
    db.session.add(row)
    db.session.flush()  # the code is derived from the id
    row.code_hash = _keyed_hash(row, _digits(row))
    outbox.put("send_code", row.id)
    db.session.flush()
    return row.handle


def _check_limits(
    purpose: str, whose: ColumnElement[bool], limit: int, code: str, cool_down: timedelta | None = None
) -> None:
    count, oldest, _ = _count_since_hour(whose, OneTimeCode.purpose == purpose)
    # A code that was used leaves nothing to wait for: another device may come in at once.
    unused = (whose, OneTimeCode.purpose == purpose, OneTimeCode.used_at.is_(None))
    newest = _count_since_hour(*unused)[2]
    if newest is not None and cool_down is not None and clock.now() < newest + cool_down:
        raise CodeLimited("cool_down", newest + cool_down)
    if oldest is not None and count >= limit:
        raise CodeLimited(code, oldest + timedelta(hours=1))


def _count_since_hour(*conditions: ColumnElement[bool]) -> tuple[int, datetime | None, datetime | None]:
    """How many codes the last hour saw, and when the first and the last of them were made.

    A clock that was set back leaves codes of its future behind; they do not count.
    """
    now = clock.now()
    created = OneTimeCode.created_at
    row = db.session.execute(
        select(func.count(), func.min(created), func.max(created)).where(
            created > now - timedelta(hours=1), created <= now, *conditions
        )
    ).one()
    return row[0], row[1], row[2]


def _one_at_a_time(*keys: str) -> None:
    """Let nobody else count these limits until this transaction ends.

    SQLite has one writer anyway; on PostgreSQL two requests of the same moment
    would otherwise not see each other's code.
    """
    if db.session.get_bind().dialect.name != "postgresql":
        return
    for key in sorted(keys):
        number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], signed=True)
        db.session.execute(select(func.pg_advisory_xact_lock(number)))


def _mac(label: str, row: OneTimeCode, text: str) -> bytes:
    key = current_app.config["SETTINGS"].code_key
    message = "|".join((label, str(row.id), row.salt, row.purpose, text))
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()


def _digits(row: OneTimeCode) -> str:
    number = int.from_bytes(_mac("digits", row, row.bound_sha256 or "")[:8])
    return f"{number % 1_000_000:06d}"


def _keyed_hash(row: OneTimeCode, typed: str) -> str:
    return _mac("hash", row, typed).hex()
