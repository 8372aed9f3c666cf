"""The command behind `make chaos`, at its smallest."""

import os
import signal
import subprocess
import sys
from contextlib import nullcontext
from datetime import datetime
from itertools import takewhile
from types import SimpleNamespace

import psutil
import pytest

import clock
from config import ROOT
from devkit import stopping
from devkit.chaos import __main__ as chaos
from devkit.chaos.run import Outcome
from devkit.chaos.stories import stories
from tests.support.missing import is_missing
from tests.support.postgres import NoPostgres, find_programs


@pytest.fixture
def postgres():
    """A run has a server of its own."""
    try:
        find_programs()
    except NoPostgres as error:
        is_missing(str(error))


def start(**wanted: str) -> subprocess.Popen[str]:
    """A run of this size, saying what it does."""
    return subprocess.Popen(
        [sys.executable, "-m", "devkit.chaos"],
        cwd=ROOT,
        env={**os.environ, **wanted},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.postgres
@pytest.mark.usefixtures("postgres")
def test_nothing_is_lost_when_processes_are_killed():
    run = start(CHANGES="60", KILLS="4", SEED="7")
    said, _ = run.communicate()
    *_rest, latency, last = said.splitlines()
    assert last.startswith("chaos: changes=60 kills=4 lost=0 stuck=0 unexplained=0 duplicates="), said
    assert last.endswith(" audit=ok seed=7"), said
    assert latency.startswith("status change to provider call: median "), said
    assert run.returncode == 0


@pytest.mark.postgres
@pytest.mark.usefixtures("postgres")
def test_an_interrupted_run_leaves_no_process_behind():
    run = start(CHANGES="5", KILLS="0", SEED="7")
    assert run.stdout is not None
    said = list(takewhile(lambda line: line != "the stack is up\n", run.stdout))
    assert run.poll() is None, said
    started = psutil.Process(run.pid).children(recursive=True)
    assert len(started) >= 8, "Redis, Twilio, four workers, relay, web, and PostgreSQL"
    run.send_signal(signal.SIGINT)
    rest = run.stdout.read()
    assert run.wait() == 130, rest
    assert psutil.wait_procs(started, timeout=10)[1] == []
    run.stdout.close()


@pytest.mark.parametrize("changes", [1, 2, 9, 60, 5000])
def test_the_stories_make_as_many_changes_as_are_wanted(changes):
    monday = datetime(2026, 11, 23, 9, 30, tzinfo=clock.ALMATY)
    assert sum(story.changes for story in stories(changes, monday)) == changes


@pytest.mark.parametrize("failing", [True, False], ids=["fails on its way out", "goes on"])
def test_what_was_cut_short_may_end_as_it_likes(monkeypatch, failing):
    """A driver that is interrupted tells it in an exception of its own; a finalizer's is told to nobody."""

    class CutShort:
        def __init__(self, *_ignored):
            pass

        def __call__(self):
            try:
                signal.raise_signal(signal.SIGTERM)
            except BaseException as error:
                if failing:
                    raise RuntimeError("the connection is closed") from error
            return Outcome("chaos: …", True)

    monkeypatch.setattr(chaos, "PostgresServer", lambda: nullcontext(SimpleNamespace(create=str)))
    monkeypatch.setattr(chaos, "Run", CutShort)
    monkeypatch.setattr(stopping._Asked, "yet", False)
    before = {number: signal.getsignal(number) for number in stopping._SIGNALS}
    try:
        assert chaos.main() == 130
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
