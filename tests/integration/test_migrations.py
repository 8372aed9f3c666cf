"""What a step forward makes of rows that are there, and whether the version before goes on writing.

That the steps lead to the models' tables, the integration tests show, whose databases they make.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, MetaData, Row, Table, create_engine, inspect, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

import database
import migrations
from models.cases import Case
from models.drafts import Draft

NOON = datetime(2026, 11, 23, 7, tzinfo=UTC)
MADE_UP = {
    "VARCHAR": "",
    "INTEGER": 0,
    "BOOLEAN": False,
    "DATETIME": NOON,
    "TIMESTAMP": NOON,
    "DATE": date(2026, 11, 23),
    "JSON": {},
}


@pytest.fixture
def engine(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database without tables."""
    if database_kind == "sqlite":
        url = f"sqlite:///{tmp_path}/database.sqlite3"
    else:
        url = request.getfixturevalue("postgres_server").create(f"migrations_{uuid4().hex}")
    made = create_engine(url)
    database.prepare(made)
    yield made
    made.dispose()


def table(engine: Engine, name: str) -> Table:
    """The table as it is at this step."""
    return Table(name, MetaData(), autoload_with=engine, resolve_fks=False)


def add(engine: Engine, into: str | Table, **values: Any) -> None:
    """A row of the table; what it must have and was not given is made up."""
    if isinstance(into, str):
        into = table(engine, into)
    needed = {
        column.name: MADE_UP[type(column.type).__name__]
        for column in into.columns
        if not column.nullable and not column.primary_key and column.name not in values
    }
    with engine.begin() as connection:
        connection.execute(into.insert().values(**(needed | values)))


def rows(engine: Engine, of: Table) -> list[Row[Any]]:
    """All that stands in these columns."""
    with engine.connect() as connection:
        return list(connection.execute(select(*of.columns).order_by(*of.primary_key)).all())


def a_case(number: int) -> dict[str, Any]:
    """What tells one case from another; its draft has the same number."""
    return {"id": number, "number": str(number), "draft_id": str(number)}


def test_an_issued_document_survives_and_one_that_was_never_printed_goes(engine: Engine) -> None:
    migrations.upgrade(engine, "0001")
    add(engine, "districts", code="1")
    add(engine, "bodies", id=1, kind="commission")
    add(engine, "people", id=1)
    for number in (1, 2):
        add(engine, "drafts", id=str(number), person_id=1, status="submitted")
        add(engine, "cases", **a_case(number), person_id=1, body_id=1, district_code="1")
    document = {"kind": "conclusion", "storage_key": "key", "sha256": "hash", "size": 1}
    add(engine, "result_documents", id=1, case_id=1, verify_code="A", status="genuine", **document)
    add(engine, "result_documents", id=2, case_id=2, verify_code="B", status="being_prepared", kind="refusal")

    migrations.upgrade(engine, "0002")

    left = table(engine, "result_documents")
    with engine.connect() as connection:
        found = connection.execute(select(left.c.id, left.c.status, left.c.storage_key)).all()
    assert found == [(1, "genuine", "key")]


CHANGED = (
    *("bodies", "officers", "appointments", "people", "drafts", "cases", "tasks", "events", "notices"),
    *("documents", "result_documents"),
)
"""The tables of which the third step changes some, and what points at them."""


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """A database of the second step with a concluded case."""
    migrations.upgrade(engine, "0002")
    add(engine, "districts", code="1")
    add(engine, "bodies", id=1, kind="commission", district_code="1", active=True)
    add(engine, "officers", id=1, login="chair", name="Chair")
    add(engine, "appointments", id=1, officer_id=1, body_id=1, role="chair", starts_on=date(2025, 1, 1))
    add(engine, "people", id=1, iin="071301500014")
    add(engine, "drafts", id="1", person_id=1, service="deferral", status="submitted", answers={"a": "b"})
    add(
        engine, "cases", **a_case(1), person_id=1, body_id=1, district_code="1", status="concluded",
        hearing_notice_by=NOON, due_at=NOON,
    )  # fmt: skip
    add(engine, "tasks", id=1, case_id=1, body_id=1, step="concluded", role="military_body", due_at=NOON)
    add(engine, "events", id=1, case_id=1, sequence=1, code="concluded", officer_id=1, data={"note": "x"})
    add(engine, "notices", id=1, body_id=1, case_id=1, role="chair", code="overdue")
    add(engine, "documents", id=1, public_id="p", case_id=1, person_id=1, state="current", storage_key="d")
    add(
        engine, "result_documents", id=1, case_id=1, verify_code="A", status="genuine", kind="conclusion",
        storage_key="key", sha256="hash", size=1,
    )  # fmt: skip
    return engine


def test_what_is_there_when_contract_service_comes_keeps_its_values(filled: Engine) -> None:
    before = {name: table(filled, name) for name in CHANGED}
    values = {name: rows(filled, of) for name, of in before.items()}
    assert all(len(found) == 1 for found in values.values())

    migrations.upgrade(filled, "0003")

    assert {name: rows(filled, of) for name, of in before.items()} == values
    migrations.upgrade(filled)
    with Session(filled) as session:
        case = session.get_one(Case, 1)
        assert (case.shown_status, case.post_taken, case.vacancy_id) == ("concluded", False, None)
        assert session.scalars(select(Case.shown_status)).all() == ["concluded"]
        assert session.get_one(Draft, "1").questionnaire == {}


