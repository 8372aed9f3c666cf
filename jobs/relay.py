"""`python -m jobs.relay`: hands the outbox to the queues, and runs the periodic jobs.

One process beside the workers. While Redis is away the outbox waits; when it
comes back, possibly without what it held, everything that is not done is handed
over again. That a job may so run twice is what jobs are made for.
"""

import logging
import signal
import threading
import time

from flask import Flask
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Retry
from rq.queue import EnqueueData
from sqlalchemy import bindparam, select
from sqlalchemy.exc import SQLAlchemyError

import clock
from actions import outbox
from database import db, transaction
from extensions import redis_connection
from jobs import schedule
from jobs.queues import QUEUES, TOPICS
from models.messaging import OutboxEntry

logger = logging.getLogger(__name__)

PAUSE = 0.25  # seconds between two looks at the outbox
SCHEDULE_EVERY = 1.0  # seconds between two looks at the periodic jobs
REDIS_CHECK_EVERY = 5.0  # seconds between two looks at whether it is still the same Redis
AT_ONCE = 200
MOST_WAITING = 400
"""How many jobs a queue holds before the relay waits: so few that the last of them is begun long
before outbox.STALE_AFTER. What waits for longer is taken for lost, handed over again, and makes
the queue longer still."""

MARK = "qyzmet:relay"
"""A key that says that Redis still holds what it was given."""

KEEP_RESULT = 60  # seconds; the outbox knows what is done
KEEP_FAILURE = 3600
RETRIES = 3  # only for jobs whose worker was killed: the runner catches what a job raises

_TOPICS_OF = {queue: [name for name, topic in TOPICS.items() if topic.queue == queue] for queue in QUEUES}
_DUE = (
    select(OutboxEntry.id, OutboxEntry.topic)
    .where(
        OutboxEntry.topic.in_(bindparam("topics", expanding=True)),
        OutboxEntry.enqueued_at.is_(None),
        OutboxEntry.given_up_at.is_(None),
        OutboxEntry.not_before <= bindparam("seen_at"),
    )
    .order_by(OutboxEntry.not_before, OutboxEntry.id)
    .limit(bindparam("room"))
)
"""Asked eight times a second: making a statement costs more than asking it."""


class Relay:
    """Hands over what waits, and notices when Redis has been replaced."""

    def __init__(self, connection: Redis) -> None:
        self._connection = connection
        self._run_id: str | None = None
        self._check_at = 0.0
        self._away = False

    def step(self) -> int:
        """Hand over what is due; how much it was. 0 while Redis is away, which is logged once."""
        try:
            self._mind_redis()
            count = self._hand_over()
        except RedisError as error:
            if not self._away:
                logger.error("the queue is away: %s", type(error).__name__)
            self._away, self._check_at = True, 0.0
            return 0
        if self._away:
            logger.info("the queue is back")
            self._away = False
        return count

    def _hand_over(self) -> int:
        return sum(self._fill(Queue(name, connection=self._connection)) for name in QUEUES)

    def _fill(self, queue: Queue) -> int:
        """Hand over what is due for this queue, as far as it has room; how much it was."""
        room = min(MOST_WAITING - queue.count, AT_ONCE)
        if room <= 0:
            return 0
        seen_at = clock.now()
        wanted = {"topics": _TOPICS_OF[queue.name], "seen_at": seen_at, "room": room}
        waiting = db.session.execute(_DUE, wanted).all()
        db.session.rollback()  # no lock on the database while Redis is spoken to
        if waiting:
            queue.enqueue_many([_job(entry_id, name) for entry_id, name in waiting])
            with transaction():
                outbox.mark_enqueued([entry_id for entry_id, _ in waiting], seen_at)
        return len(waiting)

    def _mind_redis(self) -> None:
        """A restarted Redis may have lost its last seconds or all; an emptied one has lost our mark."""
        if time.monotonic() < self._check_at:
            return
        run_id = str(self._connection.info("server")["run_id"])
        if run_id != self._run_id or not self._connection.exists(MARK):
            with transaction():
                again = outbox.reclaim()
            if again:
                logger.warning("%s jobs are handed over again", again)
            self._connection.set(MARK, run_id)
        self._run_id, self._check_at = run_id, time.monotonic() + REDIS_CHECK_EVERY


def sweep_outbox() -> None:
    """Hand over again what was handed over long ago and is not done."""
    with transaction():
        lost = outbox.reclaim(clock.now() - outbox.STALE_AFTER)
    if lost:
        logger.warning("%s jobs were lost and are handed over again", lost)


def run(app: Flask, stop: threading.Event) -> None:
    """Go round until told to stop."""
    with app.app_context():
        relay = Relay(redis_connection())
    schedule_at = 0.0
    while not stop.is_set():
        with app.app_context():
            try:
                relay.step()
                if time.monotonic() >= schedule_at:
                    schedule_at = time.monotonic() + SCHEDULE_EVERY
                    schedule.run_due(clock.now())
            except SQLAlchemyError:
                logger.exception("the database is away")
        stop.wait(PAUSE)


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    from app import create_app

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(create_app(), stop)


def _job(entry_id: int, topic: str) -> EnqueueData:
    return Queue.prepare_data(
        "jobs.runner.perform",
        args=[entry_id],
        timeout=TOPICS[topic].seconds,
        result_ttl=KEEP_RESULT,
        failure_ttl=KEEP_FAILURE,
        retry=Retry(max=RETRIES),
        description=f"{topic} by outbox entry {entry_id}",
    )


if __name__ == "__main__":
    main()
