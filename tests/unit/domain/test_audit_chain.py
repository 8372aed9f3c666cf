"""The canonical form, pinned: a change of it would make every chain that exists look forged."""

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audit_chain import START, Anchor, Chain, Seal, canonical, link

AT = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
ROW: dict[str, Any] = {
    "id": 7,
    "at": AT,
    "code": "case_seen",
    "role": "chair",
    "person_id": None,
    "officer_id": 3,
    "data": {"б": "ә", "a": [1, True, None]},
}
FORM = (
    '{"row":{"at":"2026-11-23T05:00:00.000000+00:00","code":"case_seen","data":{"a":[1,true,null],"б":"ә"},'
    '"id":7,"officer_id":3,"role":"chair"},"sealed_at":"2026-11-23T05:01:00.000000+00:00","table":"audit_log"}'
)
SEALED_AT = AT + timedelta(minutes=1)

PLAIN = st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]))
ROWS = st.dictionaries(st.sampled_from(["id", "code", "role", "officer_id", "subject"]), PLAIN)


def test_the_form_is_the_documented_one() -> None:
    assert canonical("audit_log", ROW, SEALED_AT).decode() == FORM


def test_a_link_is_the_documented_one() -> None:
    first = hashlib.sha256(bytes(32) + FORM.encode()).hexdigest()
    assert link(START, FORM.encode()) == first
    assert link(first, b"{}") == hashlib.sha256(bytes.fromhex(first) + b"{}").hexdigest()


def test_a_moment_is_the_same_in_every_zone() -> None:
    elsewhere = {**ROW, "at": AT.astimezone(timezone(timedelta(hours=5)))}
    assert canonical("audit_log", elsewhere, SEALED_AT).decode() == FORM


def test_a_column_that_came_later_and_is_empty_changes_nothing() -> None:
    assert canonical("audit_log", {**ROW, "colour": None}, SEALED_AT).decode() == FORM


@given(ROWS, ROWS)
def test_two_rows_have_one_form_only_when_they_say_the_same(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    def said(row: dict[str, Any]) -> dict[str, str]:
        return {name: repr(value) for name, value in row.items() if value is not None}

    same = canonical("events", one, AT) == canonical("events", other, AT)
    assert same == (said(one) == said(other))


def test_the_same_row_in_another_table_or_another_run_is_another() -> None:
    forms = {
        canonical("events", ROW, SEALED_AT),
        canonical("audit_log", ROW, SEALED_AT),
        canonical("audit_log", ROW, AT),
    }
    assert len(forms) == 3


def test_an_anchor_reads_back_from_its_line() -> None:
    anchor = Anchor(date(2026, 11, 23), 12, "ab" * 32, AT)
    assert Anchor.read(anchor.line) == anchor


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "null",
        '{"day":"2026-11-23"}',
        '{"at":"x","day":"2026-11-23","hash":"","sequence":1}',
        '{"at":"2026-11-23T05:00:00.000000+00:00","day":"2026-11-23","hash":"x","sequence":"1"}',
        '{"at":"2026-11-23T05:00:00.000000+00:00","day":"2026-11-23","hash":"x","sequence":1,"more":1}',
        '{"at":5,"day":"2026-11-23","hash":"x","sequence":1}',
    ],
)
def test_what_is_no_anchor_is_refused(line: str) -> None:
    with pytest.raises(ValueError):
        Anchor.read(line)


def follow(*rows: dict[str, Any], sealed_at: list[datetime] | None = None) -> list[str]:
    """What the checker says of a chain that was made properly over these rows."""
    chain, previous, faults = Chain(), START, []
    for number, row in enumerate(rows, 1):
        moment = sealed_at[number - 1] if sealed_at else SEALED_AT
        previous = link(previous, canonical("events", row, moment))
        faults += chain.follow(Seal(number, "events", row["id"], moment, previous), row)
    return faults


def test_a_chain_that_was_made_properly_has_no_fault() -> None:
    assert follow(ROW, {**ROW, "id": 8}, {**ROW, "id": 9}) == []


def test_rows_of_one_run_may_stand_in_any_order() -> None:
    old = {**ROW, "at": AT - timedelta(days=3)}
    assert follow(ROW, old) == []


def test_an_old_row_that_a_later_run_finds_was_put_in() -> None:
    old = {**ROW, "id": 8, "at": AT - timedelta(hours=2)}
    [fault] = follow(ROW, old, sealed_at=[SEALED_AT, SEALED_AT + timedelta(minutes=1)])
    assert "put in afterwards" in fault


def test_one_that_is_merely_slow_was_not() -> None:
    slow = {**ROW, "id": 8, "at": AT - timedelta(minutes=50)}
    assert follow(ROW, slow, sealed_at=[SEALED_AT, SEALED_AT + timedelta(hours=3)]) == []
