"""`python -m jobs.worker messages`: works on exactly one queue.

The app and everything that a job needs are imported before the first fork,
which makes a job eight times as fast. The intervals are short, so that what a
killed worker held is taken up by another within a minute and a half; the sweep
over the database (jobs/schedule.py) finds what even that loses.
"""

import sys
from importlib import import_module

from flask import Flask
from redis import Redis
from rq import Queue, Worker
from rq.job import Job

from extensions import redis_connection
from jobs.queues import MESSAGES, QUEUES, TOPICS, job_of

WORKER_TTL = 30  # seconds; an idle worker looks up at least every half of it
MAINTENANCE_INTERVAL = 10
JOB_MONITORING_INTERVAL = 5

_HEAVY = {MESSAGES: ("integrations.sms.twilio",)}
"""What jobs import only when they need it, and a worker of the queue always will."""


class AppWorker(Worker):
    """A worker whose jobs run in the app's context."""

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


def make_worker(app: Flask, queue: str) -> AppWorker:
    """A worker for this queue, with what its jobs need imported. Raises KeyError for an unknown queue."""
    if queue not in QUEUES:
        raise KeyError(queue)
    for name, topic in TOPICS.items():
        if topic.queue == queue:
            job_of(name)
    for module in _HEAVY.get(queue, ()):
        import_module(module)
    import_module("jobs.runner")
    with app.app_context():
        return AppWorker(app, queue, redis_connection())


def main() -> None:
    """Work until SIGTERM, which lets the present job end."""
    from app import create_app

    queue = sys.argv[1] if len(sys.argv) == 2 else ""
    if queue not in QUEUES:
        raise SystemExit(f"usage: python -m jobs.worker {'|'.join(QUEUES)}")
    make_worker(create_app(), queue).work(logging_level="WARNING")


if __name__ == "__main__":
    main()
