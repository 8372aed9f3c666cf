"""What the workers do, done in this process: while the demo is laid, and in tests."""

from sqlalchemy import select

import clock
from database import db
from jobs.runner import perform
from jobs.schedule import run_due
from models.messaging import OutboxEntry


def work_off_outbox() -> None:
    """Do what waits in the outbox now, as the workers would."""
    while True:
        due = db.session.scalars(
            select(OutboxEntry.id)
            .where(OutboxEntry.not_before <= clock.now(), OutboxEntry.given_up_at.is_(None))
            .order_by(OutboxEntry.id)
        ).all()
        db.session.rollback()
        if not due:
            return
        for entry_id in due:
            perform(entry_id)


def let_time_work() -> None:
    """What falls due by itself at this moment."""
    run_due(clock.now())
    work_off_outbox()
