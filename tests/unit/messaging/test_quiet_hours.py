"""Between 21:00 and 9:00 nobody is woken up."""

from datetime import datetime

import pytest

from clock import ALMATY
from domain.quiet_hours import next_allowed


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        ("2026-11-23T09:00", "2026-11-23T09:00"),
        ("2026-11-23T20:59:59", "2026-11-23T20:59:59"),
        ("2026-11-23T21:00", "2026-11-24T09:00"),
        ("2026-11-23T23:59", "2026-11-24T09:00"),
        ("2026-11-24T00:00", "2026-11-24T09:00"),
        ("2026-11-24T08:59:59", "2026-11-24T09:00"),
        ("2026-12-31T22:00", "2027-01-01T09:00"),
    ],
)
def test_the_next_moment_in_which_an_sms_may_go(asked: str, allowed: str) -> None:
    at, expected = (datetime.fromisoformat(text).replace(tzinfo=ALMATY) for text in (asked, allowed))
    assert next_allowed(at) == expected
