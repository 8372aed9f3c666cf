"""Reading the chain: where the sealing goes on, and all of it in batches for who checks it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, text

import clock
from database import db
from domain.audit_chain import Anchor, Seal
from models.audit import APPEND_ONLY, SEALED, AuditAnchor, AuditSeal

LATE_ROWS = 10_000
"""How many ids a run of the sealing job looks back for rows that were committed after later ones."""

BATCH = 1000


@dataclass(frozen=True)
class Unsealed:
    """A row that no seal is over."""

    source: str
    row_id: int
    at: datetime


def look_back(ids: int = LATE_ROWS) -> dict[str, int]:
    """From which id on the sealing job looks for rows, by table: so many below the newest that is sealed.

    A query for each table.
    """
    newest = {
        source: db.session.scalar(select(func.max(AuditSeal.row_id)).where(AuditSeal.source == source))
        for source in SEALED
    }
    return {source: max(0, (row_id or 0) - ids) for source, row_id in newest.items()}


def first_unsealed() -> dict[str, int]:
    """The first id that is not sealed, by table; a query for each, which reads the whole table."""
    return {
        source: db.session.scalar(select(func.min(table.c.id)).where(~_is_sealed(source))) or 0
        for source, table in SEALED.items()
    }


def is_anchor_due(day: date) -> bool:
    """Whether this day of Almaty has ended without an anchor; two queries."""
    first = db.session.scalar(select(AuditSeal.sealed_at).order_by(AuditSeal.sequence).limit(1))
    last = db.session.scalar(select(func.max(AuditAnchor.day)))
    return first is not None and clock.local(first).date() <= day and (last is None or last < day)


def anchor_of(anchor_id: int) -> tuple[Anchor, bytes | None]:
    """The anchor, and its time stamp if it has one. Raises NoResultFound."""
    row = db.session.get_one(AuditAnchor, anchor_id)
    return _anchor(row), row.token


def unfiled_anchors() -> list[tuple[int, Anchor]]:
    """Anchors that do not stand in the file yet, with their ids, the oldest first."""
    rows = db.session.scalars(
        select(AuditAnchor).where(AuditAnchor.filed_at.is_(None)).order_by(AuditAnchor.day)
    )
    return [(row.id, _anchor(row)) for row in rows]


def read_consistently() -> None:
    """Let all that is read until the session ends be of one moment, while others go on writing."""
    db.session.rollback()
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def seals() -> Iterator[tuple[Seal, Mapping[str, Any] | None]]:
    """All seals in their order, each with its row; one query for a batch and one for each table."""
    after = 0
    while True:
        batch = [
            Seal(*row)
            for row in db.session.execute(
                select(
                    AuditSeal.sequence,
                    AuditSeal.source,
                    AuditSeal.row_id,
                    AuditSeal.sealed_at,
                    AuditSeal.hash,
                )
                .where(AuditSeal.sequence > after)
                .order_by(AuditSeal.sequence)
                .limit(BATCH)
            )
        ]
        if not batch:
            return
        rows = {source: _rows(source, batch) for source in SEALED}
        for seal in batch:
            yield seal, rows.get(seal.source, {}).get(seal.row_id)
        after = batch[-1].sequence


def anchors() -> Iterator[tuple[Anchor, datetime | None, bytes | None]]:
    """All anchors by their day, with when each was filed and its time stamp; one query."""
    rows = db.session.scalars(select(AuditAnchor).order_by(AuditAnchor.day).execution_options(yield_per=100))
    for row in rows:
        yield _anchor(row), row.filed_at, row.token


def unsealed(before: datetime) -> Iterator[Unsealed]:
    """Rows of before this moment that no seal is over; a query for a batch."""
    for source, table in SEALED.items():
        after = 0
        while True:
            rows = db.session.execute(
                select(table.c.id, table.c.at)
                .where(table.c.id > after, table.c.at < before, ~_is_sealed(source))
                .order_by(table.c.id)
                .limit(BATCH)
            ).all()
            yield from (Unsealed(source, row.id, row.at) for row in rows)
            if len(rows) < BATCH:
                break
            after = rows[-1].id


def counted() -> int:
    """How many rows there are that are chained, or will be; a query for each table."""
    return sum(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in SEALED.values())


def unprotected() -> list[str]:
    """The tables of which the database lets rows be changed or deleted; one query."""
    if db.session.get_bind().dialect.name == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
        needed = {table: {f"{table}_append_only"} for table in APPEND_ONLY}
        # In this one some columns may be filled in, once.
        needed["audit_anchors"].add("audit_anchors_append_only_update")
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        needed = {
            table: {f"{table}_append_only_{what}" for what in ("update", "delete", "insert")}
            for table in APPEND_ONLY
        }
    present = set(db.session.scalars(text(query)))
    return [table for table, triggers in needed.items() if not triggers <= present]


def _is_sealed(source: str) -> Any:
    table = SEALED[source]
    return (
        select(AuditSeal.sequence)
        .where(AuditSeal.source == source, AuditSeal.row_id == table.c.id)
        .correlate(table)
        .exists()
    )


def _rows(source: str, batch: Sequence[Seal]) -> dict[int, Mapping[str, Any]]:
    table = SEALED[source]
    ids = [seal.row_id for seal in batch if seal.source == source]
    found = db.session.execute(select(table).where(table.c.id.in_(ids)))
    return {row.id: row._asdict() for row in found}


def _anchor(row: AuditAnchor) -> Anchor:
    return Anchor(row.day, row.sequence, row.hash, row.at)
