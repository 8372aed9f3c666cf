"""Questions to the registries of the state, and what they answered."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UTCDateTime
from domain.registry_facts import QueryStatus


class RegistryQuery(Model):
    """One question about one person to one registry, kept with its answer.

    A draft has at most one question of a kind; a sign-in has its own each time.
    `asked_at` is the last attempt's moment. `next_attempt_at` is when the
    registry may be asked (again), empty once nobody will: only while it is set
    can an answer or a failure land. `error_kind` is the last failure's
    (no_answer, transient, permanent, refused); it stays beside a later answer.
    """

    __tablename__ = "registry_queries"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(36), unique=True, default=lambda: str(uuid.uuid4()))
    kind: Mapped[str] = mapped_column(String(30))
    iin: Mapped[str] = mapped_column(String(12))
    purpose: Mapped[str] = mapped_column(String(20))
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("drafts.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    status: Mapped[str] = mapped_column(String(10), default=QueryStatus.QUEUED)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    deadline_at: Mapped[datetime] = mapped_column(UTCDateTime)
    next_attempt_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    facts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    missing: Mapped[list[str]] = mapped_column(JSON, default=list)
    error_code: Mapped[str | None] = mapped_column(String(40))
    error_kind: Mapped[str | None] = mapped_column(String(10))

    __table_args__ = (
        CheckConstraint(
            "status IN ({})".format(", ".join(f"'{status}'" for status in sorted(QueryStatus))),
            name="status_known",
        ),
        UniqueConstraint("draft_id", "kind"),
        Index("ix_registry_queries_status_deadline_at", "status", "deadline_at"),
    )

    def __repr__(self) -> str:
        return f"<RegistryQuery {self.public_id} {self.kind} {self.status}>"
