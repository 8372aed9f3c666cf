"""`python -m jobs.relay`: hands the outbox to the queues, and runs the periodic jobs.

One process beside the workers. While Redis is away the outbox waits; when it
comes back, possibly without what it held, everything that is not done is handed
over again. That a job may so run twice is what jobs are made for.
"""

import logging
import signal
import threading
import time
from collections import defaultdict

from flask import Flask
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Retry
from rq.queue import EnqueueData
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

import clock
from actions import outbox
from database import db, transaction
from extensions import redis_connection
from jobs import schedule
from jobs.queues import TOPICS
from models.messaging import OutboxEntry

logger = logging.getLogger(__name__)

PAUSE = 0.25  # seconds between two looks at the outbox
SCHEDULE_EVERY = 1.0  # seconds between two looks at the periodic jobs
REDIS_CHECK_EVERY = 5.0  # seconds between two looks at whether it is still the same Redis
AT_ONCE = 200

KEEP_RESULT = 60  # seconds; the outbox knows what is done
KEEP_FAILURE = 3600
RETRIES = 3  # only for jobs whose worker was killed: the runner catches what a job raises


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
        seen_at = clock.now()
        waiting = db.session.execute(
            select(OutboxEntry.id, OutboxEntry.topic)
            .where(
                OutboxEntry.enqueued_at.is_(None),
                OutboxEntry.given_up_at.is_(None),
                OutboxEntry.not_before <= seen_at,
            )
            .order_by(OutboxEntry.not_before, OutboxEntry.id)
            .limit(AT_ONCE)
        ).all()
        db.session.rollback()  # no lock on the database while Redis is spoken to
        by_queue: defaultdict[str, list[EnqueueData]] = defaultdict(list)
        for entry_id, name in waiting:
            by_queue[TOPICS[name].queue].append(_job(entry_id, name))
        for name, jobs in by_queue.items():
            Queue(name, connection=self._connection).enqueue_many(jobs)
        if waiting:
            with transaction():
                outbox.mark_enqueued([entry_id for entry_id, _ in waiting], seen_at)
        return len(waiting)

    def _mind_redis(self) -> None:
        """A restarted Redis may have lost its last seconds, or all."""
        if time.monotonic() < self._check_at:
            return
        run_id = str(self._connection.info("server")["run_id"])
        if run_id != self._run_id:
            with transaction():
                again = outbox.reclaim()
            if again:
                logger.warning("%s jobs are handed over again", again)
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
