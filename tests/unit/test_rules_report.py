"""`make rules`: what it prints and when it fails."""

from collections import Counter

import pytest

from catalogue.rules import DUE, RULES
from tests.rules import report

ALL = Counter(dict.fromkeys(RULES, 2))


def test_every_rule_has_its_line_and_the_last_line_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(ALL) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{next(iter(RULES))} 2"
    assert lines[-1] == f"rules: {len(RULES)} of {len(RULES)} covered"


def test_an_unknown_rule_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(ALL + Counter({"DEF-99": 1})) == 1
    assert "DEF-99 is no rule" in capsys.readouterr().out


def test_a_rule_that_is_due_and_has_no_test_fails(capsys: pytest.CaptureFixture[str]) -> None:
    rule = min(DUE)
    assert report(Counter({name: count for name, count in ALL.items() if name != rule})) == 1
    assert f"{rule} has no test" in capsys.readouterr().out
