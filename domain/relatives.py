"""The relatives whom a candidate named beside those of the civil registry (834 annex 1; CON-6).

A difference is a hint to look closer: people forget, and registries have gaps.
"""

from collections.abc import Callable, Mapping, Sequence
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

COVERED = RECORDED | {
    "grandfather",
    "grandmother",
    "grandchild",
    "spouse_father",
    "spouse_mother",
    "spouse_adoptive_parent",
    "spouse_child",
    "spouse_adopted_child",
    "spouse_sibling",
    "spouse_grandparent",
    "spouse_grandchild",
}
"""Whom the special check covers (834 annexes 2-4, 1.2)."""

OTHER = "other"
"""A relative of whom the registry says no kinship that is known here."""


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
    pairs, left = _paired(named, recorded)
    found: list[Difference] = []
    for row, relative in pairs:
        if relative is not None:
            found += [Difference(what, row["kinship"], row["name"]) for what in _differing(row, relative)]
        elif complete and row["kinship"] in RECORDED:
            found.append(Difference(Differs.NOT_RECORDED, row["kinship"], row["name"]))
    found += [Difference(Differs.NOT_NAMED, relative.kinship, relative.name) for relative in left]
    return tuple(found)


def to_check(
    named: Sequence[Mapping[str, Any]], recorded: Sequence[Relative]
) -> tuple[list[dict[str, Any]], tuple[Relative, ...]]:
    """Whom the special check covers (834 annexes 2-4, 1.2; CON-9): the relatives whom the candidate named,
    and those whom only the civil registry knows.

    Where the candidate gave no IIN, the registry's IIN and year of birth stand in the row. Somebody of the
    registry's who may be another person than the namesake whom the candidate named is among the latter:
    one who is there twice is checked twice, one who is not there goes unchecked.
    """
    pairs, left = _paired(named, recorded)
    rows: list[dict[str, Any]] = []
    for row, relative in pairs:
        if relative is None or _is_same(row, relative):
            rows.append(_completed(row, relative))
        else:
            rows.append(dict(row))
            left.append(relative)
    return rows, tuple(left)


def _paired(
    named: Sequence[Mapping[str, Any]], recorded: Sequence[Relative]
) -> tuple[list[tuple[Mapping[str, Any], Relative | None]], list[Relative]]:
    """Each row with the registry's relative who fits it best, and the relatives whom no row fits."""
    left = list(recorded)
    found: dict[int, Relative] = {}
    fitting: tuple[Callable[[Mapping[str, Any], Relative], bool], ...] = (_same_iin, _is_same, _same_name)
    for fits in fitting:
        for at, row in enumerate(named):
            relative = next((one for one in left if at not in found and fits(row, one)), None)
            if relative is not None:
                left.remove(relative)
                found[at] = relative
    return [(row, found.get(at)) for at, row in enumerate(named)], left


def _same_iin(row: Mapping[str, Any], relative: Relative) -> bool:
    return bool(relative.iin) and row.get("iin") == relative.iin


def _same_name(row: Mapping[str, Any], relative: Relative) -> bool:
    return _plain(row["name"]) == _plain(relative.name)


def _is_same(row: Mapping[str, Any], relative: Relative) -> bool:
    """The same person: by IIN, or by name and kinship where one side has no IIN."""
    if row.get("iin") and relative.iin:
        return _same_iin(row, relative)
    return _same_name(row, relative) and row["kinship"] == relative.kinship


def _completed(row: Mapping[str, Any], relative: Relative | None) -> dict[str, Any]:
    """The row with what the registry knows, where the candidate gave no IIN."""
    if relative is None or row.get("iin"):
        return dict(row)
    known = {
        "iin": relative.iin,
        "born": f"{relative.birth_date.year:04d}" if relative.birth_date else None,
    }
    return {**row, **{name: value for name, value in known.items() if value}}


def _differing(row: Mapping[str, Any], relative: Relative) -> list[Differs]:
    kinship = row["kinship"] if relative.kinship == OTHER else relative.kinship
    pairs = {
        Differs.KINSHIP: (row["kinship"], kinship),
        Differs.NAME: (_plain(row["name"]), _plain(relative.name)),
        # Whoever leaves an IIN out has not said another one.
        Differs.IIN: (row.get("iin") or relative.iin, relative.iin or row.get("iin")),
    }
    return [what for what, (said, recorded) in pairs.items() if said != recorded]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
