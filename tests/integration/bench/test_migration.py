"""The sixth step adds indexes: rows stay as they are, and the version before goes on writing."""

import pytest
from sqlalchemy import Engine, inspect

import migrations
from tests.integration.test_migrations import a_case, add, engine, rows, table  # noqa: F401

TABLES = ("tasks", "recusals")


@pytest.fixture
def filled(engine: Engine) -> Engine:  # noqa: F811
    """A database of the step before with a case, a task and a recusal."""
    migrations.upgrade(engine, "0005")
    add(engine, "districts", code="1")
    add(engine, "bodies", id=1, kind="commission", district_code="1", active=True)
    add(engine, "officers", id=1, login="chair", name="Chair")
    add(engine, "people", id=1, iin="071301500014")
    add(engine, "drafts", id="1", person_id=1, status="submitted")
    add(engine, "cases", **a_case(1), person_id=1, body_id=1, district_code="1", status="filed")
    add(engine, "tasks", id=1, case_id=1, body_id=1, step="registered", role="chair")
    add(engine, "recusals", id=1, case_id=1, officer_id=1, reason="x")
    return engine


def test_what_is_there_keeps_its_values_and_its_indexes(filled: Engine) -> None:
    before = {name: (rows(filled, table(filled, name)), indexes(filled, name)) for name in TABLES}
    migrations.upgrade(filled, "0006")
    for name, (values, known) in before.items():
        assert rows(filled, table(filled, name)) == values
        assert len(values) == 1
        assert known < indexes(filled, name)


def test_the_version_before_goes_on(filled: Engine) -> None:
    tasks = table(filled, "tasks")
    migrations.upgrade(filled, "0006")
    add(filled, tasks, id=2, case_id=1, body_id=1, step="registered", role="chair")
    with filled.begin() as connection:
        connection.execute(tasks.update().where(tasks.c.id == 1).values(step="examined"))
    assert [(row.id, row.step) for row in rows(filled, tasks)] == [(1, "examined"), (2, "registered")]


def indexes(database: Engine, name: str) -> set[str]:
    """The names of the table's indexes."""
    return {str(index["name"]) for index in inspect(database).get_indexes(name)}
