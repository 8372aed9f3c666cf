"""The working-day calendar as its rows: what departs from Monday to Friday, and who says so (CLK-3)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from database import db
from models.bodies import CalendarDay, CalendarYear
from models.people import Officer


@dataclass(frozen=True)
class DayRow:
    """A day that departs, and the officer who entered or changed it, if it was not loaded."""

    row: CalendarDay
    officer: str | None


@dataclass(frozen=True)
class YearPage:
    """A year; `loaded` is None where nobody has loaded it."""

    year: int
    loaded: CalendarYear | None
    days: tuple[DayRow, ...]


def year_page(year: int) -> YearPage:
    """The days of this year in order; two queries."""
    loaded = db.session.get(CalendarYear, year)
    rows = db.session.execute(
        select(CalendarDay, Officer.name)
        .outerjoin(Officer, CalendarDay.officer_id == Officer.id)
        .where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(CalendarDay.day)
    )
    return YearPage(year, loaded, tuple(DayRow(row, name) for row, name in rows))


def loaded_years() -> frozenset[int]:
    """The years whose days are known; one query."""
    return frozenset(db.session.scalars(select(CalendarYear.year)))


def find_day(day: date) -> CalendarDay | None:
    """The row of this day; None for an ordinary one."""
    return db.session.get(CalendarDay, day)
