"""How long 100 000 rows take to seal and to verify, on both databases: `make bench-audit`.

A made-up site is written row by row: cases with the members of their commission, each
with its history of eight events, and entries of who looked. Then the sealing job
runs until nothing is left, and `flask audit verify` goes over all of it, in a process of
its own, so that its memory is its own. Seconds are of the processor, in our process,
which neighbours on the machine hardly touch; ROWS sets another number of rows.
"""

import hashlib
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from sqlalchemy import Table, insert, text

import migrations
from app import create_app
from catalogue import CURRENT
from database import db
from domain.roles import Role
from jobs.audit import seal
from models.audit import SEALED
from models.cases import Case, Task
from tests.support.postgres import NoPostgres, PostgresServer
from tests.support.settings import make_settings

ROWS = int(os.environ.get("ROWS", "100000"))
EVENTS, ENTRIES = 8, 12
"""Of each case."""
BEGAN = datetime(2026, 9, 15, 6, tzinfo=UTC)
SERVICE = CURRENT["deferral"]


def main() -> None:
    """Print the table."""
    print("| | seal | rows/s | verify | rows/s | its memory |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    with TemporaryDirectory() as folder:
        _measure("SQLite", Path(folder), "")
    try:
        with PostgresServer() as server, TemporaryDirectory() as folder:
            _measure("PostgreSQL", Path(folder), server.create("bench"))
    except NoPostgres as error:
        sys.exit(str(error))


def _measure(name: str, folder: Path, url: str) -> None:
    app = create_app(make_settings(folder, DATABASE_URL=url))
    with app.app_context():
        migrations.upgrade(db.engine)
        rows = _fill()
        began = process_time()
        while seal():
            pass
        sealing = process_time() - began
        url = db.engine.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-m", "bench.audit", "verify", str(folder), url],
        check=True,
        capture_output=True,
        text=True,
    )
    summary, seconds, memory = done.stdout.splitlines()
    verifying = float(seconds)
    if f"sealed={rows} cases={rows // (EVENTS + ENTRIES)} broken=0 unexplained=0" not in summary:
        sys.exit(summary)
    print(
        f"| {name}, {rows} rows | {sealing:.1f} s | {rows / sealing:.0f}"
        f" | {verifying:.1f} s | {rows / verifying:.0f} | {memory} |",
        flush=True,
    )


def _verify(folder: str, url: str) -> None:
    """The command as an operator runs it, and what this process has needed at the most."""
    app = create_app(make_settings(Path(folder), DATABASE_URL=url))
    began = process_time()
    done = app.test_cli_runner().invoke(args=["audit", "verify"], catch_exceptions=False)
    print(done.output.splitlines()[-1])
    print(process_time() - began)
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _fill() -> int:
    """Cases, tasks, events and entries; returns how many rows will be sealed."""
    cases = ROWS // (EVENTS + ENTRIES)
    driver = db.session.connection().connection.driver_connection
    if db.engine.dialect.name == "sqlite" and driver is not None:
        db.session.rollback()
        driver.execute("PRAGMA foreign_keys = OFF")
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for first in range(1, cases + 1, 500):
            numbers = range(first, min(first + 500, cases + 1))
            for table, rows in (
                (Case.__table__, [_case(number) for number in numbers]),
                (Task.__table__, [task for number in numbers for task in _tasks(number)]),
                (SEALED["events"], [event for number in numbers for event in _events(number)]),
                (SEALED["audit_log"], [entry for number in numbers for entry in _entries(number)]),
            ):
                assert isinstance(table, Table)
                connection.execute(insert(table), rows)
    return cases * (EVENTS + ENTRIES)


def _case(number: int) -> dict[str, Any]:
    at = _at(number, 0)
    return {
        "id": number,
        "number": f"26{number:07d}",
        "draft_id": str(number),
        "person_id": number,
        "service": SERVICE.code,
        "edition": SERVICE.edition,
        "subtype": "S7",
        "body_id": 1,
        "district_code": "1",
        "status": "under_examination",
        "open_key": f"{number}:x",
        "application": "{}",
        "application_sha256": hashlib.sha256(b"{}").hexdigest(),
        "certified_by": "otp",
        "filed_at": at,
        "register_at": at,
        "counted_from": at.date(),
        "due_at": at,
        "correction_answer_by": at,
        "post_taken": False,
    }


def _tasks(number: int) -> Iterator[dict[str, Any]]:
    at = _at(number, 0)
    ended = [("filed", Role.SITE, "registered"), ("registered", Role.CHAIR, "forwarded")]
    for step, role, outcome in [*ended, *[("under_examination", Role.MEMBER, None)] * 3]:
        yield {
            "case_id": number,
            "step": step,
            "role": role,
            "opened_at": at,
            "counted_from": at.date(),
            "due_at": at,
            "outcome": outcome,
            "closed_at": at if outcome else None,
        }


def _events(number: int) -> Iterator[dict[str, Any]]:
    sha256 = hashlib.sha256(b"{}").hexdigest()
    moves = [
        ("filed", Role.CITIZEN, None, "filed", {"sha256": sha256}),
        ("registered", Role.SITE, "filed", "registered", {"due": _at(number, 0).isoformat()}),
        ("forwarded", Role.CHAIR, "registered", "under_examination", {}),
        *[("phone_refreshed", Role.SITE, None, None, {})] * (EVENTS - 3),
    ]
    for sequence, (code, role, before, after, data) in enumerate(moves, 1):
        yield {
            "id": number * EVENTS + sequence,
            "case_id": number,
            "sequence": sequence,
            "at": _at(number, sequence),
            "code": code,
            "role": role,
            "from_status": before,
            "to_status": after,
            "data": data,
        }


def _entries(number: int) -> Iterator[dict[str, Any]]:
    for place in range(ENTRIES):
        taken = {"action": "x", "event": number * EVENTS + 2 + place} if place < 2 else {}
        yield {
            "at": _at(number, place),
            "code": "action_taken" if taken else "case_seen",
            "role": Role.CHAIR,
            "officer_id": 1,
            "body_id": 1,
            "case_id": number,
            "data": taken,
            "request_id": f"{number:032x}",
        }


def _at(number: int, seconds: int) -> datetime:
    return BEGAN + timedelta(minutes=number, seconds=seconds)


if __name__ == "__main__":
    if sys.argv[1:2] == ["verify"]:
        _verify(*sys.argv[2:])
    else:
        main()
