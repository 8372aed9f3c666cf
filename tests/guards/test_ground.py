"""About the code itself: the leaves of the house, its settings, its migrations."""

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest

import migrations.__main__
from config import ROOT, Settings

LEAVES = ("clock", "config", "database", "extensions")


def imported(path: Path) -> set[str]:
    """The first names of what a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def ours() -> set[str]:
    """The first names of everything that is ours."""
    packages = {path.parent.name for path in ROOT.glob("*/*.py") if not path.parent.name.startswith(".")}
    return packages | {path.stem for path in ROOT.glob("*.py")}


@pytest.mark.parametrize("leaf", LEAVES)
def test_leaves_import_nothing_of_ours(leaf: str) -> None:
    files = [ROOT / f"{leaf}.py"] if (ROOT / f"{leaf}.py").exists() else sorted((ROOT / leaf).glob("*.py"))
    assert files
    assert not set().union(*map(imported, files)) & (ours() - {leaf})


def test_the_top_level_has_no_other_modules() -> None:
    assert {path.stem for path in ROOT.glob("*.py")} == {*LEAVES, "app"} - {"config"}


def test_the_example_lists_every_setting_and_no_other() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = [match[1] for line in lines if (match := re.match(r"([A-Z0-9_]+)=", line))]
    assert sorted(listed) == sorted(Settings.variables().values())


def test_every_setting_of_the_example_is_explained() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    for above, line in pairwise(lines):
        if re.match(r"[A-Z_]+=", line):
            assert above.startswith("# "), line


def test_every_package_of_ours_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in ROOT.glob("*/__init__.py")
        if not path.parts[-2].startswith(".")
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_only_what_starts_a_process_imports_the_app() -> None:
    starters = {"jobs/worker.py", "jobs/relay.py"}
    importers = {
        str(path.relative_to(ROOT))
        for name in ours() - {"tests", "bench", "devkit"}
        for path in (ROOT / name).rglob("*.py")
        if "app" in imported(path)
    }
    assert importers <= starters


def test_every_change_of_a_table_has_its_migration() -> None:
    assert migrations.__main__.main(["check"]) == 0


def test_migrations_are_numbered_in_one_row() -> None:
    found = sorted(path.name[:4] for path in (ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    assert found == [f"{number:04d}" for number in range(1, len(found) + 1)]
