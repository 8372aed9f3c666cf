"""Sealing and anchoring: in order, once, by one process, in batches, and not by requests."""

import logging
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError

from actions import sealing
from actions.audit import record
from clock import now
from database import db, transaction
from domain.audit_chain import START, Anchor, canonical, link
from domain.roles import SITE
from jobs import audit as job
from jobs.audit import seal
from models.audit import APPEND_ONLY, SEALED, AuditAnchor, AuditEntry, AuditSeal
from models.cases import Event
from tests.conftest import TestClock
from tests.integration.audit.conftest import Verdict, look
from tests.support import factories as make
from tests.support.factories import Commission

pytestmark = pytest.mark.usefixtures("session", "clock", "file")


def seals() -> list[AuditSeal]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditSeal).order_by(AuditSeal.sequence)))


def add_entries(count: int) -> None:
    with transaction():
        for _ in range(count):
            record("work_retried", SITE, topic="send_code")


def add_entry(row_id: int, at: datetime) -> None:
    """With an id of our choice, as when another transaction had taken it before."""
    entry = {"id": row_id, "at": at, "code": "work_retried", "role": "site", "data": {}}
    with transaction():
        db.session.execute(insert(AuditEntry), [entry])


def rows_there() -> int:
    return sum(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in SEALED.values())


def test_every_row_is_chained_once_however_often_it_runs(commission: Commission) -> None:
    make.make_case(commission, at="concluded")
    assert seal() == rows_there()
    assert seal() == 0
    found = seals()
    assert [one.sequence for one in found] == list(range(1, rows_there() + 1))
    assert {one.source for one in found} == set(SEALED)


def test_each_hash_is_of_the_one_before_and_the_row_as_documented(commission: Commission) -> None:
    look(commission, 1)
    seal()
    previous = START
    for one in seals():
        row = db.session.execute(
            select(SEALED[one.source]).where(SEALED[one.source].c.id == one.row_id)
        ).one()
        previous = link(previous, canonical(one.source, row._mapping, one.sealed_at))
        assert one.hash == previous


def test_a_row_that_is_committed_after_later_ones_is_chained_later(clock: TestClock) -> None:
    """PostgreSQL gives out ids before the commit: a higher one may be there first."""
    add_entries(1)
    add_entry(9, clock())
    seal()
    add_entry(5, clock())
    assert seal() == 1
    assert [one.row_id for one in seals()] == [1, 9, 5]


def test_one_that_is_very_late_is_found_when_the_day_ends(
    clock: TestClock, monkeypatch: pytest.MonkeyPatch, verify: object
) -> None:
    monkeypatch.setattr(job.audit_chain, "LATE_ROWS", 0)
    monkeypatch.setattr(job.audit_chain.look_back, "__defaults__", (0,))
    add_entry(9, clock())
    seal()
    add_entry(5, clock())
    assert seal() == 0
    clock.advance(days=1)
    assert seal() == 1


def test_a_backlog_is_worked_off_in_bounded_batches(
    monkeypatch: pytest.MonkeyPatch, clock: TestClock
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 10)
    monkeypatch.setattr(job, "MOST_BATCHES", 3)
    add_entries(35)
    assert [seal(), seal(), seal()] == [30, 5, 0]
    assert [one.row_id for one in seals()] == list(range(1, 36))


def test_a_day_is_anchored_only_when_its_rows_are_chained(
    monkeypatch: pytest.MonkeyPatch, clock: TestClock
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 10)
    monkeypatch.setattr(job, "MOST_BATCHES", 1)
    add_entries(5)
    seal()
    add_entries(15)
    clock.advance(days=1)
    seal()
    assert db.session.scalars(select(AuditAnchor)).all() == []
    seal()
    seal()
    assert [anchor.sequence for anchor in db.session.scalars(select(AuditAnchor))] == [20]


def test_two_tables_are_chained_by_time_also_when_one_has_more_than_a_batch(
    commission: Commission, monkeypatch: pytest.MonkeyPatch, clock: TestClock
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 10)
    add_entries(25)
    clock.advance(hours=2)
    make.make_case(commission, at="examined")
    seal()
    moments = []
    for one in seals():
        table = SEALED[one.source]
        moments.append(db.session.scalar(select(table.c.at).where(table.c.id == one.row_id)))
    assert moments == sorted(moments)


