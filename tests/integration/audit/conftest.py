"""A site that has worked for two days, its log sealed and anchored; and somebody who owns its database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from actions.audit import record_look
from actions.complaints import file_complaint
from database import db, transaction
from integrations import anchor_file
from jobs.audit import seal
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.factories import Commission


@dataclass(frozen=True)
class Verdict:
    """What `flask audit verify` said."""

    code: int
    faults: list[str]
    summary: str

    @property
    def figures(self) -> dict[str, int]:
        """The figures of the last line."""
        return {name: int(value) for name, value in (pair.split("=") for pair in self.summary.split()[1:])}


@pytest.fixture
def file(app: Flask) -> Iterator[Path]:
    """Where the anchors are written."""
    path = app.config["SETTINGS"].data_dir / anchor_file.NAME
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


@pytest.fixture
def verify(app: Flask, file: Path) -> Callable[..., Verdict]:
    """Run the command."""

    def run(*options: str) -> Verdict:
        db.session.rollback()
        done = app.test_cli_runner().invoke(args=["audit", "verify", *options])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        *faults, summary = done.output.splitlines()
        return Verdict(done.exit_code, faults, summary)

    return run


@pytest.fixture
def commission(app: Flask, clock: TestClock) -> Commission:
    make.make_calendar()
    return make.make_commission()


@pytest.fixture
def case_id(commission: Commission, clock: TestClock, file: Path) -> int:
    """A case that was refused on the first day and complained of on the second; the first day is anchored."""
    case_id = make.make_case(commission, at="refused")
    look(commission, case_id)
    seal()
    clock.set("2026-11-24T09:00")
    seal()
    with transaction():
        file_complaint(case_id, make.citizen(1), "decision", "Мөр болған")
    look(commission, case_id)
    clock.advance(hours=2)
    seal()
    return case_id


def look(commission: Commission, case_id: int) -> None:
    """The chair opens the case."""
    with transaction():
        record_look(commission.chair, case_id=case_id)


def attack(*statements: str, **values: Any) -> None:
    """What somebody does who owns the database: rows change, triggers and foreign keys look away."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            _change(connection, statements, values)
        return
    with db.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            triggers = connection.execute(
                text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            ).all()
            for name, _sql in triggers:
                connection.execute(text(f"DROP TRIGGER {name}"))
            _change(connection, statements, values)
            for _name, sql in triggers:
                connection.exec_driver_sql(sql)
        driver.execute("PRAGMA foreign_keys = ON")


def _change(connection: Connection, statements: tuple[str, ...], values: dict[str, Any]) -> None:
    for statement in statements:
        done = connection.execute(text(statement), values)
        assert done.rowcount, f"this attack changed nothing: {statement}"
