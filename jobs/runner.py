"""What a worker runs: one entry of the outbox, by its id."""

import logging

from actions import outbox
from database import db, transaction
from integrations.eds.errors import NotAnswered
from integrations.registries.errors import Transient
from jobs.queues import job_of
from models.messaging import OutboxEntry

logger = logging.getLogger(__name__)


def perform(entry_id: int) -> None:
    """Do the entry's work and delete it; put it back with a pause when the work fails.

    RQ always sees a success: how often and when to try again is for the outbox
    to say, which outlives the queue. Does nothing for an entry that is gone.
    """
    entry = db.session.get(OutboxEntry, entry_id)
    if entry is None or entry.given_up_at is not None:
        return
    topic, subject_id = entry.topic, entry.subject_id
    db.session.rollback()
    try:
        job_of(topic)(subject_id)
    except Exception as error:
        db.session.rollback()
        kind = type(error).__name__
        silent = isinstance(error, NotAnswered)
        expected = silent or isinstance(error, Transient)
        logger.warning("%s of %s failed: %s", topic, subject_id, kind, exc_info=not expected)
        with transaction():
            outbox.put_back(entry_id, kind, patient=silent)
    else:
        with transaction():
            outbox.finish(entry_id)