def test_the_other_sealer_leaves_the_chain_alone(app: Flask) -> None:
    """On SQLite the second writer waits; on PostgreSQL it does not even try."""
    add_entries(3)
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one writer in at a time, which test_database.py shows")
    with db.engine.begin() as other:
        other.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": sealing._ONE_AT_A_TIME})
        assert seal() == 0
    assert seal() == 3


def test_a_forked_chain_is_refused_by_the_database(clock: TestClock) -> None:
    add_entries(1)
    seal()
    fork = {"sequence": 1, "source": "audit_log", "row_id": 2, "sealed_at": clock(), "hash": START}
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(AuditSeal), [fork])


def test_a_killed_run_is_taken_up_where_it_was(monkeypatch: pytest.MonkeyPatch, clock: TestClock) -> None:
    """Killed between the anchor's row and its line, and between the line and the note of it."""
    add_entries(2)
    seal()
    clock.advance(days=1)
    with monkeypatch.context() as killed:
        killed.setattr(job, "_file_anchors", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            seal()
    with monkeypatch.context() as killed:
        killed.setattr(sealing, "record_filed", lambda _id: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            seal()
    seal()
    anchor = db.session.scalars(select(AuditAnchor)).one()
    assert anchor.filed_at is not None


def test_each_day_ends_with_an_anchor_in_table_file_and_log(
    file: Path, clock: TestClock, caplog: pytest.LogCaptureFixture, verify: object
) -> None:
    add_entries(2)
    seal()
    assert not file.exists()
    clock.set("2026-11-24T00:00:30")
    with caplog.at_level(logging.INFO, "jobs.audit"):
        seal()
        seal()
    anchor = db.session.scalars(select(AuditAnchor)).one()
    assert (anchor.day, anchor.sequence, anchor.hash) == (date(2026, 11, 23), 2, seals()[-1].hash)
    assert [Anchor.read(line).hash for line in file.read_text().splitlines()] == [anchor.hash]
    assert (file.stat().st_mode & 0o777) == 0o600
    told = [record.message for record in caplog.records if "audit anchor" in record.message]
    assert len(told) == 1 and told[0].replace(":", "").endswith(anchor.hash)


def test_a_quiet_day_has_an_anchor_and_a_stopped_site_none(file: Path, clock: TestClock) -> None:
    add_entries(1)
    seal()
    for _ in range(2):
        clock.advance(days=1)
        seal()
    clock.advance(days=3)
    seal()
    days = [Anchor.read(line).day for line in file.read_text().splitlines()]
    assert days == [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 27)]


def test_an_empty_site_has_nothing_to_anchor(file: Path, clock: TestClock) -> None:
    seal()
    clock.advance(days=1)
    seal()
    assert not file.exists()


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("how", ["UPDATE {} SET {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_rows_are_neither_changed_nor_removed(app: Flask, case_id: int, table: str, how: str) -> None:
    if how.startswith("TRUNCATE") and db.engine.dialect.name == "sqlite":
        how = "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"
    column = {"audit_log": "code = 'x'", "events": "code = 'x'"}.get(table, "hash = 'x'")
    db.session.rollback()
    with pytest.raises(IntegrityError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text(how.format(table, column)))


def test_a_history_told_anew_by_insert_or_replace_is_refused(app: Flask, case_id: int) -> None:
    """SQLite would delete the row with the same case and sequence, and no trigger of deletion fires."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE; its ON CONFLICT is an UPDATE")
    columns = [column.name for column in Event.__table__.columns if column.name != "id"]
    again = f"INSERT OR REPLACE INTO events ({', '.join(columns)}) SELECT {', '.join(columns)} FROM events"
    with pytest.raises(IntegrityError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text(again))


def test_a_verdict_reads(case_id: int, verify: Callable[..., Verdict]) -> None:
    verdict = verify()
    assert (verdict.code, verdict.faults) == (0, [])
    assert verdict.figures["entries"] == verdict.figures["sealed"] == rows_there()
    assert verdict.figures["cases"] == 1


def test_who_writes_does_not_wait_for_the_sealer(app: Flask) -> None:
    """The sealer's transaction is open while a request commits its entry."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("on SQLite everybody waits for the one writer; a batch takes hundredths of a second")
    add_entries(3)
    with db.engine.begin() as other:
        other.execute(text("SET LOCAL lock_timeout = '100ms'"))
        with transaction():
            sealing.seal_batch({}, now())
            other.execute(
                text("INSERT INTO audit_log (at, code, role, data) VALUES (now(), 'x', 'site', '{}')")
            )
