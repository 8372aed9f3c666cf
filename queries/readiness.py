"""Whether this process can serve people: everything that it leans on, asked one by one."""

from collections.abc import Callable
from datetime import timedelta

from redis.exceptions import RedisError
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

import clock
import migrations
from database import db
from extensions import RedisNotConfigured, redis_connection
from models.bodies import CalendarYear

CALENDAR_AHEAD = timedelta(days=62)
"""The longest that a term counted today can reach, with a season's holidays in it."""


def missing() -> dict[str, str]:
    """What keeps the site from serving: for each part a sentence for whoever runs it. Empty: ready."""
    problems = {}
    for part, ask in CHECKS.items():
        try:
            problem = ask()
        except (SQLAlchemyError, RedisError, RedisNotConfigured, OSError) as error:
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
    applied = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    latest = max((path.name[:4] for path in (migrations.FOLDER / "versions").glob("[0-9]*.py")), default=None)
    return None if applied == latest else f"the database is at {applied}, the program needs {latest}"


def _calendar() -> str | None:
    """Without these working days no term that begins today could be counted."""
    today = clock.today()
    needed = {today.year, (today + CALENDAR_AHEAD).year}
    absent = sorted(needed - set(db.session.scalars(select(CalendarYear.year))))
    return f"the calendar of {', '.join(map(str, absent))} is not loaded" if absent else None


CHECKS: dict[str, Callable[[], str | None]] = {
    "database": _database,
    "redis": _redis,
    "migrations": _migrations,
    "calendar": _calendar,
}
"""Part -> what asks it."""
