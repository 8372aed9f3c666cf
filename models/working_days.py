"""Reading the working-day calendar out of its rows (CLK-3)."""

from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Integer, null, select, type_coerce, union_all

from database import db
from domain.deadlines import WorkingDay
from domain.errors import CalendarNotLoaded
from models.bodies import CalendarDay, CalendarYear

_ROWS: CompoundSelect[Any] = union_all(
    select(type_coerce(null(), Integer).label("year"), CalendarDay.day, CalendarDay.is_working),
    select(CalendarYear.year, null(), null()),
)
"""The days that depart from the week, and the years that are loaded. Made once: nearly every page asks."""


def working_calendar() -> WorkingDay:
    """A predicate over days, read from the rows in one query.

    Monday to Friday are worked and the weekend is not, save where a row says
    otherwise. A year that has not been loaded raises CalendarNotLoaded.
    """
    years: set[int] = set()
    exceptions: dict[date, bool] = {}
    for year, day, works in db.session.execute(_ROWS):
        if day is None:
            years.add(year)
        else:
            exceptions[day] = works

    def is_working_day(day: date) -> bool:
        if day.year not in years:
            raise CalendarNotLoaded(day.year)
        return exceptions.get(day, day.weekday() < 5)

    return is_working_day
