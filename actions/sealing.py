"""Chaining the audit log and the cases' histories, and anchoring each day (docs/adr/0018).

No request waits for this: rows are written without it and chained a little later, in
the order in which the sealing finds them.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, insert, select, text

import clock
from actions import outbox
from database import db, lock_row
from domain.audit_chain import START, canonical, link
from models.audit import SEALED, AuditAnchor, AuditSeal

BATCH = 200
"""Rows of each table that are chained in one transaction: some hundredths of a second, for which on SQLite
other writers wait."""

STAMP = "stamp_anchor"

_ONE_AT_A_TIME = 0x51595A4D  # "QYZM": the name of the lock that a sealer holds


def seal_batch(found_from: Mapping[str, int], sealed_at: datetime) -> int:
    """Chain some rows that are not chained yet; returns how many, 0 when none is left.

    `found_from`: by table, the id from which on they are looked for. Rows of both
    tables are chained by their own time, as far as that can be told. Returns 0
    as well while another process is at it.
    """
    if not _is_alone():
        return 0
    rows = _unsealed(found_from)
    if not rows:
        return 0
    sequence, previous = _head()
    seals = []
    for source, row in rows:
        sequence += 1
        previous = link(previous, canonical(source, row, sealed_at))
        seals.append(
            {
                "sequence": sequence,
                "source": source,
                "row_id": row["id"],
                "sealed_at": sealed_at,
                "hash": previous,
            }
        )
    db.session.execute(insert(AuditSeal), seals)
    return len(seals)


def end_day(day: date, *, stamped: bool) -> AuditAnchor | None:
    """Anchor the end of this day of Almaty, once everything is chained; None when that was done before,
    for it or for a later day, or while another process seals.

    `stamped`: there is an authority, which a job then asks for a time stamp.
    """
    if not _is_alone():
        return None
    last = db.session.scalar(select(func.max(AuditAnchor.day)))
    sequence, hash_ = _head()
    if sequence == 0 or (last is not None and last >= day):
        return None
    anchor = AuditAnchor(day=day, sequence=sequence, hash=hash_, at=clock.now())
    db.session.add(anchor)
    db.session.flush()
    if stamped:
        outbox.put(STAMP, anchor.id)
    return anchor


def record_filed(anchor_id: int) -> None:
    """The anchor stands in the file outside of the database."""
    anchor = lock_row(AuditAnchor, anchor_id)
    if anchor.filed_at is None:
        anchor.filed_at = clock.now()


def record_token(anchor_id: int, token: bytes) -> None:
    """Keep the time stamp over the anchor; the first one, when two jobs have asked."""
    anchor = lock_row(AuditAnchor, anchor_id)
    if anchor.token is None:
        anchor.token = token


def yesterday() -> date:
    """The day of Almaty that ended last."""
    return clock.today() - timedelta(days=1)


def _is_alone() -> bool:
    """Whether no other process seals, until the transaction ends. SQLite lets one writer in anyway."""
    if db.session.get_bind().dialect.name != "postgresql":
        return True
    lock = text("SELECT pg_try_advisory_xact_lock(:name)")
    return bool(db.session.scalar(lock, {"name": _ONE_AT_A_TIME}))


def _head() -> tuple[int, str]:
    last = db.session.execute(
        select(AuditSeal.sequence, AuditSeal.hash).order_by(AuditSeal.sequence.desc()).limit(1)
    ).one_or_none()
    return (last.sequence, last.hash) if last else (0, START)


def _unsealed(found_from: Mapping[str, int]) -> list[tuple[str, Mapping[str, Any]]]:
    """Rows by their time. Of two tables of which one has more than a batch, the other must not run ahead."""
    found = {source: _of_table(source, found_from.get(source, 0)) for source in SEALED}
    until = min((rows[-1].at for rows in found.values() if len(rows) == BATCH), default=None)
    rows: list[tuple[str, Mapping[str, Any]]] = [
        (source, row._asdict())
        for source, of_table in found.items()
        for row in of_table
        if until is None or row.at <= until
    ]
    return sorted(rows, key=lambda one: (one[1]["at"], one[0], one[1]["id"]))


def _of_table(source: str, found_from: int) -> Sequence[Row[Any]]:
    table = SEALED[source]
    is_sealed = select(AuditSeal.sequence).where(AuditSeal.source == source, AuditSeal.row_id == table.c.id)
    return db.session.execute(
        select(table).where(table.c.id >= found_from, ~is_sealed.exists()).order_by(table.c.id).limit(BATCH)
    ).all()
