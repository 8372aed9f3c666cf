"""The audit log: who did or saw what, when, in what role; rows are only added. And the chain over it.

The database refuses to change or delete a row of the tables in APPEND_ONLY
(migration 0004). `cases` have their history in `events`, which is chained, too.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UTCDateTime
from models.cases import Event


class AuditEntry(Model):
    """One act or look. Ids are plain numbers, so that the log outlives what it names."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    code: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int | None]
    officer_id: Mapped[int | None]
    body_id: Mapped[int | None]
    case_id: Mapped[int | None]
    subject: Mapped[str | None] = mapped_column(String(80))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    request_id: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (Index("ix_audit_log_case_id_at", "case_id", "at"),)


class AuditSeal(Model):
    """One link of the chain (domain/audit_chain.py), over a row of one of the SEALED tables.

    It points at the row by a plain number: the seal has to outlive the row that
    somebody removes. `sealed_at` is when the run of the sealing job began.
    """

    __tablename__ = "audit_seals"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(20))
    row_id: Mapped[int]
    sealed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("source", "row_id"),)


class AuditAnchor(Model):
    """The head of the chain at the end of a day of Almaty, kept outside of the database as well.

    `filed_at`: when it was written to the file. `token`: the time stamp over its
    line (RFC 3161, DER), where there is an authority.
    """

    __tablename__ = "audit_anchors"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    filed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    token: Mapped[bytes | None] = mapped_column(LargeBinary)


SEALED: dict[str, Table] = {
    model.__tablename__: model.__table__  # type: ignore[misc]
    for model in (AuditEntry, Event)
}
"""The tables whose rows are chained, by name."""

APPEND_ONLY = ("audit_log", "events", "audit_seals", "audit_anchors")
"""Tables that the database itself protects. An anchor can only be filed and stamped, each once."""
