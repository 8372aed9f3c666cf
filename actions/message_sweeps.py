"""What guarantees that every message ends: finding those that nobody is minding.

The queue may lose a job and a worker may die; these look at the rows alone.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from actions import outbox
from actions.delivery import LOOK_UP_AFTER
from actions.messages import SEND
from actions.receipts import SILENT_AFTER, stand
from database import db, lock_row
from domain.message_statuses import FINAL, MessageStatus, Reason
from models.messaging import Message, OutboxEntry

CHECK = "check_message"
CHECK_AFTER = timedelta(hours=1)
"""How long a message may be accepted without a receipt before the provider is asked; and between askings."""

AT_ONCE = 500


def left_behind(now: datetime) -> list[int]:
    """Messages that should be moving, and have no entry in the outbox."""
    waiting = and_(Message.status == MessageStatus.QUEUED, Message.not_before <= now - LOOK_UP_AFTER)
    sending = and_(Message.status == MessageStatus.SENDING, Message.status_at <= now - LOOK_UP_AFTER)
    return _ids(or_(waiting, sending), ~_has_entry(SEND))


def silent(now: datetime) -> list[int]:
    """Messages that the provider accepted and long said nothing of."""
    heard = func.coalesce(Message.checked_at, Message.status_at)
    return _ids(Message.status == MessageStatus.ACCEPTED, heard <= now - CHECK_AFTER, ~_has_entry(CHECK))


def given_up() -> list[int]:
    """Messages whose job failed so often that the outbox gave it up."""
    return _ids(Message.status.not_in(FINAL), _has_entry(SEND, given_up=True))


def silent_too_long(now: datetime) -> list[int]:
    """Accepted messages that have outlived even the asking."""
    return _ids(
        Message.status == MessageStatus.ACCEPTED, Message.status_at <= now - SILENT_AFTER - CHECK_AFTER * 24
    )


def revive(message_id: int, topic: str) -> None:
    """Put the message into the outbox again, unless it has ended meanwhile."""
    message = lock_row(Message, message_id)
    if not message.is_final:
        outbox.put(topic, message_id)


def end_given_up(message_id: int) -> None:
    """Say of a message whose job keeps failing that it failed through our fault."""
    message = lock_row(Message, message_id)
    if not message.is_final:
        stand(message, MessageStatus.FAILED, Reason.SITE_ERROR)
    entries = select(OutboxEntry).where(
        OutboxEntry.topic == SEND,
        OutboxEntry.subject_id == message_id,
        OutboxEntry.given_up_at.is_not(None),
    )
    for entry in db.session.scalars(entries):
        db.session.delete(entry)
    db.session.flush()


def _ids(*conditions: ColumnElement[bool]) -> list[int]:
    return list(db.session.scalars(select(Message.id).where(*conditions).order_by(Message.id).limit(AT_ONCE)))


def _has_entry(topic: str, *, given_up: bool = False) -> ColumnElement[bool]:
    """Any entry of the topic for the message, or only one that was given up."""
    condition = and_(OutboxEntry.topic == topic, OutboxEntry.subject_id == Message.id)
    if given_up:
        condition = and_(condition, OutboxEntry.given_up_at.is_not(None))
    return exists().where(condition)
