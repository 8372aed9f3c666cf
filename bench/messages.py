"""SMS per second, from the outbox through relay and workers to the provider's simulator, beside raw RQ jobs.

A raw job makes one small write. It is done by two workers as RQ has them, with a process for each job,
and by the two that send the messages, which do their jobs themselves. All go through the same Redis and
the same PostgreSQL, in turns whose order is drawn anew each round.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from flask import Flask
from rq import Queue
from sqlalchemy import func, select, text

import clock
import migrations
from actions.messages import tell
from app import create_app
from bench.moment import BEGIN
from bench.processes import BEGAN, RAW
from bench.tables import judged, print_table
from config import ROOT
from database import db, transaction
from devkit.redis_server import RedisServer, free_port
from domain.message_statuses import MessageStatus
from extensions import redis_connection
from jobs.queues import MESSAGES
from models.messaging import Message
from tests.support.postgres import PostgresServer
from tests.support.settings import make_settings

ROUNDS = int(os.environ.get("ROUNDS", "7"))
JOBS = int(os.environ.get("JOBS", "400"))
"""Of each kind, in a round."""
WORKERS = 2
_SMS = "SMS: outbox, relay, worker, provider"
TARGET = 0.7
_DEADLINE = 600.0  # seconds

_WAITING = select(func.count()).where(Message.status.in_([MessageStatus.QUEUED, MessageStatus.SENDING]))


def main() -> None:
    """Print the table."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        postgres = stack.enter_context(PostgresServer())
        redis = stack.enter_context(RedisServer(folder / "r"))
        stack.callback(clock.reset)
        app = stack.enter_context(site(folder, postgres.create("bench"), redis.url))
        kinds = {
            _SMS: lambda: send(JOBS),
            "raw RQ job, RQ's own workers": lambda: work_raw(JOBS, RAW),
            "raw RQ job, our workers": lambda: work_raw(JOBS, MESSAGES),
        }
        rates = {name: median(found) for name, found in _rounds(kinds, app).items()}
    sms = rates.pop(_SMS)
    print_table(
        f"Messages on PostgreSQL, {WORKERS} workers of each kind",
        ["what", "a second", "SMS to these"],
        [(_SMS, sms, ""), *((name, raw, judged(sms / raw, TARGET)) for name, raw in rates.items())],
    )


@contextmanager
def site(folder: Path, url: str, redis_url: str) -> Iterator[Flask]:
    """An empty site with its relay, its workers and the simulator running. Ends them at the end."""
    port = free_port()
    given = {"DATABASE_URL": url, "REDIS_URL": redis_url, "TWILIO_API_BASE": f"http://127.0.0.1:{port}"}
    settings = make_settings(folder / "data", **given)
    app = create_app(settings)
    began = time.time()
    clock.set_source(lambda: BEGIN)
    with app.app_context():
        migrations.upgrade(db.engine)
        with db.engine.begin() as connection:
            connection.execute(text("CREATE TABLE bench_raw (number integer)"))
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        BEGAN: str(began),
        **{
            variable: str(getattr(settings, name))
            for name, variable in settings.variables().items()
            if isinstance(getattr(settings, name), str | Path) and getattr(settings, name)
        },
        "QYZMET_STORAGE_KEYS": f"bench:{_KEY}",
    }
    commands = [
        [sys.executable, "-m", "devkit.twilio", "--port", str(port)],
        [sys.executable, "-m", "bench.processes", "relay"],
        *[[sys.executable, "-m", "bench.processes", "worker"]] * WORKERS,
        *[[sys.executable, "-m", "bench.processes", "stock"]] * WORKERS,
    ]
    with (folder / "log").open("wb") as log:
        running = [
            subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log) for command in commands
        ]
        try:
            yield app
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(30)


_KEY = "nUcvTgSTV0+hyq3Ia4Fr1QMQU36GMPdCWE0TMmkVtrY="


def send(number: int) -> float:
    """Write so many messages down, and return how many a second reach the provider."""
    began = time.perf_counter()
    with transaction():
        for _ in range(number):
            tell(
                "case_registered", phone="+77010000014", language="kk", number="26-000001-2", due="01.12.2026"
            )
    _until(lambda: db.session.scalar(_WAITING) == 0)
    return number / (time.perf_counter() - began)


def work_raw(number: int, queue_name: str) -> float:
    """Enqueue so many raw jobs in this queue, and return how many a second are done."""
    done = text("SELECT count(*) FROM bench_raw")
    wanted = (db.session.scalar(done) or 0) + number
    db.session.rollback()
    began = time.perf_counter()
    queue = Queue(queue_name, connection=redis_connection())
    jobs = [Queue.prepare_data("bench.raw_job.write", args=[each], result_ttl=60) for each in range(number)]
    queue.enqueue_many(jobs)
    _until(lambda: db.session.scalar(done) == wanted)
    return number / (time.perf_counter() - began)


def _rounds(kinds: dict[str, Callable[[], float]], app: Flask) -> dict[str, list[float]]:
    rates: dict[str, list[float]] = {name: [] for name in kinds}
    with app.app_context():
        for measure in kinds.values():
            measure()
        for round_ in range(ROUNDS):
            order = [*kinds]
            random.Random(round_).shuffle(order)
            for name in order:
                rates[name].append(kinds[name]())
    return rates


def _until(is_done: Callable[[], bool]) -> None:
    """Look ten times a second. Raises TimeoutError when it takes too long."""
    deadline = time.monotonic() + _DEADLINE
    while not is_done():
        db.session.rollback()
        if time.monotonic() > deadline:
            raise TimeoutError("the workers do not come to an end")
        time.sleep(0.1)
    db.session.rollback()


if __name__ == "__main__":
    main()
