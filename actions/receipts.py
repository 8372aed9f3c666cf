"""What became of a message that the provider has: told by itself, or because we asked.

Receipts come late, twice, out of order, and before our own transaction has
written down that the provider took the message. Whatever comes, the knowledge
kept is the best of all that was heard.
"""

from datetime import timedelta

from sqlalchemy import and_, or_, select

import clock
from database import db, lock_row
from domain.message_statuses import ENDED_BY_US, FINAL, UNREACHED, MessageStatus, Reason
from integrations.sms.protocol import ProviderReply, Receipt
from models.messaging import Message, MessageAttempt

SILENT_AFTER = timedelta(hours=72)
"""A message of which nothing is heard for so long after it was accepted counts as undelivered."""


def record_receipt(receipt: Receipt) -> bool:
    """Keep what the provider reports; False when it is about no message of ours."""
    found = _attempt_of(receipt)
    if found is None:
        return False
    message = lock_row(Message, found.message_id)
    attempt = lock_row(MessageAttempt, found.id)
    adopt_sid(attempt, receipt.reply.sid)
    hear(message, attempt, receipt.reply)
    return True


def adopt_sid(attempt: MessageAttempt, sid: str) -> None:
    """Write down the provider's name for this attempt, unless another attempt has it."""
    if attempt.sid is None and not sid_is_known(sid):
        attempt.sid = sid


def sid_is_known(sid: str) -> bool:
    """Whether an attempt of ours has this sid."""
    return db.session.scalar(select(MessageAttempt.id).where(MessageAttempt.sid == sid)) is not None


def hear(message: Message, attempt: MessageAttempt, reply: ProviderReply) -> None:
    """Let the attempt, and the message if it is for it, stand as the provider says.

    A final status stays, but for one that we set ourselves when we gave up
    waiting. That an earlier attempt failed says nothing against a later one;
    that it arrived means that the person has the message.
    """
    if attempt.outcome in FINAL:
        return
    attempt.outcome, attempt.reason, attempt.provider_code = reply.status, reply.reason, reply.provider_code
    attempt.ended_at = attempt.ended_at or clock.now()
    is_last = attempt is message.attempts[-1]
    if reply.status in UNREACHED and not is_last:
        return
    ended_by_us = message.reason in ENDED_BY_US
    if message.status in FINAL and not (ended_by_us and reply.status in FINAL):
        return
    if message.status != reply.status or ended_by_us:
        stand(message, reply.status, reply.reason, reply.provider_code)
    db.session.flush()


def stand(
    message: Message,
    status: MessageStatus,
    reason: Reason | None = None,
    provider_code: str | None = None,
) -> None:
    """Set the status of the message with its moment and its reason."""
    message.status, message.status_at = status, clock.now()
    message.reason, message.provider_code = reason, provider_code
    db.session.flush()


def sid_to_check(message_id: int) -> str | None:
    """The provider's name for a message that it accepted and said no more of; None when there
    is nothing to ask."""
    message = lock_row(Message, message_id)
    if message.status != MessageStatus.ACCEPTED:
        return None
    message.checked_at = clock.now()
    db.session.flush()
    return message.attempts[-1].sid


def record_check(message_id: int, reply: ProviderReply | None) -> None:
    """Keep what the provider answered (None: nothing), and end what has been silent too long."""
    message = lock_row(Message, message_id)
    if reply is not None:
        for attempt in message.attempts:
            if attempt.sid == reply.sid:
                hear(message, attempt, reply)
    silent = message.status == MessageStatus.ACCEPTED and message.status_at + SILENT_AFTER <= clock.now()
    if silent:
        stand(message, MessageStatus.UNDELIVERED, Reason.NO_RECEIPT)


def _attempt_of(receipt: Receipt) -> MessageAttempt | None:
    """The attempt with this sid, or with this reference and no sid yet.

    Both are looked for in one statement: between two, the job that handed the
    message over could write down the sid, and neither would find it.
    """
    found = MessageAttempt.sid == receipt.reply.sid
    if receipt.reference is not None:
        unnamed = and_(MessageAttempt.reference == receipt.reference, MessageAttempt.sid.is_(None))
        found = or_(found, unnamed)
    by_sid_first = select(MessageAttempt).where(found).order_by(MessageAttempt.sid.is_(None)).limit(1)
    return db.session.scalar(by_sid_first)
