"""How terms are counted: working days, office hours, seasons (CLK-1 to CLK-6).

Everything here is pure: it is given a predicate that knows the working days,
and that predicate raises for a year that nobody has loaded.
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ALMATY = ZoneInfo("Asia/Almaty")
"""Kazakhstan has had one zone, UTC+5, since 1 March 2024."""

WorkingDay = Callable[[date], bool]


class Unit(StrEnum):
    """What a term is counted in."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    WEEKS = "weeks"


@dataclass(frozen=True)
class OfficeHours:
    """The provider's hours on a working day, local time (605 a.2 item 7)."""

    opens: time
    closes: time
    lunch_from: time
    lunch_to: time


@dataclass(frozen=True)
class Season:
    """A yearly span of days, both ends included; (month, day) pairs."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        """Whether the day lies in this season of its year."""
        return self.first <= (day.month, day.day) <= self.last


def local_day(moment: datetime) -> date:
    """The calendar day in Kazakhstan at this aware moment."""
    return moment.astimezone(ALMATY).date()


def next_working_day(day: date, is_working_day: WorkingDay) -> date:
    """The first working day after `day`."""
    return add_working_days(day, 1, is_working_day)


def on_or_after(day: date, is_working_day: WorkingDay) -> date:
    """`day` itself if it is worked, else the next working day."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, amount: int, is_working_day: WorkingDay) -> date:
    """The day that is `amount` working days after `day`, which is day 0 (CLK-1).

    A negative amount counts backwards.
    """
    step = timedelta(days=1 if amount >= 0 else -1)
    left = abs(amount)
    while left:
        day += step
        if is_working_day(day):
            left -= 1
    return day


def event_day(moment: datetime, hours: OfficeHours, is_working_day: WorkingDay) -> date:
    """Day 0 of what happens at `moment` (CLK-1, CLK-2).

    On a working day until closing time, before opening and in the lunch break
    too, it is that day; otherwise the next working day.
    """
    here = moment.astimezone(ALMATY)
    if is_working_day(here.date()) and here.time() <= hours.closes:
        return here.date()
    return next_working_day(here.date(), is_working_day)


def registration_moment(moment: datetime, hours: OfficeHours, is_working_day: WorkingDay) -> datetime:
    """When the site registers what was sent at `moment`: at once, or when the next
    working day opens (605 p.7; ALL-5)."""
    day = event_day(moment, hours, is_working_day)
    if day == local_day(moment):
        return moment
    return opening(day, hours)


def due_date(day_zero: date, amount: int, unit: Unit, is_working_day: WorkingDay) -> date:
    """The last day of a term that began on `day_zero` (CLK-1, CLK-6).

    A term in calendar days or months whose last day is not worked ends on the
    next working day; a month that lacks the day ends on its own last day. A term
    in weeks ends with the first working day of the week so many weeks later.
    """
    if unit is Unit.WORKING_DAYS:
        return add_working_days(day_zero, amount, is_working_day)
    if unit is Unit.CALENDAR_DAYS:
        return on_or_after(day_zero + timedelta(days=amount), is_working_day)
    if unit is Unit.WEEKS:
        monday = day_zero - timedelta(days=day_zero.weekday())
        return on_or_after(monday + timedelta(weeks=amount), is_working_day)
    years, month0 = divmod(day_zero.year * 12 + day_zero.month - 1 + amount, 12)
    last = calendar.monthrange(years, month0 + 1)[1]
    return on_or_after(date(years, month0 + 1, min(day_zero.day, last)), is_working_day)


def no_later_than(last_day: date, amount: int, is_working_day: WorkingDay) -> date:
    """The `amount`-th working day before the last day of a term (CLK-4)."""
    return add_working_days(last_day, -amount, is_working_day)


def closing(day: date, hours: OfficeHours) -> datetime:
    """The end of office hours of `day`, in UTC: a term ends then (CLK-1)."""
    return datetime.combine(day, hours.closes, ALMATY).astimezone(UTC)


def opening(day: date, hours: OfficeHours) -> datetime:
    """The beginning of office hours of `day`, in UTC."""
    return datetime.combine(day, hours.opens, ALMATY).astimezone(UTC)


def working_days_left(today: date, last_day: date, is_working_day: WorkingDay) -> int:
    """How many working days from tomorrow to the last day; negative when it has passed."""
    if today == last_day:
        return 0
    earlier, later = sorted((today, last_day))
    span = (earlier + timedelta(days=n) for n in range(1, (later - earlier).days + 1))
    count = sum(1 for day in span if is_working_day(day))
    return count if today < last_day else -count


def season_open(seasons: tuple[Season, ...], day: date) -> bool:
    """Whether applications are taken on this day; no seasons means always."""
    return not seasons or any(season.holds(day) for season in seasons)


def next_opening(seasons: tuple[Season, ...], day: date) -> date:
    """The first day after `day` on which a season opens."""
    openings = (date(year, *season.first) for year in (day.year, day.year + 1) for season in seasons)
    return min(opening for opening in openings if opening > day)


def season_end(seasons: tuple[Season, ...], day: date) -> date | None:
    """The last day of the season that holds `day`, None when none does."""
    return next((date(day.year, *season.last) for season in seasons if season.holds(day)), None)
