"""Keeps a set of processes running, and ends them together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from config import ROOT

_LONGEST_PAUSE = 30.0  # seconds between two starts of a child that keeps dying
_SETTLED = 60.0  # seconds after which a child counts as running well
_STOP_SECONDS = 8.0
_PR_SET_PDEATHSIG = 1

Say = Callable[[str], None]


class Child:
    """One process, its log, and when it may be started again."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        self._command = list(command)
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = 1.0
        self._not_before = 0.0

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches the supervisor alone."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )
        self._started = time.monotonic()

    @property
    def running(self) -> bool:
        """Whether it lives."""
        return self._process is not None and self._process.poll() is None

    def look_after(self, say: Say) -> None:
        """Start it again if it has died, later and later when it keeps dying."""
        now = time.monotonic()
        if self.running or now < self._not_before:
            return
        if self._process is None:
            self.start()
            return
        lived = now - self._started
        self._pause = 1.0 if lived > _SETTLED else min(self._pause * 2, _LONGEST_PAUSE)
        say(f"{self.name} stopped ({self._process.returncode}); again in {self._pause:g} s, see {self.log}")
        self._process = None
        self._not_before = now + self._pause

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to it and to what it started."""
        if self._process is not None and self.running:
            os.killpg(self._process.pid, number)

    def wait(self, deadline: float) -> None:
        """Wait for its end until the monotonic `deadline`, then kill it."""
        if self._process is None:
            return
        try:
            self._process.wait(max(deadline - time.monotonic(), 0.05))
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
            self._process.wait()


class Supervisor:
    """The children in the order in which they were started."""

    def __init__(self, environment: Mapping[str, str], logs: Path, say: Say) -> None:
        self._environment = environment
        self._logs = logs
        self._say = say
        self._children: list[Child] = []
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, command: Sequence[str]) -> Child:
        """Start a child and look after it from now on. Its output goes to a log of its name, begun anew."""
        log = self._logs / f"{name}.log"
        log.write_bytes(b"")
        child = Child(name, command, self._environment, log)
        self._children.append(child)
        child.start()
        return child

    def look_after(self) -> None:
        """Start again whoever has died. Call it a few times a second."""
        for child in self._children:
            child.look_after(self._say)

    def stop(self) -> None:
        """End all: the last started first, the first one when the others are gone."""
        deadline = time.monotonic() + _STOP_SECONDS
        first, others = self._children[:1], self._children[1:]
        for group in (others[::-1], first):
            for child in group:
                child.signal(signal.SIGTERM)
            for child in group:
                child.wait(deadline)


def _die_with_parent() -> None:
    """Ask Linux to end this child when the supervisor itself is killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
