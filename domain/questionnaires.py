"""What an applicant tells about themselves: sections of fields, some of which are filled in several times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.errors import InvalidData
from domain.needs import Field, clean, plain
from domain.sources import Source

Rows = list[dict[str, Any]]
"""The rows of one section as JSON holds them; a section that does not repeat has one at most."""


@dataclass(frozen=True)
class Section:
    """One page of a questionnaire. `rows`: how often it may be filled in; `required`: at least once."""

    code: str
    title: str
    fields: tuple[Field, ...]
    source: Source
    sentence: str = ""
    rows: int = 1
    required: bool = True

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
    if row in rows:
        return [dict(kept) for kept in rows]
    if len(rows) >= section.rows:
        raise InvalidData({"rows": "too_many"})
    return [*(dict(kept) for kept in rows), dict(row)]


def open_sections(
    sections: Sequence[Section], filled: Mapping[str, Sequence[Mapping[str, Any]]]
) -> tuple[Section, ...]:
    """The required sections that hold nothing yet."""
    return tuple(section for section in sections if section.required and not filled.get(section.code))
