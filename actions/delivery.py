"""Bringing a message to the provider, one step of the job at a time.

`start` commits that an attempt begins before the provider is called; what the
call brought is committed after it. A worker may die anywhere in between: then
the message stays `sending`, and after LOOK_UP_AFTER `start` answers that the
provider has to be asked whether it took the message, before it is sent again.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

import clock
from actions import outbox
from actions.messages import SEND
from actions.receipts import adopt_sid, hear, sid_is_known, stand
from database import db, lock_row
from domain.message_statuses import MessageStatus, Reason
from domain.quiet_hours import next_allowed
from integrations.sms.errors import RefusedError, SmsError
from integrations.sms.protocol import ProviderReply
from models.messaging import Message, MessageAttempt
from models.people import OneTimeCode

LOOK_UP_AFTER = timedelta(seconds=60)
"""From the start of an attempt until somebody else may deal with the message.

Longer than the job that made the attempt may live (jobs/queues.py), so that it
cannot be about to send what is being looked up.
"""

PAUSES = tuple(timedelta(seconds=s) for s in (5, 15, 60, 300, 900, 1800, 3600))
"""Between attempts that the provider did not take; the last one repeats."""

REFUSED_PAUSE = timedelta(minutes=10)
"""The least pause after a refusal that a person has to mend."""

MOST_ATTEMPTS = 30  # some 24 hours

UNKNOWN_FOR = timedelta(hours=24)
"""How long we try to find out what became of an attempt."""

NOT_SENT = "not_sent"

RecordError = Callable[[int, str, SmsError], None]
"""How the job reports a failure: the message, the attempt's reference, what went wrong."""


@dataclass(frozen=True)
class Outgoing:
    """What the job has to do now: send this, or (`look_up`) ask whether it was taken.

    For a one-time password `text` still holds `{code}`. `expires_at` ends its use.
    """

    message_id: int
    reference: str
    phone: str = field(repr=False)
    text: str = field(repr=False)
    otp_id: int | None
    started_at: datetime
    expires_at: datetime | None
    look_up: bool


def start(message_id: int) -> Outgoing | None:
    """Begin an attempt, or take over one whose outcome is unknown; None when there is nothing to do now."""
    message = lock_row(Message, message_id)
    now = clock.now()
    if message.status == MessageStatus.SENDING:
        return _take_over(message, now)
    if message.status != MessageStatus.QUEUED:
        return None
    if _code_is_over(message, now):
        stand(message, MessageStatus.EXPIRED, Reason.CODE_EXPIRED)
        return None
    if (allowed := _allowed_at(message, now)) > now:
        _send_at(message, allowed)
        return None
    attempt = MessageAttempt(message_id=message.id, reference=secrets.token_hex(16), started_at=now)
    message.attempts.append(attempt)
    stand(message, MessageStatus.SENDING)
    return _outgoing(message, attempt, look_up=False)


def record_taken(message_id: int, reference: str, reply: ProviderReply) -> None:
    """The provider took the message; a receipt may already have said more."""
    message, attempt = _locked(message_id, reference)
    adopt_sid(attempt, reply.sid)
    if attempt.outcome is None:
        hear(message, attempt, reply)


def record_not_taken(message_id: int, reference: str, error: SmsError) -> None:
    """The provider surely did not take it: queue it again with a pause, or end it after too many."""
    message, attempt = _locked(message_id, reference)
    if attempt.outcome is not None:
        return
    _close_attempt(attempt, error)
    pause = PAUSES[min(len(message.attempts), len(PAUSES)) - 1]
    if isinstance(error, RefusedError):
        pause = max(pause, REFUSED_PAUSE)
    _queue_again(message, error.reason, error.provider_code, pause)


def record_impossible(message_id: int, reference: str, error: SmsError) -> None:
    """The provider will never take it: the message has failed."""
    message, attempt = _locked(message_id, reference)
    if attempt.outcome is not None:
        return
    _close_attempt(attempt, error)
    stand(message, MessageStatus.FAILED, error.reason, error.provider_code)


