"""The fourth step: what is there is kept and chained, and the version before goes on writing."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update
from sqlalchemy.exc import IntegrityError

import migrations
from tests.integration.test_migrations import NOON, a_case, add, engine, rows, table  # noqa: F401


@pytest.fixture
def filled(engine: Engine) -> Engine:  # noqa: F811
    """A database of the third step with a case, an event and an entry."""
    migrations.upgrade(engine, "0003")
    add(engine, "districts", code="1")
    add(engine, "bodies", id=1, kind="commission", district_code="1", active=True)
    add(engine, "people", id=1, iin="071301500014")
    add(engine, "drafts", id="1", person_id=1, status="submitted")
    add(engine, "cases", **a_case(1), person_id=1, body_id=1, district_code="1", status="filed")
    add(engine, "events", id=1, case_id=1, sequence=1, code="filed", role="citizen", data={"a": "b"})
    add(engine, "audit_log", id=1, code="case_seen", role="chair", case_id=1, data={})
    return engine


def test_what_is_there_keeps_its_values(filled: Engine) -> None:
    before = {name: table(filled, name) for name in ("events", "audit_log", "cases")}
    values = {name: rows(filled, of) for name, of in before.items()}
    migrations.upgrade(filled, "0004")
    assert {name: rows(filled, of) for name, of in before.items()} == values
    assert rows(filled, table(filled, "audit_seals")) == []


def test_the_version_before_goes_on(filled: Engine) -> None:
    events, log = table(filled, "events"), table(filled, "audit_log")
    migrations.upgrade(filled, "0004")
    add(filled, events, id=2, case_id=1, sequence=2, code="minutes_recorded", role="military_body")
    add(filled, log, id=2, code="action_taken", role="military_body", case_id=1)
    assert [len(rows(filled, table)) for table in (events, log)] == [2, 2]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("events", {"code": "refused"}),
        ("events", {"to_status": "granted"}),
        ("events", {"shown_status": "granted"}),
        ("events", {"data": {}}),
        ("events", {"officer_id": 1}),
        ("audit_log", {"officer_id": 1}),
        ("audit_log", {"data": {"x": 1}}),
    ],
)
def test_nobody_changes_what_was_written_before(filled: Engine, name: str, values: dict[str, Any]) -> None:
    migrations.upgrade(filled, "0004")
    changed = table(filled, name)
    with pytest.raises(IntegrityError, match="append-only"), filled.begin() as connection:
        connection.execute(update(changed).values(values))


def test_an_anchor_is_filed_and_stamped_once_and_otherwise_left_alone(filled: Engine) -> None:
    migrations.upgrade(filled, "0004")
    anchors = table(filled, "audit_anchors")
    with filled.begin() as connection:
        fresh = {"day": date(2026, 11, 23), "sequence": 1, "hash": "ab", "at": NOON}
        connection.execute(insert(anchors), [fresh])
    for once in ({"filed_at": NOON}, {"token": b"\x30\x00"}):
        with filled.begin() as connection:
            connection.execute(update(anchors).values(once))
    for again in ({"filed_at": None}, {"token": b"\x31"}, {"hash": "cd"}, {"day": date(2026, 11, 24)}):
        with pytest.raises(IntegrityError, match="append-only"), filled.begin() as connection:
            connection.execute(update(anchors).values(again))
