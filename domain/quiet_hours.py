"""When an SMS that is not urgent may go out: from 9:00 to 21:00, by the clocks of Almaty."""

from datetime import datetime, time, timedelta

QUIET_FROM = time(21, 0)
QUIET_UNTIL = time(9, 0)


def next_allowed(local: datetime) -> datetime:
    """This local moment, or 9:00 after it when it lies in the quiet hours."""
    of_day = local.time()
    if QUIET_UNTIL <= of_day < QUIET_FROM:
        return local
    morning = local.date() if of_day < QUIET_UNTIL else local.date() + timedelta(days=1)
    return datetime.combine(morning, QUIET_UNTIL, tzinfo=local.tzinfo)
