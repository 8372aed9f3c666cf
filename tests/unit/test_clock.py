"""The clock: aware, in UTC, with the days of Almaty."""

from datetime import UTC, date, datetime, timedelta

import pytest

import clock as our_clock
from tests.conftest import TestClock


def test_now_is_aware_and_in_utc() -> None:
    assert our_clock.now().utcoffset() == timedelta(0)


def test_almaty_is_five_hours_ahead_since_march_2024() -> None:
    assert our_clock.local(datetime(2024, 2, 29, 17, tzinfo=UTC)).utcoffset() == timedelta(hours=6)
    assert our_clock.local(datetime(2024, 3, 1, 17, tzinfo=UTC)).utcoffset() == timedelta(hours=5)
    assert our_clock.local(datetime(2026, 7, 1, tzinfo=UTC)).utcoffset() == timedelta(hours=5)


def test_the_day_changes_at_midnight_in_almaty(clock: TestClock) -> None:
    clock.set("2026-11-23T23:59:59")
    assert our_clock.today() == date(2026, 11, 23)
    clock.advance(seconds=1)
    assert our_clock.today() == date(2026, 11, 24)
    assert our_clock.now() == datetime(2026, 11, 23, 19, tzinfo=UTC)


def test_naive_moments_are_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        our_clock.local(datetime(2026, 11, 23))
    our_clock.set_source(lambda: datetime(2026, 11, 23))
    try:
        with pytest.raises(ValueError, match="naive"):
            our_clock.now()
    finally:
        our_clock.reset()
