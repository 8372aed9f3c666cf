"""The audit log's declared table, and that every call in the code keeps to it."""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from actions import audit
from domain.roles import SITE

ROOT = Path(__file__).resolve().parents[2]


def calls() -> Iterator[tuple[str, str, set[str]]]:
    """Each `audit.record("code", …)` outside the tests: place, code, names of its data."""
    for folder in ("actions", "blueprints", "commands", "jobs", "web", "devkit"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                    assert isinstance(node.args[0], ast.Constant), f"{path}: the code is not written out"
                    names = {keyword.arg or "**" for keyword in node.keywords} - {"case_id", "subject"}
                    yield f"{path.name}:{node.lineno}", node.args[0].value, names


def test_every_entry_that_the_code_writes_is_declared_with_its_fields() -> None:
    wrong = [
        f"{place}: {code} with {sorted(names)}"
        for place, code, names in calls()
        if names != audit.FIELDS.get(code, {"not declared"})
    ]
    assert not wrong


def test_an_undeclared_code_is_refused() -> None:
    with pytest.raises(LookupError):
        audit.record("coffee_made", SITE)


@pytest.mark.parametrize("data", [{}, {"action": "x"}, {"action": "x", "event": 1, "more": 1}])
def test_missing_and_additional_fields_are_refused(data: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="action_taken carries"):
        audit.record("action_taken", SITE, **data)


@pytest.mark.parametrize("where", ["subject", "field"])
def test_an_iin_in_full_is_refused(where: str) -> None:
    iin = "071301500014"
    with pytest.raises(ValueError, match="IIN"):
        if where == "subject":
            audit.record("officer_deactivated", SITE, subject=iin)
        else:
            audit.record("officer_created", SITE, login=f"of {iin}.")


def test_a_value_that_is_not_plain_is_refused() -> None:
    with pytest.raises(TypeError, match="login is a dict"):
        audit.record("officer_created", SITE, login={})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="login is a list"):
        audit.record("officer_created", SITE, login=[date(2026, 1, 1)])  # type: ignore[list-item]
