"""The site's processes as production starts them, their common clock begun at BEGIN.

`make()` is for gunicorn; `python -m bench.processes relay` and `… worker` are the other two. `… stock` is a
worker as RQ has it, with a process for each job, on a queue of raw jobs.
"""

import os
import sys
import time
from datetime import timedelta

from flask import Flask
from rq import Queue, Worker

import clock
from app import create_app
from bench.moment import BEGIN
from config import Settings
from extensions import redis_connection
from jobs import relay
from jobs.queues import MESSAGES
from jobs.worker import make_worker

RAW = "raw"
"""The queue of RQ's own workers."""

BEGAN = "BENCH_BEGAN"
"""The variable that tells each of them when (UNIX time) the clock began."""


def start_clock() -> None:
    """Let this process's time run on from BEGIN."""
    began = float(os.environ.get(BEGAN) or time.time())
    clock.set_source(lambda: BEGIN + timedelta(seconds=time.time() - began))


def make() -> Flask:
    """The app with the settings of the environment."""
    start_clock()
    return create_app(Settings.from_env(os.environ))


if __name__ == "__main__":
    if sys.argv[1:] == ["relay"]:
        start_clock()
        relay.main()
    elif sys.argv[1:] == ["stock"]:
        with make().app_context():
            connection = redis_connection()
            Worker([Queue(RAW, connection=connection)], connection=connection).work(logging_level="WARNING")
    else:
        make_worker(make(), MESSAGES).work(logging_level="WARNING")
