"""Answers and registry facts that documents and grounds depend on."""

from datetime import date

import pytest

from domain.applications import canonical, sha256
from domain.conditions import AgeAtLeast, Facts, HasChildren, IsMarried, age_on, answer_is


@pytest.mark.parametrize(
    ("born", "today", "age"),
    [
        (date(1999, 11, 21), date(2026, 11, 21), 27),
        (date(1999, 11, 22), date(2026, 11, 21), 26),
        (date(2000, 2, 29), date(2027, 2, 28), 26),
        (date(2000, 2, 29), date(2027, 3, 1), 27),
    ],
)
@pytest.mark.rule("EXE-S2")
def test_age_is_counted_in_completed_years(born: date, today: date, age: int) -> None:
    assert age_on(born, today) == age
    assert AgeAtLeast(27).passes(Facts(birth_date=born), today) is (age >= 27)


def test_a_check_says_nothing_while_the_registry_has_not_answered() -> None:
    today = date(2026, 11, 21)
    assert AgeAtLeast(27).passes(Facts(), today) is None
    assert IsMarried().passes(Facts(), today) is None
    assert HasChildren().passes(Facts(), today) is None
    assert HasChildren(2).passes(Facts(children=1), today) is False


def test_a_document_depends_on_an_answer() -> None:
    condition = answer_is("guardian", "yes")
    assert condition.met({"guardian": "yes"})
    assert not condition.met({"guardian": "no"})
    assert not condition.met({})


def test_the_canonical_text_does_not_depend_on_the_order_of_keys() -> None:
    first = canonical({"b": 1, "a": {"ә": "қ"}})
    assert first == canonical({"a": {"ә": "қ"}, "b": 1}) == '{"a":{"ә":"қ"},"b":1}'
    assert sha256(first) == sha256(first)
