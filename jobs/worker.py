"""`python -m jobs.worker messages`: works on exactly one queue.

Messages are sent by the worker itself; a process for each would cost three times
as much as the sending. The jobs of the background, which print, parse and look
through what strangers hand in, have a process each, that may die or swell without
harm; all they need is imported before the first fork. The intervals are short, so
that what a killed worker held is taken up by another within a minute and a half;
the sweep over the database (jobs/schedule.py) finds what even that loses.
docs/adr/0024-messages-without-a-process-each.md says why.
"""

import logging
import sys
from importlib import import_module

from flask import Flask
from redis import Redis
from rq import Queue, SimpleWorker, Worker
from rq.job import Job
from rq.worker import BaseWorker
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers

from database import db
from extensions import redis_connection
from jobs.queues import BACKGROUND, MESSAGES, QUEUES, TOPICS, function_at, job_of

logger = logging.getLogger(__name__)

WORKER_TTL = 30  # seconds; an idle worker looks up at least every half of it
MAINTENANCE_INTERVAL = 10
JOB_MONITORING_INTERVAL = 5

_HEAVY = {MESSAGES: ("integrations.sms.twilio",)}
"""What jobs import only when they need it, and a worker of the queue always will."""


class _InTheApp(BaseWorker):
    """A worker of one queue whose jobs run in the app's context."""

    def __init__(self, app: Flask, queue: str, connection: Redis) -> None:
        super().__init__(
            [Queue(queue, connection=connection)],
            connection=connection,
            worker_ttl=WORKER_TTL,
            maintenance_interval=MAINTENANCE_INTERVAL,
            job_monitoring_interval=JOB_MONITORING_INTERVAL,
        )
        self._app = app

    def perform_job(self, job: Job, queue: Queue) -> bool:
        """As RQ does, in a context that ends with the job."""
        with self._app.app_context():
            done: bool = super().perform_job(job, queue)
        return done


class MessageWorker(_InTheApp, SimpleWorker):
    """Does its jobs itself, one after the other; a signal ends one that takes too long."""

    def get_heartbeat_ttl(self, job: Job) -> int:
        """Seconds for which it is taken for alive without a sign: nobody gives one while it does a job."""
        return int(job.timeout or 0) + WORKER_TTL


class BackgroundWorker(_InTheApp, Worker):
    """Does each job in a process of its own."""


_KINDS: dict[str, type[_InTheApp]] = {MESSAGES: MessageWorker, BACKGROUND: BackgroundWorker}


def make_worker(app: Flask, queue: str) -> _InTheApp:
    """A worker for this queue, with what its jobs need imported. Raises KeyError for an unknown queue."""
    if queue not in QUEUES:
        raise KeyError(queue)
    for name, topic in TOPICS.items():
        if topic.queue == queue:
            job_of(name)
    for module in _HEAVY.get(queue, ()):
        import_module(module)
    import_module("jobs.runner")
    configure_mappers()
    with app.app_context():
        _rehearse(queue)
        return _KINDS[queue](app, queue, redis_connection())


def _rehearse(queue: str) -> None:
    """Learn before the first job what the process of each would have to learn again, and the first message
    would wait for: what the database is, and the statements. Not needed for any to succeed."""
    try:
        function_at("jobs.runner.perform")(0)
        if queue == MESSAGES:
            function_at("jobs.messages.rehearse")()
    except SQLAlchemyError as error:
        logger.warning("nothing was rehearsed: %s", type(error).__name__)
    finally:
        db.session.remove()
        db.engine.dispose()


def main() -> None:
    """Work until SIGTERM, which lets the present job end."""
    from app import create_app

    queue = sys.argv[1] if len(sys.argv) == 2 else ""
    if queue not in QUEUES:
        raise SystemExit(f"usage: python -m jobs.worker {'|'.join(QUEUES)}")
    make_worker(create_app(), queue).work(logging_level="WARNING")


if __name__ == "__main__":
    main()
