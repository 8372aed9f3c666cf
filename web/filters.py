"""How dates, numbers and names are written, in the reader's language.

Filters: day, day_compact, moment, time_of_day, clock_time, leaf, file_size, case_number, phone,
phone_mask, iin_mask. Functions: working_days, calendar_days, span, days_left, url_with.
"""

import re
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlencode

from babel.dates import format_date, format_datetime
from flask import Flask, request
from flask_babel import format_decimal, get_locale, gettext, ngettext

import clock
from domain.deadlines import Unit
from domain.identity import mask_iin, mask_phone, spaced_phone

# CLDR's own full date puts the year first in Kazakh and the weekday first in
# Russian; these are the orders in which official letters write them.
_DAY = {
    "kk": "d MMMM y 'ж'., EEEE",
    "ru": "d MMMM y 'г'., EEEE",
    "en": "EEEE d MMMM y",
}
_DAY_COMPACT = {"kk": "dd.MM.y, EEE", "ru": "dd.MM.y, EEE", "en": "EEE d MMM y"}
_MOMENT = {
    "kk": "d MMMM y 'ж'., HH:mm",
    "ru": "d MMMM y 'г'., HH:mm",
    "en": "d MMMM y, HH:mm",
}

_KIBIBYTE = 1024

_format_date = lru_cache(maxsize=1024)(format_date)
"""The same few days stand all over a list."""


def day(value: date) -> str:
    """A date with its weekday: `Tuesday 1 December 2026`. An aware datetime counts by its Almaty day."""
    return _format_date(_local_date(value), _DAY[_language()], locale=get_locale())


def day_compact(value: date) -> str:
    """The same for narrow columns: `Tue 1 Dec 2026`, `01.12.2026, вт`."""
    return _format_date(_local_date(value), _DAY_COMPACT[_language()], locale=get_locale())


def moment(value: datetime) -> str:
    """A date and a time of day in Almaty: `1 December 2026, 14:05`. Refuses a naive datetime."""
    return format_datetime(clock.local(value), _MOMENT[_language()], tzinfo=clock.ALMATY, locale=get_locale())


def time_of_day(value: datetime) -> str:
    """Hours and minutes in Almaty: `14:05`."""
    return clock.local(value).strftime("%H:%M")


def clock_time(value: datetime) -> str:
    """The time of day of a moment of today; of any other day, the day too."""
    return time_of_day(value) if clock.local(value).date() == clock.today() else moment(value)


def leaf(value: date, part: str) -> str:
    """One part of a date for a leaf of a calendar; `part` is a CLDR pattern: EEE, d or MMM."""
    return _format_date(_local_date(value), part, locale=get_locale()).rstrip(".")


def file_size(octets: int) -> str:
    """A size that a person can compare: `812 KB`, `1.4 MB`. Units of 1024."""
    if octets < _KIBIBYTE**2:
        return gettext("%(size)s KB", size=format_decimal(max(1, round(octets / _KIBIBYTE))))
    return gettext("%(size)s MB", size=format_decimal(round(octets / _KIBIBYTE**2, 1)))


def case_number(number: str) -> str:
    """A case number in the groups in which it is read out: `26-004821-7`."""
    digits = re.sub(r"\D", "", number)
    return f"{digits[:2]}-{digits[2:8]}-{digits[8]}" if len(digits) == 9 else number


def working_days(count: int) -> str:
    """`1 working day`, `6 working days`."""
    return ngettext("%(num)s working day", "%(num)s working days", count)


def calendar_days(count: int) -> str:
    """`1 day`, `30 days`."""
    return ngettext("%(num)s day", "%(num)s days", count)


def span(amount: int, unit: str) -> str:
    """A term in its unit (domain/deadlines.py): `6 working days`, `4 months`."""
    match Unit(unit):
        case Unit.WORKING_DAYS:
            return working_days(amount)
        case Unit.CALENDAR_DAYS:
            return calendar_days(amount)
        case Unit.WEEKS:
            return ngettext("%(num)s week", "%(num)s weeks", amount)
        case Unit.MONTHS:
            return ngettext("%(num)s month", "%(num)s months", amount)


def days_left(count: int, *, working: bool = True) -> str:
    """How far off a last day is; negative is overdue. Working days unless told otherwise."""
    if count == 0:
        return gettext("today is the last day")
    if working:
        if count > 0:
            return ngettext("%(num)s working day left", "%(num)s working days left", count)
        return ngettext("overdue by %(num)s working day", "overdue by %(num)s working days", -count)
    if count > 0:
        return ngettext("%(num)s day left", "%(num)s days left", count)
    return ngettext("overdue by %(num)s day", "overdue by %(num)s days", -count)


def url_with(**changes: object) -> str:
    """The present address with some of its arguments changed; None takes one away."""
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] not in changes]
    pairs += [(name, str(value)) for name, value in changes.items() if value is not None]
    return request.path + (f"?{urlencode(pairs)}" if pairs else "")


def _language() -> str:
    language = str(get_locale())
    return language if language in _DAY else "en"


def _local_date(value: date) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


def init_app(app: Flask) -> None:
    """Give the templates these filters and functions."""
    app.jinja_env.filters.update(
        day=day,
        day_compact=day_compact,
        moment=moment,
        time_of_day=time_of_day,
        clock_time=clock_time,
        leaf=leaf,
        file_size=file_size,
        case_number=case_number,
        phone=spaced_phone,
        phone_mask=mask_phone,
        iin_mask=mask_iin,
    )
    app.jinja_env.globals.update(
        working_days=working_days,
        calendar_days=calendar_days,
        span=span,
        days_left=days_left,
        url_with=url_with,
    )
