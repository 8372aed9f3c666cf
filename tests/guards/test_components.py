"""The page of the components shows every macro that pages can use."""

import re

import pytest

from config import ROOT

TEMPLATES = ROOT / "templates"
PAGE = TEMPLATES / "demo" / "components.html"
FRAME = TEMPLATES / "layout" / "base.html"
"""What surrounds the page shows itself."""


def macros() -> list[str]:
    """As pages call them: `case.badge`. An underscore before the name keeps a macro to its file."""
    return [
        f"{file.stem}.{name}"
        for file in sorted((TEMPLATES / "components").glob("*.html"))
        for name in re.findall(r"{%-? macro ([a-z]\w*)\(", file.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("macro", macros())
def test_the_macro_is_shown(macro: str) -> None:
    shown = PAGE.read_text(encoding="utf-8") + FRAME.read_text(encoding="utf-8")
    if macro == "notice.box":
        return  # behind each of the four notices
    assert f"ui.{macro}(" in shown, f"show ui.{macro} on {PAGE.relative_to(ROOT)}"


def test_there_are_macros() -> None:
    assert len(macros()) > 40
