"""What a step forward makes of rows that are there. That the steps lead to the models' tables,
the integration tests show, whose databases they make."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, Table, create_engine, select

import database
import migrations

NOON = datetime(2026, 11, 23, 7)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """An SQLite database without tables."""
    made = create_engine(f"sqlite:///{tmp_path}/database.sqlite3")
    database.prepare(made)
    return made


def table(engine: Engine, name: str) -> Table:
    return Table(name, MetaData(), autoload_with=engine)


def add(engine: Engine, name: str, **values: Any) -> None:
    """A row of the table as it is at this step; what it must have and was not given is made up."""
    made_up = {
        "VARCHAR": "",
        "INTEGER": 0,
        "BOOLEAN": False,
        "DATETIME": NOON,
        "DATE": date(2026, 11, 23),
        "JSON": {},
    }
    into = table(engine, name)
    needed = {
        column.name: made_up[type(column.type).__name__]
        for column in into.columns
        if not column.nullable and not column.primary_key and column.name not in values
    }
    with engine.begin() as connection:
        connection.execute(into.insert().values(**needed, **values))


def test_an_issued_document_survives_and_one_that_was_never_printed_goes(engine: Engine) -> None:
    migrations.upgrade(engine, "0001")
    add(engine, "districts", code="1")
    add(engine, "bodies", id=1, kind="commission")
    add(engine, "people", id=1)
    for number in (1, 2):
        add(engine, "drafts", id=str(number), person_id=1, status="submitted")
        case = {"id": number, "number": str(number), "draft_id": str(number)}
        add(engine, "cases", **case, person_id=1, body_id=1, district_code="1")
    document = {"kind": "conclusion", "storage_key": "key", "sha256": "hash", "size": 1}
    add(engine, "result_documents", id=1, case_id=1, verify_code="A", status="genuine", **document)
    add(engine, "result_documents", id=2, case_id=2, verify_code="B", status="being_prepared", kind="refusal")

    migrations.upgrade(engine, "0002")

    left = table(engine, "result_documents")
    with engine.connect() as connection:
        rows = connection.execute(select(left.c.id, left.c.status, left.c.storage_key)).all()
    assert rows == [(1, "genuine", "key")]
