"""Telling people things in tests, and following what becomes of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

import clock
from actions import messages
from database import db, transaction
from jobs import runner
from models.messaging import Message, OutboxEntry

PHONE = "+77000000101"
NUMBER = "26-004821-7"
DUE = "01.12.2026"
TEXT = "Өтініш 26-004821-7 тіркелді. Жауап мерзімі: 01.12.2026."


def tell(template: str = "case_registered", phone: str = PHONE, language: str = "kk", **values: Any) -> int:
    """Tell something, and commit it; returns the message's id."""
    if template == "case_registered":
        values = {"number": NUMBER, "due": DUE, **values}
    with transaction():
        return messages.tell(template, phone=phone, language=language, **values).id


def message(message_id: int) -> Message:
    """The message as it stands in the database now."""
    db.session.rollback()
    return db.session.get_one(Message, message_id)


def status(message_id: int) -> str:
    """The status of the message now."""
    return message(message_id).status


def entries(topic: str | None = None) -> list[OutboxEntry]:
    """What stands in the outbox now, of a topic or all."""
    db.session.rollback()
    wanted = select(OutboxEntry).order_by(OutboxEntry.id)
    return list(db.session.scalars(wanted.where(OutboxEntry.topic == topic) if topic else wanted))


def due_at(message_id: int) -> datetime | None:
    """When the outbox has the message sent next, None when it does not."""
    waiting = [entry.not_before for entry in entries("send_message") if entry.subject_id == message_id]
    return min(waiting, default=None)


def work() -> int:
    """Do what is due in the outbox, as relay and workers would, until nothing more is; how much it was.

    Nothing is marked as handed over: a worker may be quicker than the relay's commit.
    """
    done = 0
    while due := [entry.id for entry in entries() if _is_due(entry)]:
        for entry_id in due:
            runner.perform(entry_id)
            done += 1
    return done


def _is_due(entry: OutboxEntry) -> bool:
    return entry.given_up_at is None and entry.enqueued_at is None and entry.not_before <= clock.now()
