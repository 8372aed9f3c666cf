"""The relatives whom a candidate named beside those of the civil registry (834 annex 1; CON-6).

A difference is a hint to look closer: people forget, and registries have gaps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.registry_facts import Relative

RECORDED = frozenset(
    {
        "father",
        "mother",
        "spouse",
        "child",
        "adoptive_parent",
        "adopted_child",
        "full_sibling",
        "half_sibling",
    }
)
"""Relatives whom the registry's records about a person and their parents name. Ours."""


class Differs(StrEnum):
    """In what the two lists differ about somebody."""

    NOT_NAMED = "not_named"
    NOT_RECORDED = "not_recorded"
    KINSHIP = "kinship"
    NAME = "name"
    IIN = "iin"


@dataclass(frozen=True, repr=False)
class Difference:
    """One relative about whom the lists differ, as the candidate named them, or else as the registry does."""

    what: Differs
    kinship: str
    name: str


def differences(
    named: Sequence[Mapping[str, Any]], recorded: Sequence[Relative], *, complete: bool
) -> tuple[Difference, ...]:
    """What differs, those whom the candidate named first.

    `named` are rows of the questionnaire. `complete`: the registry left no
    records out, so that somebody whom it does not name is not in it.
    """
    left = list(recorded)
    found: list[Difference] = []
    for row in named:
        relative = _match(row, left)
        if relative is not None:
            left.remove(relative)
            found += [Difference(what, row["kinship"], row["name"]) for what in _differing(row, relative)]
        elif complete and row["kinship"] in RECORDED:
            found.append(Difference(Differs.NOT_RECORDED, row["kinship"], row["name"]))
    found += [Difference(Differs.NOT_NAMED, relative.kinship, relative.name) for relative in left]
    return tuple(found)


def unnamed(named: Sequence[Mapping[str, Any]], recorded: Sequence[Relative]) -> tuple[Relative, ...]:
    """The relatives of the civil registry whom the candidate did not name; the special check covers
    them, too (834 annexes 2-4, 1.2; CON-9)."""
    left = list(recorded)
    for row in named:
        relative = _match(row, left)
        if relative is not None:
            left.remove(relative)
    return tuple(left)


def _match(row: Mapping[str, Any], recorded: Sequence[Relative]) -> Relative | None:
    """The same person by IIN, else by name."""
    iin = row.get("iin")
    by_iin = (relative for relative in recorded if iin and relative.iin == iin)
    by_name = (relative for relative in recorded if _plain(relative.name) == _plain(row["name"]))
    return next(by_iin, None) or next(by_name, None)


def _differing(row: Mapping[str, Any], relative: Relative) -> list[Differs]:
    pairs = {
        Differs.KINSHIP: (row["kinship"], relative.kinship),
        Differs.NAME: (_plain(row["name"]), _plain(relative.name)),
        # Whoever leaves an IIN out has not said another one.
        Differs.IIN: (row.get("iin") or relative.iin, relative.iin or row.get("iin")),
    }
    return [what for what, (said, recorded) in pairs.items() if said != recorded]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
