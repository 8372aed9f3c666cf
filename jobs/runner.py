"""What a worker runs: one entry of the outbox, by its id."""

import logging
import time

from actions import outbox
from actions.audit import current_request
from database import db, transaction
from integrations.eds.errors import NotAnswered
from integrations.registries.errors import Transient
from jobs import tally
from jobs.queues import job_of
from models.messaging import OutboxEntry

logger = logging.getLogger(__name__)


def perform(entry_id: int) -> None:
    """Do the entry's work and delete it; put it back with a pause when the work fails.

    RQ always sees a success: how often and when to try again is for the outbox
    to say, which outlives the queue. Does nothing for an entry that is gone.
    What is logged, and what the work causes, bears the name of its request.
    """
    entry = db.session.get(OutboxEntry, entry_id)
    if entry is None or entry.given_up_at is not None:
        return
    topic, subject_id = entry.topic, entry.subject_id
    of_request = current_request.set(entry.request_id)
    db.session.rollback()
    began = time.perf_counter()
    try:
        outcome = _perform(entry_id, topic, subject_id)
        seconds = time.perf_counter() - began
        tally.count_job(topic, outcome, seconds)
        logger.info(
            "job", extra={"topic": topic, "outcome": outcome, "milliseconds": round(seconds * 1000, 1)}
        )
    finally:
        current_request.reset(of_request)


def _perform(entry_id: int, topic: str, subject_id: int) -> str:
    """What came of it: done, put_back or given_up."""
    try:
        job_of(topic)(subject_id)
    except Exception as error:
        db.session.rollback()
        kind = type(error).__name__
        silent = isinstance(error, NotAnswered)
        expected = silent or isinstance(error, Transient)
        logger.warning("%s of %s failed: %s", topic, subject_id, kind, exc_info=not expected)
        with transaction():
            given_up = outbox.put_back(entry_id, kind, patient=silent)
        return "given_up" if given_up else "put_back"
    with transaction():
        outbox.finish(entry_id)
    return "done"
