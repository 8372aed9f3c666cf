"""When everything in the benchmarks happens: inside a season, in office hours."""

from datetime import datetime, timedelta, timezone

BEGIN = datetime(2026, 11, 23, 10, tzinfo=timezone(timedelta(hours=5)))
