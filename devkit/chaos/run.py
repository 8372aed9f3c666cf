"""A run from beginning to end: ground, idle stack, fire, settling, ledger."""

import logging
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from flask import Flask
from sqlalchemy import func, make_url, select

import clock
import migrations
from app import create_app
from config import ROOT, Settings
from database import db
from devkit.chaos import latency, ledger
from devkit.chaos.clients import Clients, Tally, do
from devkit.chaos.filing import Filed, Office
from devkit.chaos.killer import OURS, Killer
from devkit.chaos.settling import drain, seal, settle
from devkit.chaos.stack import Stack
from devkit.chaos.stories import FORWARD, Story, stories
from devkit.chaos.weather import Weather
from devkit.demo.clock import set_now
from devkit.environment import demo_environment
from devkit.redis_server import free_port
from devkit.twilio.store import FILE, Store, Taken
from models.cases import Case

MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=clock.ALMATY)
"""A Monday inside a season, in office hours, whatever day it is: the site goes by its own clock."""

PEOPLE = 8
IDLE_CHANGES = 60
LEAD = 2 * PEOPLE
"""Cases that are filed before the fire; the others while it burns."""
IDLE_PAUSE = 0.3  # seconds between two changes of the idle stack
DRAIN_SECONDS = 600.0
SEAL_SECONDS = 300.0

_AUDIT = re.compile(r"^audit: entries=(\d+) sealed=(\d+) cases=(\d+) broken=(\d+) unexplained=(\d+)$", re.M)


@dataclass(frozen=True)
class Wish:
    """How large a run is wanted."""

    changes: int
    kills: int
    seed: int


@dataclass(frozen=True)
class Outcome:
    """How it went."""

    line: str
    ok: bool


