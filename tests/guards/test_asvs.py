"""docs/asvs.md is whole, and every test that it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8").splitlines()
IDS = dict(
    line.split() for line in Path(__file__).with_name("asvs_ids.txt").read_text(encoding="utf-8").splitlines()
)
"""Each requirement of ASVS 5.0.0 of levels 1 and 2, with its level."""

ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|")) for line in LINES if line.startswith("| V")
]
NAMED = sorted({name for row in ROWS for name in re.findall(r"`(tests/[^`]+)`", row[3])})


@cache
def functions_of(file: Path) -> frozenset[str]:
    """The names of the functions in a file of tests."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_requirement_stands_there_once_with_its_level() -> None:
    assert len(IDS) == 253
    assert [(row[0], row[1]) for row in ROWS] == list(IDS.items())


def test_every_requirement_has_a_test_or_a_reason() -> None:
    assert not [row[0] for row in ROWS if len(row) != 4 or len(row[2]) < 4 or len(row[3]) < 8]


@pytest.mark.parametrize("name", NAMED)
def test_every_test_that_is_named_exists(name: str) -> None:
    file, _, test = name.partition("::")
    assert (ROOT / file).is_file()
    assert not test or test in functions_of(ROOT / file)


def test_the_figures_at_the_top_are_those_of_the_table() -> None:
    reasons = [row[3] for row in ROWS]
    told = [
        int(figure) for figure in re.findall(r"\b\d+\b", re.search(r"Of \d+ [^.]+\.", "\n".join(LINES))[0])
    ]  # type: ignore[index]
    not_met = sum(reason.startswith("**not met:**") for reason in reasons)
    not_ours = sum(reason.startswith("does not apply:") for reason in reasons)
    assert (told[0], told[-2], told[-1]) == (len(ROWS), not_ours, not_met)
    assert sum(told[1:]) == told[0]
