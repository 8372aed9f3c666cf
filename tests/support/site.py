"""The whole running site for browser tests: what `make run` starts, in a folder of its own."""

import json
import os
import signal
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.request import Request, urlopen

import clock
from config import ROOT, Settings
from devkit.redis_server import free_port
from integrations.calendar.published import published_days

MORNING = time(10, 30)

_START_SECONDS = 300
_STOP_SECONDS = 15
_OFFICES_OPEN, _EARLY_ENOUGH = time(9), time(12)


class Site:
    """`python -m devkit.serve` for the length of a `with` block. `url` is its address."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._environ = environ

    def __enter__(self) -> "Site":
        ours = set(Settings.variables().values())
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ours},
            "PORT": str(self.port),
            "QYZMET_DATA_DIR": str(self._folder),
            **self._environ,
        }
        self._output = (self._folder / "serve.log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "devkit.serve"],
            cwd=ROOT,
            env=self.environment,
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )
        self.pid = self._process.pid
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._output.close()

    def state(self) -> dict[str, Any]:
        """The demo's people and its time: `/demo/state.json`."""
        with urlopen(f"{self.url}/demo/state.json", timeout=10) as answer:
            state: dict[str, Any] = json.load(answer)
        return state

    def messages(self, phone: str) -> list[dict[str, Any]]:
        """The SMS to a number, the newest last."""
        with urlopen(
            f"{self.url}/demo/messages.json?phone={phone.replace('+', '%2B')}", timeout=10
        ) as answer:
            messages: list[dict[str, Any]] = json.load(answer)
        return messages

    def set_clock(self, moment: datetime) -> None:
        """Go to an aware moment; what falls due until then is done."""
        self._post("/demo/clock", {"now": moment.isoformat()})

    def advance_clock(self, span: timedelta) -> None:
        """Move on by whole seconds."""
        self._post("/demo/clock", {"advance": f"PT{int(span.total_seconds())}S"})

    def now(self) -> datetime:
        """What time the site thinks it is, in Almaty."""
        return datetime.fromisoformat(self.state()["now"])

    def go_to_next_morning(self, at: time = MORNING) -> datetime:
        """Move on to this time of the next working day. Whoever was signed in is no longer."""
        moment = datetime.combine(next_working_day(self.now().date()), at, clock.ALMATY)
        self.set_clock(moment)
        return moment

    def go_to_office_hours(self) -> None:
        """Stay on this day if offices are open and will be for an hour, else move on to the next morning."""
        now = self.now()
        if not (_is_working_day(now.date()) and _OFFICES_OPEN <= now.time() <= _EARLY_ENOUGH):
            self.go_to_next_morning()

    def _post(self, path: str, content: dict[str, str]) -> None:
        request = Request(
            self.url + path, json.dumps(content).encode(), {"Content-Type": "application/json"}, method="POST"
        )
        urlopen(request, timeout=60).close()

    def _wait(self) -> None:
        """Until the site says that it can be opened."""
        deadline = monotonic() + _START_SECONDS
        while b"Open http" not in self.output():
            if self._process.poll() is not None or monotonic() > deadline:
                raise RuntimeError(f"the site did not start:\n{self.output().decode(errors='replace')}")
            sleep(0.1)

    def logs(self) -> dict[str, str]:
        """What each process has logged, by its name. What the supervisor prints is for whoever tries
        the demo: it says who can sign in."""
        files = (self._folder / "logs").glob("*.log")
        return {file.stem: file.read_text(encoding="utf-8", errors="replace") for file in files}

    def output(self) -> bytes:
        """What the supervisor has printed."""
        return (self._folder / "serve.log").read_bytes()


def next_working_day(day: date) -> date:
    """The first working day after this one."""
    day += timedelta(days=1)
    return day if _is_working_day(day) else next_working_day(day)


def _is_working_day(day: date) -> bool:
    published = {row.day: row.is_working for row in published_days(day.year)}
    return published.get(day, day.weekday() < 5)
