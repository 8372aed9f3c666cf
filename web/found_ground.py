"""The ground that the finder found, kept in the signed cookie of this browser until it is applied for.

It holds codes only, outlives the sign-in, and is forgotten after an hour: a telephone may be lent.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import session

import clock

KEY = "found"

_KEPT_SECONDS = 3600


class FoundGround(NamedTuple):
    """A ground of a public service, and answers to its questions."""

    service: str
    subtype: str
    answers: dict[str, str]


def keep(service: str, subtype: str, answers: Mapping[str, str]) -> None:
    """Remember it in place of any other."""
    session[KEY] = [int(clock.now().timestamp()), service, subtype, dict(answers)]


def found_for(service: str) -> FoundGround | None:
    """What was found for this public service within the hour."""
    kept: list[Any] | None = session.get(KEY)
    if kept is None or kept[1] != service or clock.now().timestamp() - kept[0] > _KEPT_SECONDS:
        return None
    return FoundGround(*kept[1:])


def forget() -> None:
    """It was used, or somebody else is to use this browser."""
    session.pop(KEY, None)
