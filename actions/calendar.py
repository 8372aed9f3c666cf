"""The working-day calendar as rows: loaded, then corrected from the minister's orders (CLK-3)."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

import clock
from actions import audit
from actions.officers import only_administration
from actions.timekeeping import redate_open_cases
from database import db
from domain.errors import InvalidData
from domain.roles import Actor
from models.bodies import CalendarDay, CalendarYear


class DayRow(Protocol):
    """A day as a source of calendars gives it."""

    @property
    def day(self) -> date: ...
    @property
    def is_working(self) -> bool: ...
    @property
    def name_kk(self) -> str: ...
    @property
    def name_ru(self) -> str: ...
    @property
    def name_en(self) -> str: ...


def load_year(actor: Actor, year: int, days: Iterable[DayRow], source: str) -> bool:
    """Load a year that is not loaded yet; False when it was, and nothing is changed.

    Raises ActionNotOpen unless an administrator or the site acts.
    """
    only_administration(actor)
    if db.session.get(CalendarYear, year) is not None:
        return False
    db.session.add(CalendarYear(year=year, source=source, loaded_at=clock.now()))
    for row in days:
        db.session.add(
            CalendarDay(
                day=row.day,
                is_working=row.is_working,
                name_kk=row.name_kk,
                name_ru=row.name_ru,
                name_en=row.name_en,
                source=source,
            )
        )
    db.session.flush()
    audit.record("calendar_year_loaded", actor, year=year, source=source)
    return True


def correct_day(actor: Actor, day: date, *, is_working: bool, names: dict[str, str], source: str) -> int:
    """Enter or change one day, and date everything open anew; returns how many cases moved.

    `names` by language (kk, ru, en); `source` is the order it comes from. Raises
    InvalidData for a day of a year that is not loaded or without a source.
    """
    only_administration(actor)
    if db.session.get(CalendarYear, day.year) is None:
        raise InvalidData({"day": "year_not_loaded"})
    if not source.strip():
        raise InvalidData({"source": "missing"})
    row = db.session.get(CalendarDay, day)
    if row is None:
        row = CalendarDay(day=day)
        db.session.add(row)
    row.is_working, row.source, row.officer_id = is_working, source.strip(), actor.id
    row.name_kk, row.name_ru, row.name_en = names["kk"], names["ru"], names["en"]
    db.session.flush()
    audit.record("calendar_day_corrected", actor, day=day, is_working=is_working, source=row.source)
    return redate_open_cases(actor, row.source)


def remove_day(actor: Actor, day: date, *, source: str) -> int:
    """Take an entered day out, so that it is an ordinary one again; returns how many cases moved."""
    only_administration(actor)
    row = db.session.get(CalendarDay, day)
    if row is None:
        raise InvalidData({"day": "unknown_choice"})
    if not source.strip():
        raise InvalidData({"source": "missing"})
    db.session.delete(row)
    db.session.flush()
    audit.record("calendar_day_removed", actor, day=day, source=source)
    return redate_open_cases(actor, source)