def test_the_version_before_goes_on_beside_contract_service(filled: Engine) -> None:
    """It names its own columns alone, and moves a case whose shown status it does not know."""
    before = {name: table(filled, name) for name in CHANGED}

    migrations.upgrade(filled, "0003")

    add(filled, before["drafts"], id="2", person_id=1, status="submitted")
    add(filled, before["cases"], **a_case(2), person_id=1, body_id=1, district_code="1", status="filed")
    add(filled, before["tasks"], id=2, case_id=2, body_id=1, role="chair")
    add(filled, before["notices"], id=2, body_id=1, case_id=2, role="chair")
    document = {"case_id": 2, "verify_code": "B", "status": "genuine", "kind": "refusal", "storage_key": "k"}
    add(filled, before["result_documents"], id=2, **document)
    cases = before["cases"]
    with filled.begin() as connection:
        connection.execute(cases.update().where(cases.c.id == 2).values(status="registered"))
    migrations.upgrade(filled)
    with Session(filled) as session:
        case = session.get_one(Case, 2)
        assert (case.shown_status, case.post_taken) == ("registered", False)
        assert session.get_one(Draft, "2").questionnaire == {}


def test_the_new_codes_are_known_then_and_others_still_are_not(filled: Engine) -> None:
    with pytest.raises(IntegrityError):
        add(filled, "bodies", id=2, kind="ministry")
    migrations.upgrade(filled, "0003")
    add(filled, "bodies", id=2, kind="ministry")
    add(filled, "appointments", id=2, officer_id=1, body_id=2, role="executor")
    with pytest.raises(IntegrityError):
        add(filled, "bodies", id=3, kind="kingdom")
    with pytest.raises(IntegrityError):
        add(filled, "appointments", id=3, officer_id=1, body_id=2, role="king")
    second = {"case_id": 1, "status": "genuine", "sha256": "hash", "size": 1}
    add(filled, "result_documents", **second, id=2, verify_code="B", kind="instruction", storage_key="b")
    with pytest.raises(IntegrityError):
        add(filled, "result_documents", **second, id=3, verify_code="C", kind="refusal", storage_key="c")


def test_no_constraint_is_lost_where_a_table_is_changed(filled: Engine) -> None:
    def constraints(name: str) -> set[str]:
        found = inspect(filled)
        return {
            str(one["name"])
            for kind in ("check_constraints", "foreign_keys", "unique_constraints", "indexes")
            for one in getattr(found, f"get_{kind}")(name)
        }

    before = {name: constraints(name) for name in CHANGED}
    assert all(before[name] for name in ("cases", "documents", "result_documents", "appointments"))
    migrations.upgrade(filled, "0003")
    assert {name: before[name] - constraints(name) for name in CHANGED} == {name: set() for name in CHANGED}


def test_work_and_periodic_jobs_from_before_go_on_and_so_does_the_version_before(engine: Engine) -> None:
    migrations.upgrade(engine, "0004")
    outbox, periodic = table(engine, "outbox"), table(engine, "periodic_runs")
    add(engine, outbox, id=1, topic="send_message", subject_id=7)
    add(engine, periodic, name="sweep_messages", began_at=NOON)
    before = rows(engine, outbox), rows(engine, periodic)

    migrations.upgrade(engine, "0005")

    assert (rows(engine, outbox), rows(engine, periodic)) == before
    add(engine, outbox, id=2, topic="send_message", subject_id=8)
    add(engine, periodic, name="sweep_outbox", began_at=NOON)
    with engine.connect() as connection:
        new = table(engine, "outbox"), table(engine, "periodic_runs")
        assert connection.scalars(select(new[0].c.request_id)).all() == [None, None]
        ended = {row.name: row.ended_at for row in connection.execute(select(new[1]))}
        assert (ended["sweep_messages"], ended["sweep_outbox"]) == (before[1][0].began_at, None)


def test_documents_and_drafts_from_before_stay_and_the_version_before_goes_on(engine: Engine) -> None:
    migrations.upgrade(engine, "0006")
    drafts = table(engine, "drafts")
    add(engine, "people", id=1, iin="071301500014")
    add(engine, drafts, id="1", person_id=1, status="open")
    before = rows(engine, drafts)

    migrations.upgrade(engine, "0007")

    assert rows(engine, drafts) == before
    add(engine, drafts, id="2", person_id=1, status="open")
    with engine.connect() as connection:
        new = table(engine, "drafts"), table(engine, "result_documents")
        assert connection.scalars(select(new[0].c.opening_sms_on)).all() == [None, None]
        assert "reminded_on" in new[1].c
    assert rows(engine, table(engine, "filing_proofs")) == []


def test_history_from_before_matters_and_uploads_stays_append_only_and_the_version_before_goes_on(
    filled: Engine,
) -> None:
    migrations.upgrade(filled, "0007")
    tasks, events = table(filled, "tasks"), table(filled, "events")
    before = rows(filled, tasks), rows(filled, events)

    migrations.upgrade(filled, "0009")

    assert (rows(filled, tasks), rows(filled, events)) == before
    add(filled, tasks, id=2, case_id=1, body_id=1, role="chair")
    add(filled, events, id=2, case_id=1, sequence=2, code="recorded")
    for of in ("tasks", "events"):
        with filled.connect() as connection:
            assert connection.scalars(select(table(filled, of).c.matter_id)).all() == [None, None]
    with filled.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(events.update().values(code="withdrawn"))
    assert rows(filled, table(filled, "uploads")) == rows(filled, table(filled, "matters")) == []
