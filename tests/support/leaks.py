"""Looking for people in logs."""

from collections.abc import Iterable, Mapping
from typing import Any


def leaks(logs: Mapping[str, str], people: Iterable[Mapping[str, Any]]) -> list[str]:
    """Where a log has somebody's IIN, telephone number, full name or surname: the log and what it was.

    `people` have a `name`, surname first, and may have `iin` and `phone`. Numbers are looked for
    however they begin.
    """
    wanted = {}
    for person in people:
        wanted["name", person["name"]] = person["name"].split()[0]
        if person.get("iin"):
            wanted["iin", person["iin"]] = person["iin"]
        if person.get("phone"):
            wanted["phone", person["phone"]] = person["phone"].removeprefix("+").removeprefix("7")
    if not wanted:
        raise ValueError("nobody to look for")
    return [
        f"{what} {whose} in the log of {name}"
        for name, text in logs.items()
        for (what, whose), part in wanted.items()
        if part.casefold() in text.casefold()
    ]
