"""What runs by itself, by the app's clock."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from database import db, transaction
from jobs import relay, schedule
from jobs.schedule import PERIODIC, Periodic, run_due
from models.messaging import PeriodicRun
from tests.conftest import TestClock

RUNS: list[str] = []


def often() -> None:
    RUNS.append("often")


def seldom() -> None:
    RUNS.append("seldom")


def broken() -> None:
    raise RuntimeError


JOBS = (
    Periodic("broken", timedelta(minutes=1), "jobs_of_this_test.broken"),
    Periodic("often", timedelta(minutes=1), "jobs_of_this_test.often"),
    Periodic("seldom", timedelta(hours=1), "jobs_of_this_test.seldom"),
)


@pytest.fixture(autouse=True)
def _site(session: object, clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    functions = {"often": often, "seldom": seldom, "broken": broken}
    monkeypatch.setattr(schedule, "function_at", lambda path: functions[path.rpartition(".")[2]])
    RUNS.clear()
    yield
    RUNS.clear()


def test_each_runs_when_its_interval_has_passed(clock: TestClock) -> None:
    assert run_due(clock(), JOBS) == ["broken", "often", "seldom"]
    assert run_due(clock(), JOBS) == []
    clock.advance(seconds=59)
    assert run_due(clock(), JOBS) == []
    clock.advance(seconds=1)
    assert run_due(clock(), JOBS) == ["broken", "often"]
    clock.advance(hours=1)
    assert RUNS == ["often", "seldom", "often"]
    assert run_due(clock(), JOBS) == ["broken", "often", "seldom"]


def test_a_leap_of_days_runs_each_once(clock: TestClock) -> None:
    run_due(clock(), JOBS)
    clock.advance(days=9)
    run_due(clock(), JOBS)
    assert RUNS == ["often", "seldom"] * 2


def test_a_clock_that_was_set_back_does_not_stop_them(clock: TestClock) -> None:
    run_due(clock(), JOBS)
    clock.advance(days=-30)
    assert run_due(clock(), JOBS) == ["broken", "often", "seldom"]
    assert run_due(clock(), JOBS) == []


def test_two_processes_run_it_once(clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one writes down its beginning between our look and ours."""
    really = schedule._is_due
    first = iter([True])

    def is_due(*arguments: object) -> bool:
        if next(first, False):
            with transaction() as session:
                session.add(PeriodicRun(name="often", began_at=clock()))
            return True
        return really(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(schedule, "_is_due", is_due)
    assert run_due(clock(), JOBS[1:2]) == []
    assert RUNS == []


def test_the_relay_runs_them_and_stops_when_told(
    app: Flask, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()

    def due(now: object) -> list[str]:
        stop.set()
        return []

    monkeypatch.setattr(relay.schedule, "run_due", due)
    relay.run(app, stop)
    assert stop.is_set()


def test_all_of_ours_run_on_an_empty_site(clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> None:
    from jobs.queues import function_at

    monkeypatch.setattr(schedule, "function_at", function_at)
    failed: list[object] = []
    monkeypatch.setattr(schedule.logger, "exception", lambda *arguments: failed.append(arguments))
    assert run_due(clock()) == [job.name for job in PERIODIC]
    assert failed == []
    assert len(db.session.scalars(select(PeriodicRun)).all()) == len(PERIODIC)
