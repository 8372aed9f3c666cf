"""What an applicant tells about themselves: sections of fields, some of which are filled in several times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.errors import InvalidData
from domain.needs import Field, clean, plain
from domain.sources import Source

Rows = list[dict[str, Any]]
"""The rows of one section as JSON holds them; a section that does not repeat has one at most."""

NAME = "id"
"""By what a row of a section that repeats is named in an open draft: its place changes, the name stays."""

NONE = "none"
"""Under this code stand the codes of the sections in which the applicant says to have nothing to tell."""


@dataclass(frozen=True)
class Section:
    """One page of a questionnaire. `rows`: how often it may be filled in; `required`: at least once.

    `none`: the words with which the applicant says that there is nothing to fill in, where that may be.
    """

    code: str
    title: str
    fields: tuple[Field, ...]
    source: Source
    sentence: str = ""
    rows: int = 1
    required: bool = True
    none: str = ""

    @property
    def repeats(self) -> bool:
        """Whether it holds several rows."""
        return self.rows > 1


def clean_row(section: Section, data: Mapping[str, Any]) -> dict[str, Any]:
    """One row, checked, as JSON holds it. Raises InvalidData with a code per field, as needs.clean()."""
    return plain(clean(section.fields, data))


def row_problems(section: Section, data: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a row: a code per field, as clean_row() raises them."""
    try:
        clean_row(section, data)
    except InvalidData as wrong:
        return wrong.problems
    return {}


def with_row(section: Section, rows: Sequence[Mapping[str, Any]], row: Mapping[str, Any]) -> Rows:
    """The rows with this one added, or in place of the only one. Raises InvalidData (rows: too_many).

    A row that is there already is not added once more: a bad network sends a form twice.
    """
    if not section.repeats:
        return [dict(row)]
    if told(row) in map(told, rows):
        return [dict(kept) for kept in rows]
    if len(rows) >= section.rows:
        raise InvalidData({"rows": "too_many"})
    return [*(dict(kept) for kept in rows), dict(row)]


def corrected(rows: Sequence[Mapping[str, Any]], name: str, row: Mapping[str, Any]) -> Rows:
    """The rows with this one in place of the one that has the name. Raises InvalidData (rows: row_gone)."""
    if find_row(rows, name) is None:
        raise InvalidData({"rows": "row_gone"})
    return [{NAME: name, **row} if kept.get(NAME) == name else dict(kept) for kept in rows]


def find_row(rows: Sequence[Mapping[str, Any]], name: str) -> Mapping[str, Any] | None:
    """The row that has this name."""
    return next((row for row in rows if row.get(NAME) == name), None)


def told(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row tells, without its name."""
    return {key: value for key, value in row.items() if key != NAME}


def told_all(filled: Mapping[str, Any]) -> dict[str, Any]:
    """All that is told, as it is certified."""
    return {
        code: list(held) if code == NONE else [told(row) for row in held] for code, held in filled.items()
    }


def says_none(section: Section, filled: Mapping[str, Any]) -> bool:
    """Whether the applicant said that there is nothing to fill in here."""
    return bool(section.none) and section.code in filled.get(NONE, ()) and not filled.get(section.code)


def open_sections(sections: Sequence[Section], filled: Mapping[str, Any]) -> tuple[Section, ...]:
    """The required sections that hold nothing yet, nor the word that there is nothing."""
    return tuple(
        section
        for section in sections
        if section.required and not filled.get(section.code) and not says_none(section, filled)
    )
