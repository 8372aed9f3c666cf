"""The demo's clock: a small file that every process of the demo reads.

It holds how far the app's time is ahead of the computer's, so that the clock
runs on by itself and web, workers, relay and simulators agree.
"""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import clock

FILE = "clock.json"


class DemoClock:
    """A source for `clock.set_source`; reads the file again only when it has changed."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE
        self._stamp: tuple[int, int] | None = None
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        try:
            status = os.stat(self._path)
        except FileNotFoundError:
            return datetime.now(UTC)
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp != self._stamp:
            self._ahead = timedelta(seconds=json.loads(self._path.read_text())["ahead_seconds"])
            self._stamp = stamp
        return datetime.now(UTC) + self._ahead


def install(data_dir: Path) -> None:
    """Let this process go by the demo's clock."""
    clock.set_source(DemoClock(data_dir))


def is_set(data_dir: Path) -> bool:
    """Whether somebody has moved this demo's clock."""
    return (data_dir / FILE).exists()


def set_now(data_dir: Path, moment: datetime) -> None:
    """Let it be `moment` (aware) now, in every process of the demo."""
    ahead = (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds()
    path = data_dir / FILE
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"ahead_seconds": ahead}))
    os.replace(fresh, path)


def stop_moving(data_dir: Path) -> None:
    """Go by the computer's clock again."""
    (data_dir / FILE).unlink(missing_ok=True)
