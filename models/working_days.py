"""Reading the working-day calendar out of its rows (CLK-3)."""

from datetime import date

from sqlalchemy import select

from database import db
from domain.deadlines import WorkingDay
from domain.errors import CalendarNotLoaded
from models.bodies import CalendarDay, CalendarYear


def working_calendar() -> WorkingDay:
    """A predicate over days, read once from the rows.

    Monday to Friday are worked and the weekend is not, save where a row says
    otherwise. A year that has not been loaded raises CalendarNotLoaded.
    """
    years = frozenset(db.session.scalars(select(CalendarYear.year)))
    exceptions: dict[date, bool] = {}
    for day, works in db.session.execute(select(CalendarDay.day, CalendarDay.is_working)):
        exceptions[day] = works

    def is_working_day(day: date) -> bool:
        if day.year not in years:
            raise CalendarNotLoaded(day.year)
        return exceptions.get(day, day.weekday() < 5)

    return is_working_day
