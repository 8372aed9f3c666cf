"""The processes of a run: those of a real site, in place of the outside world a simulator.

Each runs in a session of its own and is started again as soon as it has died, as
systemd would do it. What a killed process leaves behind (a work horse without its
worker, a web worker without its master) stays in that session, and is ended with
the run.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
from redis import Redis
from rq import Worker
from rq.worker import WorkerStatus

from devkit import redis_server
from devkit.environment import TWILIO_PORT
from devkit.supervisor import Child, Say
from jobs.queues import QUEUES

HOST = "127.0.0.1"
WEB_WORKERS = 3
WORKERS_A_QUEUE = 2

_LOOK_EVERY = 0.1  # seconds
_READY_SECONDS = 600.0
_STOP_SECONDS = 8.0


class NotReady(RuntimeError):
    """The stack did not start; the message has the end of a log."""


class Mortal(Child):
    """A child that is started again at once: dying is what it is for."""

    sessions: tuple[int, ...] = ()
    """The sessions of all its lives."""

    @property
    def pid(self) -> int:
        """Its process, living or dead. Raises ProcessLookupError before the first start."""
        if not self.sessions:
            raise ProcessLookupError(self.name)
        return self.sessions[-1]

    def start(self) -> None:
        """Start it, and remember the session in which it lives."""
        super().start()
        assert self._process is not None
        self.sessions = (*self.sessions, self._process.pid)

    def look_after(self, say: Say) -> None:
        """Start it again if it has died."""
        if not self.running:
            self.start()

    def kill(self) -> bool:
        """End this one process without a word; False when it was not running."""
        if not self.running:
            return False
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def children(self) -> list[psutil.Process]:
        """What it has started and what still lives: work horses, web workers."""
        try:
            return list(psutil.Process(self.pid).children())
        except psutil.NoSuchProcess:
            return []


class Stack:
    """Starts the processes (of these `names` alone, if given); ends them and their orphans."""

    def __init__(
        self, environment: Mapping[str, str], folder: Path, port: int, names: Iterable[str] | None = None
    ) -> None:
        self.port = port
        self.environment = dict(environment)
        self._redis = redis_server.plan(folder / "redis")
        self.environment["REDIS_URL"] = self.redis_url = self._redis.url
        logs = folder / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        wanted = {
            name: command for name, command in self._commands().items() if names is None or name in names
        }
        self._children = {
            name: Mortal(name, command, self.environment, logs / f"{name}.log")
            for name, command in wanted.items()
        }
        self._ending = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> "Stack":
        try:
            for child in self._children.values():
                child.start()
                if child.name == "redis":
                    redis_server.wait_until_ready(self.redis_url)
            self._keeper.start()
            self.wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._ending.set()
        if self._keeper.is_alive():
            self._keeper.join()
        children = [*self._children.values()][::-1]
        for child in children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        for child in children:
            child.wait(deadline)
        _end_sessions({number for child in children for number in child.sessions})

    def __getitem__(self, name: str) -> Mortal:
        return self._children[name]

    @property
    def workers(self) -> list[Mortal]:
        """The RQ workers of all queues."""
        return [child for name, child in self._children.items() if name.startswith("worker-")]

    def at_work(self) -> list[psutil.Process]:
        """Who does a job now: work horses, those of killed workers too, and workers that do it themselves
        and say so, or just speak with the provider (an emptied Redis has forgotten what a worker said)."""
        found = self._horses()
        for worker in self.workers:
            with suppress(psutil.NoSuchProcess, ProcessLookupError):
                process = psutil.Process(worker.pid)
                if self._is_busy(process):
                    found.append(process)
        return found

    def _horses(self) -> list[psutil.Process]:
        lives = {number for worker in self.workers for number in worker.sessions}
        parents = {worker.pid for worker in self.workers}
        return [process for process in _in_sessions(lives) if process.pid not in parents]

    def _is_busy(self, worker: psutil.Process) -> bool:
        provider = int(self.environment[TWILIO_PORT])
        speaks = worker.net_connections("tcp")
        if any(one.raddr and one.raddr.port == provider for one in speaks):
            return True
        with Redis.from_url(self.redis_url) as redis:
            said = [each for each in Worker.all(connection=redis) if each.pid == worker.pid]
        return any(each.state == WorkerStatus.BUSY for each in said)

    def wait_until_ready(self) -> None:
        """Return when the web server answers. Raises NotReady."""
        deadline = time.monotonic() + _READY_SECONDS
        while not _answers(f"http://{HOST}:{self.port}/healthz"):
            if time.monotonic() > deadline:
                log = self._children["web"].log.read_text(encoding="utf-8", errors="replace")
                raise NotReady("the site does not answer; the end of its log:\n" + log[-3000:])
            time.sleep(_LOOK_EVERY)

    def _keep(self) -> None:
        while not self._ending.wait(_LOOK_EVERY):
            for child in self._children.values():
                child.look_after(print)

    def _commands(self) -> dict[str, list[str]]:
        python = sys.executable
        workers = {
            f"worker-{queue}-{number}": [python, "-m", "jobs.worker", queue]
            for queue in QUEUES
            for number in range(1, WORKERS_A_QUEUE + 1)
        }
        return {
            "redis": self._redis.command,
            "twilio": [python, "-m", "devkit.twilio", "--port", self.environment[TWILIO_PORT]],
            **workers,
            "relay": [python, "-m", "jobs.relay"],
            "web": [
                python, "-m", "gunicorn", "app:create_app()", "--bind", f"{HOST}:{self.port}",
                "--worker-class", "gthread", "--workers", str(WEB_WORKERS), "--threads", "4",
                "--timeout", "60", "--graceful-timeout", "2", "--keep-alive", "2",
                "--no-control-socket", "--preload",
            ],
        }  # fmt: skip


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _in_sessions(numbers: set[int]) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, psutil.NoSuchProcess):
            if os.getsid(process.pid) in numbers and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def _end_sessions(numbers: set[int]) -> None:
    """Kill whatever is left of these sessions, and wait until it is gone."""
    while left := _in_sessions(numbers):
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(left, timeout=1)
