"""What time it is, asked in one place, so that the demo and the tests can set it.

Moments are aware and in UTC; days and office hours are those of Almaty.
"""

import zoneinfo
from collections.abc import Callable
from datetime import UTC, date, datetime

# The zone's data come from the pinned tzdata package, not from whatever the
# computer has: Kazakhstan moved to UTC+5 on 1 March 2024, and older data say +6.
zoneinfo.reset_tzpath(to=())
ALMATY = zoneinfo.ZoneInfo("Asia/Almaty")

_Source = Callable[[], datetime]


def of_the_computer() -> datetime:
    """What the computer's own clock says: files and buckets go by it, wherever `now` has been moved."""
    return datetime.now(UTC)  # noqa: TID251 - here alone


_source: _Source = of_the_computer


def now() -> datetime:
    """This moment, aware, in UTC. Raises ValueError when the source answers a naive datetime."""
    moment = _source()
    if moment.tzinfo is None:
        raise ValueError("the clock's source answered a naive datetime")
    return moment.astimezone(UTC)


def today() -> date:
    """The present day in Almaty."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment as clocks in Almaty show it. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime names no moment")
    return moment.astimezone(ALMATY)


def set_source(source: _Source) -> None:
    """Ask `source` for the time from now on, in this process. It answers aware datetimes."""
    global _source  # noqa: PLW0603 - one clock in a process is what this module is
    _source = source


def swap_source(source: _Source) -> _Source:
    """Ask `source` from now on, and return the one that was asked before."""
    before = _source
    set_source(source)
    return before


def reset() -> None:
    """Go by the computer's clock again."""
    set_source(of_the_computer)
