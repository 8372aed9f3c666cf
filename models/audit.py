"""The audit log: who did or saw what, when, in what role; rows are only added."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UTCDateTime


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
