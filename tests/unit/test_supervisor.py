"""The supervisor behind `make run`: starts children, starts them again, ends them all."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devkit.supervisor import Supervisor

SLEEPER = [sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import os, signal, time; signal.signal(15, signal.SIG_IGN); print(os.getpid(), flush=True)\n"
    "time.sleep(60)",
]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    running = Supervisor(dict(os.environ), tmp_path, said.append)
    yield running
    running.stop()


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def pids(log: Path) -> list[int]:
    return [int(line) for line in log.read_text().split()]


def test_a_child_that_dies_is_started_again_after_a_pause(supervisor: Supervisor, said: list[str]) -> None:
    child = supervisor.start("sleeper", SLEEPER)
    assert within(5, lambda: len(pids(child.log)) == 1)
    os.kill(pids(child.log)[0], 9)
    assert within(5, lambda: not child.running)
    supervisor.look_after()
    supervisor.look_after()
    assert said == [f"sleeper stopped (-9); again in 2 s, see {child.log}"]
    assert not child.running

    def again() -> bool:
        supervisor.look_after()
        return len(pids(child.log)) == 2

    assert within(6, again)
    assert child.running


def test_stop_ends_every_child(tmp_path: Path, said: list[str]) -> None:
    supervisor = Supervisor(dict(os.environ), tmp_path, said.append)
    children = [supervisor.start(f"sleeper-{number}", SLEEPER) for number in range(3)]
    assert within(5, lambda: all(pids(child.log) for child in children))
    began = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - began < 3
    assert not any(child.running for child in children)


def test_who_does_not_end_when_asked_is_killed(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devkit.supervisor._STOP_SECONDS", 0.3)
    child = supervisor.start("stubborn", STUBBORN)
    assert within(5, lambda: bool(pids(child.log)))
    supervisor.stop()
    assert not child.running


def test_a_log_begins_anew_with_each_supervisor(tmp_path: Path, supervisor: Supervisor) -> None:
    (tmp_path / "sleeper.log").write_text("yesterday")
    child = supervisor.start("sleeper", SLEEPER)
    assert "yesterday" not in child.log.read_text()
