"""How long somebody has worked and served, by what they wrote in their own words."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

_MONTH_AND_YEAR = re.compile(r"(?:\b(0?[1-9]|1[0-2])\s?[./-]\s?)?\b((?:19|20)\d{2})\b")


def months_worked(rows: Iterable[Mapping[str, Any]], today: date) -> int | None:
    """Months in work or service, what overlaps counted once; a place without an end goes on today.

    People write `09.2022` or `қыркүйек 2022`: without a month in digits a span begins and
    ends with its year's January. None where a beginning or an end cannot be read.
    """
    worked: set[int] = set()
    for row in rows:
        since = _month(row.get("since"))
        until = _month(row["until"]) if row.get("until") else today.year * 12 + today.month - 1
        if since is None or until is None:
            return None
        worked.update(range(since, min(until, today.year * 12 + today.month - 1)))
    return len(worked)


def _month(written: Any) -> int | None:
    """The month that was written, counted from the year 0."""
    found = _MONTH_AND_YEAR.search(str(written or ""))
    return int(found[2]) * 12 + int(found[1] or 1) - 1 if found else None