class Run:
    """One run in a folder of its own, against an empty PostgreSQL database."""

    def __init__(self, wish: Wish, folder: Path, database_url: str, say: Callable[[str], None]) -> None:
        self._wish = wish
        self._folder = folder
        self._say = say
        self._stop = threading.Event()
        self._tally = Tally()
        self._port = free_port()
        self._environment = demo_environment({**os.environ, "DATABASE_URL": database_url}, folder, self._port)
        self._environment["EDS_TSA_URL"] = ""  # no authority runs here that would stamp the audit's anchors
        set_now(folder, MORNING)
        self._stack = Stack(self._environment, folder, self._port)

    def __call__(self) -> Outcome:
        """Do it all. Whatever ends it, nothing that it started is left running."""
        url = make_url(self._stack.environment["DATABASE_URL"]).update_query_dict({"application_name": OURS})
        ours = {**self._stack.environment, "DATABASE_URL": url.render_as_string(hide_password=False)}
        app = create_app(Settings.from_env(ours))
        logging.getLogger().setLevel(logging.WARNING)
        with app.app_context():
            migrations.upgrade(db.engine)
            office = Office(app, self._port)
            alone = max(min(IDLE_CHANGES, self._wish.changes // 5), 1)
            idle = [office.file(Story((FORWARD,))) for _ in range(alone)]
            with self._stack:
                try:
                    return self._under_way(app, office, idle)
                finally:
                    self._stop.set()

    def _under_way(self, app: Flask, office: Office, idle: list[Filed]) -> Outcome:
        began = time.monotonic()
        self._say("the stack is up")
        self._drain()
        told = self._idle(idle)
        self._say(f"idle stack done after {time.monotonic() - began:.0f} s; fire")
        killer = self._fire(office, len(idle))
        self._say(
            f"{self._tally.changes} changes after {time.monotonic() - began:.0f} s;"
            f" {self._tally.unanswered} requests unanswered or failed,"
            f" {self._tally.found_done} of them had counted; settling"
        )
        settled, moved = settle(self._stack, self._folder, self._settling_seconds(), self._stop)
        self._say(f"{'settled' if settled else 'NOT settled'} after {time.monotonic() - began:.0f} s,"
                  f" the clock moved on by {moved}")  # fmt: skip
        drawn = ledger.draw_up(self._tally.answered, self._taken())
        drawn.unexplained.extend(self._tally.surprises)
        return self._sum_up(drawn, killer, self._audit(), told)

    def _idle(self, idle: list[Filed]) -> str:
        """Changes one by one on the stack that has nothing else to do; in words, how soon they were told."""
        before = {one.sid for one in self._taken()}
        for filed in idle:
            for deed in filed.story.deeds:
                do(filed, deed, self._tally, self._stop)
            self._stop.wait(IDLE_PAUSE)
        self._drain()
        found = latency.delays([one for one in self._taken() if one.sid not in before])
        median, late = (latency.at_percentile(found, percent) / timedelta(seconds=1) for percent in (50, 95))
        return f"status change to provider call: median {median:.2f} s, p95 {late:.2f} s, n={len(found)}"

    def _fire(self, office: Office, already: int) -> Killer:
        """The cases are filed while others are worked on; a lead of them is filed before the first kill."""
        coming = stories(self._wish.changes - already, clock.local(clock.now()))
        clients = Clients(PEOPLE, self._tally, self._stop)
        for story in islice(coming, LEAD):
            clients.give(office.file(story))
        killer = Killer(
            self._stack,
            _libpq(self._environment["DATABASE_URL"]),
            self._tally,
            self._stop,
            kills=self._wish.kills,
            seed=self._wish.seed,
        )
        weather = Weather(self._environment["TWILIO_API_BASE"], self._stop, seed=self._wish.seed)
        weather.start()
        killer.start(self._tally.changes, self._wish.changes)
        clients.start()
        for story in coming:
            clients.give(office.file(story))
        clients.join()
        killer.join()
        weather.clear_up()
        self._stack.wait_until_ready()
        return killer

    def _drain(self) -> None:
        if not drain(self._stack, DRAIN_SECONDS, self._stop):
            raise RuntimeError("the idle stack does not come to rest")

    def _settling_seconds(self) -> float:
        return 600 + self._wish.changes / 10

    def _taken(self) -> list[Taken]:
        store = Store(self._folder / FILE)
        try:
            return store.all()
        finally:
            store.close()

    def _audit(self) -> str:
        """What `flask audit verify` says: ok, broken, or missing where it says nothing of the kind.

        It is ok only if it has gone over every case and every row, sealed to the last.
        """
        if not seal(self._folder, SEAL_SECONDS, self._stop):
            self._say("the audit log is NOT sealed to its end")
        cases = db.session.scalar(select(func.count(Case.id)))
        db.session.remove()
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", "audit", "verify"],
            cwd=ROOT, env=self._stack.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        found = _AUDIT.search(done.stdout)
        if found is None:
            self._say(f"{done.stdout}{done.stderr}"[-3000:])
            return "missing"
        entries, sealed, seen, broken, unexplained = map(int, found.groups())
        self._say(done.stdout.strip()[-3000:])
        is_whole = entries == sealed > 0 and seen == cases
        return "ok" if done.returncode == broken == unexplained == 0 and is_whole else "broken"

    def _sum_up(self, drawn: ledger.Ledger, killer: Killer, audit: str, told: str) -> Outcome:
        for name, found in (("lost", drawn.lost), ("stuck", drawn.stuck), ("unexplained", drawn.unexplained)):
            for words in found[:20]:
                self._say(f"  {name}: {words}")
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(killer.struck.items()))
        statuses = ", ".join(f"{status} {count}" for status, count in sorted(drawn.messages.items()))
        self._say(f"kills: {kinds or 'none'}")
        self._say(f"messages: {statuses}")
        self._say(told)
        line = (
            f"chaos: changes={self._tally.changes} kills={killer.kills} lost={len(drawn.lost)}"
            f" stuck={len(drawn.stuck)} unexplained={len(drawn.unexplained)}"
            f" duplicates={drawn.duplicates} audit={audit} seed={self._wish.seed}"
        )
        whole = self._tally.changes == self._wish.changes and killer.kills == self._wish.kills
        return Outcome(line, drawn.is_clean and whole and audit == "ok")


def _libpq(url: str) -> str:
    """SQLAlchemy's address of the database as psycopg itself takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
