"""How terms are counted, on the calendar of the turn of 2026."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import deadlines
from domain.deadlines import ALMATY, OfficeHours, Season, Unit
from domain.errors import CalendarNotLoaded

HOURS = OfficeHours(time(9), time(18, 30), time(13), time(14, 30))
HOLIDAYS = {date(2026, 12, 16), date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 7)}


def worked(day: date) -> bool:
    if day.year not in (2026, 2027, 2028):
        raise CalendarNotLoaded(day.year)
    return day.weekday() < 5 and day not in HOLIDAYS


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 11, 30)).map(lambda at: at.replace(tzinfo=ALMATY))
days = st.dates(date(2026, 2, 1), date(2027, 10, 31))


@pytest.mark.rule("CLK-1")
def test_the_day_of_the_event_is_day_zero_and_the_next_working_day_is_day_one() -> None:
    friday = date(2026, 11, 27)
    assert deadlines.due_date(friday, 1, Unit.WORKING_DAYS, worked) == date(2026, 11, 30)


@pytest.mark.rule("CLK-1")
def test_a_term_ends_with_the_office_hours_of_its_last_day() -> None:
    assert deadlines.closing(date(2026, 12, 1), HOURS) == moment("2026-12-01T18:30")


@pytest.mark.rule("CLK-1")
@given(days, st.integers(1, 40))
def test_a_term_holds_exactly_as_many_working_days_as_it_says(day: date, amount: int) -> None:
    last = deadlines.add_working_days(day, amount, worked)
    between = [day + timedelta(days=n) for n in range(1, (last - day).days + 1)]
    assert worked(last)
    assert sum(map(worked, between)) == amount
    assert deadlines.working_days_left(day, last, worked) == amount


@pytest.mark.rule("CLK-2")
@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ("2026-11-23T10:00", date(2026, 11, 23)),
        ("2026-11-23T00:10", date(2026, 11, 23)),
        ("2026-11-23T13:45", date(2026, 11, 23)),
        ("2026-11-23T18:30", date(2026, 11, 23)),
        ("2026-11-23T18:31", date(2026, 11, 24)),
        ("2026-11-21T12:00", date(2026, 11, 23)),
        ("2026-12-15T19:00", date(2026, 12, 17)),
        ("2026-12-16T10:00", date(2026, 12, 17)),
        ("2026-12-31T20:00", date(2027, 1, 5)),
    ],
)
def test_outside_office_hours_the_day_of_the_event_is_the_next_working_day(sent: str, day: date) -> None:
    assert deadlines.event_day(moment(sent), HOURS, worked) == day


@pytest.mark.rule("CLK-2")
@pytest.mark.rule("ALL-5")
def test_registration_is_at_once_in_office_hours_and_else_when_the_next_working_day_opens() -> None:
    assert deadlines.registration_moment(moment("2026-11-23T10:00"), HOURS, worked) == moment(
        "2026-11-23T10:00"
    )
    assert deadlines.registration_moment(moment("2026-11-21T10:00"), HOURS, worked) == moment(
        "2026-11-23T09:00"
    )


@pytest.mark.rule("CLK-2")
@given(moments)
def test_nothing_is_registered_before_it_was_sent_nor_on_a_day_off(sent: datetime) -> None:
    registered = deadlines.registration_moment(sent, HOURS, worked)
    assert registered >= sent
    assert worked(deadlines.local_day(registered))


@pytest.mark.rule("CLK-3")
def test_a_year_that_is_not_loaded_is_an_error_and_never_an_empty_calendar() -> None:
    with pytest.raises(CalendarNotLoaded) as error:
        deadlines.due_date(date(2028, 12, 28), 6, Unit.WORKING_DAYS, worked)
    assert error.value.year == 2029


@pytest.mark.rule("CLK-4")
def test_no_later_than_three_working_days_before_the_end() -> None:
    assert deadlines.no_later_than(date(2026, 12, 1), 3, worked) == date(2026, 11, 26)
    assert deadlines.no_later_than(date(2026, 12, 18), 3, worked) == date(2026, 12, 14)


@pytest.mark.rule("CLK-6")
@pytest.mark.parametrize(
    ("start", "amount", "unit", "last"),
    [
        (date(2026, 11, 24), 3, Unit.CALENDAR_DAYS, date(2026, 11, 27)),
        (date(2026, 11, 26), 3, Unit.CALENDAR_DAYS, date(2026, 11, 30)),
        (date(2026, 11, 30), 1, Unit.MONTHS, date(2026, 12, 30)),
        (date(2026, 10, 31), 1, Unit.MONTHS, date(2026, 11, 30)),
        (date(2026, 8, 31), 4, Unit.MONTHS, date(2026, 12, 31)),
        (date(2026, 9, 1), 4, Unit.MONTHS, date(2027, 1, 5)),
        (date(2026, 8, 16), 4, Unit.MONTHS, date(2026, 12, 17)),
    ],
)
def test_calendar_days_and_months_end_on_a_working_day(
    start: date, amount: int, unit: Unit, last: date
) -> None:
    assert deadlines.due_date(start, amount, unit, worked) == last


def test_days_left_are_negative_once_the_last_day_has_passed() -> None:
    assert deadlines.working_days_left(date(2026, 12, 3), date(2026, 12, 1), worked) == -2
    assert deadlines.working_days_left(date(2026, 12, 1), date(2026, 12, 1), worked) == 0


SEASONS = (Season((3, 1), (6, 30)), Season((9, 1), (12, 30)))


@pytest.mark.rule("DEF-2")
@pytest.mark.rule("EXE-2")
@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
        (date(2026, 8, 31), False),
        (date(2026, 9, 1), True),
        (date(2026, 12, 30), True),
        (date(2026, 12, 31), False),
    ],
)
def test_applications_are_taken_only_in_season(day: date, is_open: bool) -> None:
    assert deadlines.season_open(SEASONS, day) is is_open


@pytest.mark.rule("DEF-2")
def test_outside_the_season_the_next_opening_is_known() -> None:
    assert deadlines.next_opening(SEASONS, date(2026, 7, 15)) == date(2026, 9, 1)
    assert deadlines.next_opening(SEASONS, date(2026, 12, 31)) == date(2027, 3, 1)
    assert deadlines.next_opening(SEASONS, date(2027, 3, 1)) == date(2027, 9, 1)
    assert deadlines.season_end(SEASONS, date(2026, 10, 1)) == date(2026, 12, 30)
    assert deadlines.season_end(SEASONS, date(2026, 8, 1)) is None