def record_unanswered(message_id: int, reference: str, error: SmsError) -> None:
    """The provider may have it: it stays `sending` until it has been looked up."""
    message, attempt = _locked(message_id, reference)
    if attempt.outcome is not None:
        return
    message.reason, message.provider_code = error.reason, error.provider_code
    db.session.flush()
    outbox.put(SEND, message.id, not_before=attempt.started_at + LOOK_UP_AFTER)


def record_look_up(message_id: int, reference: str, replies: Sequence[ProviderReply]) -> None:
    """What the provider has with this text for this number: one that is nobody else's is
    this attempt; without one it was not taken and is sent again."""
    message, attempt = _locked(message_id, reference)
    if attempt.outcome is not None:
        return
    found = next((reply for reply in replies if not sid_is_known(reply.sid)), None)
    if found is not None:
        adopt_sid(attempt, found.sid)
        hear(message, attempt, found)
        return
    attempt.outcome, attempt.ended_at = NOT_SENT, clock.now()
    _queue_again(message, Reason.NO_ANSWER, None, timedelta())


def record_look_up_failed(message_id: int, reference: str, error: SmsError) -> None:
    """The provider could not be asked: ask again, and give up in the end rather than send twice."""
    message, attempt = _locked(message_id, reference)
    if attempt.outcome is not None:
        return
    now = clock.now()
    if attempt.started_at + UNKNOWN_FOR <= now:
        stand(message, MessageStatus.FAILED, Reason.OUTCOME_UNKNOWN, error.provider_code)
        return
    message.reason, message.provider_code = error.reason, error.provider_code
    db.session.flush()
    outbox.put(SEND, message.id, not_before=now + LOOK_UP_AFTER)


def _take_over(message: Message, now: datetime) -> Outgoing | None:
    attempt = message.attempts[-1]
    dead_at = attempt.started_at + LOOK_UP_AFTER
    if dead_at > now:
        _send_at(message, dead_at)  # somebody may be at it; come back when they cannot be
        return None
    return _outgoing(message, attempt, look_up=True)


def _outgoing(message: Message, attempt: MessageAttempt, *, look_up: bool) -> Outgoing:
    return Outgoing(
        message_id=message.id,
        reference=attempt.reference,
        phone=message.phone,
        text=message.body,
        otp_id=message.otp_id,
        started_at=attempt.started_at,
        expires_at=message.expires_at,
        look_up=look_up,
    )


def _locked(message_id: int, reference: str) -> tuple[Message, MessageAttempt]:
    message = lock_row(Message, message_id)
    attempt = db.session.scalars(
        select(MessageAttempt)
        .where(MessageAttempt.message_id == message_id, MessageAttempt.reference == reference)
        .execution_options(populate_existing=True)
    ).one()
    return message, attempt


def _code_is_over(message: Message, now: datetime) -> bool:
    """Whether the one-time password in it is of no use any more: run out, used, or followed by another."""
    if message.expires_at is None:
        return False
    code = db.session.get(OneTimeCode, message.otp_id) if message.otp_id is not None else None
    return code is None or code.used_at is not None or min(code.expires_at, message.expires_at) <= now


def _allowed_at(message: Message, now: datetime) -> datetime:
    at = max(message.not_before, now)
    return at if message.urgent else next_allowed(clock.local(at))


def _send_at(message: Message, at: datetime) -> None:
    """Have `start` called again then; once is enough."""
    if not outbox.comes_later(SEND, message.id):
        outbox.put(SEND, message.id, not_before=at)


def _close_attempt(attempt: MessageAttempt, error: SmsError) -> None:
    attempt.outcome, attempt.ended_at = NOT_SENT, clock.now()
    attempt.reason, attempt.provider_code = error.reason, error.provider_code


def _queue_again(message: Message, reason: Reason, provider_code: str | None, pause: timedelta) -> None:
    if len(message.attempts) >= MOST_ATTEMPTS:
        stand(message, MessageStatus.FAILED, Reason.TOO_MANY_ATTEMPTS, provider_code)
        return
    stand(message, MessageStatus.QUEUED, reason, provider_code)
    at = clock.now() + pause
    message.not_before = at if message.urgent else next_allowed(clock.local(at))
    db.session.flush()
    outbox.put(SEND, message.id, not_before=message.not_before)
