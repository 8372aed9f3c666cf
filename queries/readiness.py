"""Whether this process can serve people, and what else is not as it should be (docs/adr/0020).

Each part is asked by itself and answers with a sentence for whoever runs the site.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, current_app
from redis.exceptions import RedisError
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

import clock
import migrations
from config import Settings
from database import db
from domain.message_statuses import MessageStatus
from extensions import RedisNotConfigured, redis_connection
from integrations.storage import NotStored, StorageError, documents_storage
from models.bodies import CalendarYear
from models.messaging import Message, OutboxEntry, PeriodicRun

CALENDAR_AHEAD = timedelta(days=62)
"""The longest that a term counted today can reach, with a season's holidays in it."""

WORK_WAITS = timedelta(minutes=5)
"""Work that is due for so long and not done has nobody who does it: a lost job is found after three."""

MESSAGE_WAITS = timedelta(minutes=15)
"""The same of a message that has not left: the provider is away, or nobody sends."""

MISSED_BEATS = 4
"""A periodic job that has not come to its end for so many of its intervals does not run, or fails."""

BEATS_AT_LEAST = timedelta(minutes=3)
"""Below this nobody is called, however short the interval: a relay may be restarting."""


_NO_KEY = "00/" + "0" * 30
_BEATS = "qyzmet_beats"


@dataclass(frozen=True)
class Readiness:
    """What was found, for each part a sentence: what keeps this process from serving, and what does not."""

    reasons: dict[str, str]
    warnings: dict[str, str]

    @property
    def ready(self) -> bool:
        """Whether people may be sent here."""
        return not self.reasons

    @property
    def status(self) -> str:
        """In a word or two."""
        if self.reasons:
            return "not ready"
        return "ready, with warnings" if self.warnings else "ready"


def init_app(app: Flask, beats: Mapping[str, timedelta]) -> None:
    """Tell the app which periodic jobs there are, each with its interval."""
    app.extensions[_BEATS] = dict(beats)


def readiness() -> Readiness:
    """Ask every part; never raises."""
    return Readiness(_asked(NEEDED), _asked(WATCHED))


def age(since: datetime | None, now: datetime) -> float:
    """Seconds since then; 0 for what is not there, or still to come."""
    return max((now - since).total_seconds(), 0.0) if since is not None else 0.0


def _asked(checks: dict[str, Callable[[], str | None]]) -> dict[str, str]:
    problems = {}
    for part, ask in checks.items():
        try:
            problem = ask()
        except (SQLAlchemyError, RedisError, RedisNotConfigured, StorageError, OSError) as error:
            db.session.rollback()
            problem = f"{type(error).__name__}: no answer"
        if problem:
            problems[part] = problem
    return problems


def _database() -> str | None:
    db.session.execute(text("SELECT 1"))
    return None


def _redis() -> str | None:
    redis_connection().ping()
    return None


def _migrations() -> str | None:
    """An older program goes on on newer tables, a newer one not on older ones."""
    applied = str(db.session.scalar(text("SELECT version_num FROM alembic_version")))
    latest = migrations.latest()
    return f"the database is at {applied}, the program needs {latest}" if applied < latest else None


def _storage() -> str | None:
    """A folder that takes a file; a bucket that answers, for writing an object at each look costs money."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.s3_bucket:
        with suppress(NotStored):
            documents_storage().open(_NO_KEY).close()
        return None
    return _unwritable(str(settings.data_dir / "documents"))


def _unwritable(folder: str) -> str | None:
    probe = os.path.join(folder, f".probe-{secrets.token_hex(4)}")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        descriptor = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, b"?")  # a full disk takes a name, and no content
        finally:
            os.close(descriptor)
            os.unlink(probe)
    except OSError as error:
        return f"papers cannot be stored: {error.strerror}"
    return None


def _calendar() -> str | None:
    """Without these working days no term that begins today could be counted."""
    today = clock.today()
    needed = {today.year, (today + CALENDAR_AHEAD).year}
    absent = sorted(needed - set(db.session.scalars(select(CalendarYear.year))))
    return f"the calendar of {', '.join(map(str, absent))} is not loaded" if absent else None


def _queue() -> str | None:
    due = select(func.min(OutboxEntry.not_before)).where(OutboxEntry.given_up_at.is_(None))
    waits = age(db.session.scalar(due), clock.now())
    if waits <= WORK_WAITS.total_seconds():
        return None
    return f"work has waited for {_minutes(waits)}: is a worker or the relay not running?"


def _messages() -> str | None:
    unsent = (MessageStatus.QUEUED, MessageStatus.SENDING)
    due = select(func.min(Message.not_before)).where(Message.status.in_(unsent))
    waits = age(db.session.scalar(due), clock.now())
    if waits <= MESSAGE_WAITS.total_seconds():
        return None
    return f"a message has waited for {_minutes(waits)}: does the provider answer?"


def _sweepers() -> str | None:
    now = clock.now()
    beats = {row.name: row.ended_at for row in db.session.scalars(select(PeriodicRun))}
    silent = [name for name, every in expected_beats().items() if _is_late(beats.get(name), every, now)]
    return f"not run to their end in time: {', '.join(silent)}; is the relay running?" if silent else None


def expected_beats() -> dict[str, timedelta]:
    """The interval of each periodic job."""
    beats: dict[str, timedelta] = current_app.extensions[_BEATS]
    return beats


def _is_late(beat: datetime | None, every: timedelta, now: datetime) -> bool:
    return beat is None or now - beat > max(every * MISSED_BEATS, BEATS_AT_LEAST)


def _minutes(seconds: float) -> str:
    return f"{int(seconds // 60)} minutes"


NEEDED: dict[str, Callable[[], str | None]] = {
    "database": _database,
    "redis": _redis,
    "migrations": _migrations,
    "storage": _storage,
}
"""Part -> what asks it. Without one of these this process serves nobody, or worse than its neighbours."""

WATCHED: dict[str, Callable[[], str | None]] = {
    "calendar": _calendar,
    "queue": _queue,
    "messages": _messages,
    "sweepers": _sweepers,
}
"""What a person has to mend, and what would be the same behind any other process."""
