"""What a page costs must not grow with the tables: it reads by indexes and counts up to a limit."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event, select, text

import clock as our_clock
from bench.site import OPEN_EVERY, grow
from database import db, transaction
from models.cases import Recusal, Task
from queries import inbox as inboxes
from queries.inbox import Due, inbox, next_task
from queries.open_tasks import due_first, queues_of, shape_of, values_of
from tests.support import factories as make
from tests.support.citizens import browser_of
from tests.support.officers_at_work import at_desk, number_of

GROWING = (
    *(
        "audit_log",
        "cases",
        "complaints",
        "corrections",
        "documents",
        "drafts",
        "events",
        "hearings",
        "messages",
    ),
    *("opinions", "people", "recusals", "registry_queries", "result_documents", "signatures"),
    *("signing_deeds", "signing_requests", "tasks"),
)
"""Tables with rows for each case. Notices are not: the newest are read backwards, up to a limit."""

Asked = list[tuple[str, Any]]


@contextmanager
def statements() -> Iterator[Asked]:
    """What is asked of the database inside the block, with what it is asked with."""
    asked: Asked = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def read_whole(connection: Connection, statement: str, parameters: Any) -> set[str]:
    """The growing tables that the statement would read from one end to the other."""
    if connection.dialect.name == "sqlite":
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        scanned = {found[1] for row in plan if (found := re.match(r"SCAN (\w+)", row.detail))}
    else:
        # Small tables are quickest read whole, and in the order of their key: what is asked here is whether
        # there is another way.
        statement = re.sub(r" ORDER BY [^()]*$", "", statement)
        for way in ("seqscan", "mergejoin", "hashjoin"):
            connection.execute(text(f"SET LOCAL enable_{way} = off"))
        plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
        # One that is empty costs the same either way.
        scanned = {
            name
            for name in _scans(plan[0]["Plan"])
            if connection.scalar(text(f"SELECT 1 FROM {name} LIMIT 1"))
        }
    return scanned & set(GROWING)


def _scans(node: dict[str, Any]) -> Iterator[str]:
    """Tables that are read without a condition on an index."""
    kind = node["Node Type"]
    if kind != "Bitmap Heap Scan" and "Index Cond" not in node and "Relation Name" in node:
        yield node["Relation Name"]
    for below in node.get("Plans", []):
        yield from _scans(below)


@pytest.fixture
def pages(
    app: Flask, client: FlaskClient, commission: make.Commission, waiting: int, over: int
) -> dict[str, Callable[[], Any]]:
    """What is opened, by whom."""
    grow(1, 40, waiting, over)
    chair, member = at_desk(app, commission.chair), at_desk(app, commission.members[0])
    citizen = browser_of(client, make.make_person(make.IINS[2]))
    case = f"/staff/cases/{number_of(waiting)}/"
    return {
        "the chair's inbox": lambda: chair.get("/staff/"),
        "the chair's inbox, filtered": lambda: chair.get("/staff/?due=today&step=registered"),
        "a member's inbox": lambda: member.get("/staff/"),
        "a case": lambda: chair.get(case),
        "a cabinet": lambda: citizen.get("/cabinet/"),
    }


def test_threat_a_page_reads_a_whole_table(pages: dict[str, Callable[[], Any]]) -> None:
    for name, visit in pages.items():
        visit()
        with statements() as asked:
            assert visit().status_code == 200, name
        queries = [(sql, values) for sql, values in asked if sql.lstrip().startswith("SELECT")]
        assert len(queries) >= 5
        with db.engine.connect() as connection:
            found = {sql: read_whole(connection, sql, values) for sql, values in queries}
        assert {sql: tables for sql, tables in found.items() if tables} == {}, name


def test_a_long_inbox_is_counted_as_far_as_a_person_reads(
    commission: make.Commission, waiting: int, over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(1, 60 * OPEN_EVERY, waiting, over)
    chair, now = [commission.chair], our_clock.now()
    whole = inbox(chair, now)
    assert str(whole.counts[Due.ALL]) == "61"
    assert (whole.pages, len(whole.rows)) == (3, inboxes.PAGE_SIZE)
    assert [str(step.count) for step in whole.steps] == ["61"]

    monkeypatch.setattr(inboxes, "MOST", 50)
    capped = inbox(chair, now, page=9)
    assert {due: str(count) for due, count in capped.counts.items()} == {
        "all": "50+",
        "overdue": "0",
        "today": "0",
    }
    assert (capped.page, capped.pages, len(capped.rows)) == (2, 2, inboxes.PAGE_SIZE)
    assert [str(step.count) for step in capped.steps] == ["50+"]

    later = inbox(chair, now + timedelta(days=365 // 6))
    assert str(later.counts[Due.OVERDUE]) == "50+"


def test_tasks_of_today_are_counted_behind_any_number_of_overdue_ones(
    commission: make.Commission, waiting: int, over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(1, 30 * OPEN_EVERY, waiting, over)
    task_id = _open_task(waiting)
    with transaction():
        late = db.session.get_one(Task, task_id)
        late.due_at += timedelta(days=3)
        due = late.due_at
    monkeypatch.setattr(inboxes, "MOST", 10)
    seen = inbox([commission.chair], due - timedelta(minutes=1), due=Due.TODAY)
    assert {which: str(count) for which, count in seen.counts.items()} == {
        "all": "10+",
        "overdue": "10+",
        "today": "1",
    }
    assert [row.number for row in seen.rows] == [number_of(waiting)]


def test_a_case_from_which_the_officer_stepped_aside_is_neither_listed_nor_counted(
    commission: make.Commission, waiting: int, over: int
) -> None:
    grow(1, OPEN_EVERY, waiting, over)
    with transaction():
        db.session.add(
            Recusal(case_id=waiting, officer_id=commission.chair.id, reason="x", at=our_clock.now())
        )
    seen = inbox([commission.chair], our_clock.now())
    assert str(seen.counts[Due.ALL]) == "1"
    assert number_of(waiting) not in [row.number for row in seen.rows]
    coming = next_task([commission.chair])
    assert coming is not None
    assert coming[0] == seen.rows[0].number


def test_of_a_long_queue_only_the_first_tasks_are_read(
    commission: make.Commission, waiting: int, over: int
) -> None:
    """Not all of them, to be sorted then: that grows with the table."""
    grow(1, 200 * OPEN_EVERY, waiting, over)
    queues = queues_of([commission.chair])
    first = select(due_first(shape_of(queues), 5))
    with statements() as asked:
        assert len(db.session.execute(first, values_of(queues, [commission.chair])).all()) == 5 * len(queues)
    sql, values = asked[-1]
    db.session.rollback()
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            assert [row.detail for row in plan if "TEMP B-TREE" in row.detail] == []
        else:
            plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values).scalar_one()
            assert 0 < max(_read(plan[0]["Plan"])) <= 5


def _read(node: dict[str, Any]) -> Iterator[int]:
    """How many rows each scan of tasks has given."""
    if node.get("Relation Name") == "tasks":
        yield node["Actual Rows"]
    for below in node.get("Plans", []):
        yield from _read(below)


def _open_task(case_id: int) -> int:
    found = db.session.scalars(
        db.select(Task.id).where(Task.case_id == case_id, Task.closed_at.is_(None))
    ).one()
    db.session.rollback()
    return found
