"""What every test has: a clock it can set."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import settings as hypothesis_settings

import clock as our_clock

hypothesis_settings.register_profile("qyzmet", deadline=None, max_examples=50, derandomize=True)
hypothesis_settings.load_profile("qyzmet")


class TestClock:
    """Time stands still until a test moves it."""

    __test__ = False

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def __call__(self) -> datetime:
        return self._moment

    def __repr__(self) -> str:
        return f"TestClock({self._moment.isoformat()})"

    def set(self, moment: datetime | str) -> datetime:
        """Go to a moment; a string is ISO 8601, of Almaty when it names no offset."""
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=our_clock.ALMATY)
        self._moment = moment
        return our_clock.now()

    def advance(self, **span: float) -> datetime:
        """Move on: `advance(hours=3)`, `advance(days=1)`."""
        return self.set(self._moment + timedelta(**span))


@pytest.fixture
def clock() -> Iterator[TestClock]:
    """The clock, standing at ten in the morning of Monday 23 November 2026 in Almaty: inside a season."""
    moving = TestClock(datetime(2026, 11, 23, 10, tzinfo=our_clock.ALMATY))
    our_clock.set_source(moving)
    yield moving
    our_clock.reset()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many junk requests were tried (tests/integration/fuzz)."""
    reports = [report for found in terminalreporter.stats.values() for report in found]
    tried = [
        count
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, count in report.user_properties
        if name == "fuzz_requests"
    ]
    if tried:
        terminalreporter.write_line(f"fuzz: {sum(tried)} requests against {len(tried)} routes")
