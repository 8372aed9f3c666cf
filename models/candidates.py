"""What the bodies find out and decide about a candidate, each kept apart (834; CON-7 to CON-15)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UTCDateTime


class Decline(Model):
    """Why a candidate was declined: the closed part of the system, which the candidate never sees (CON-7)."""

    __tablename__ = "declines"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(30))
    grounds: Mapped[list[str]] = mapped_column(JSON)
    facts: Mapped[str]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class SpecialCheck(Model):
    """The file that went to the security department, and its answer: signed, or on paper (CON-8, CON-10)."""

    __tablename__ = "special_checks"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    positive: Mapped[bool | None]
    note: Mapped[str] = mapped_column(default="")
    outgoing_number: Mapped[str | None] = mapped_column(String(40))
    outgoing_date: Mapped[date | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint(
            "positive IS NULL OR positive OR outgoing_number IS NOT NULL", name="negative_has_number"
        ),
    )


class Examination(Model):
    """The conclusion of the medical commission's chair, and the answer of the department (CON-13)."""

    __tablename__ = "examinations"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    medical: Mapped[str | None] = mapped_column(String(10))
    psychological: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(default="")
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    concluded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    fitness: Mapped[str | None] = mapped_column(String(10))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class DrawnUpPaper(Model):
    """An agreement or an instruction as the executor drew it up: the bytes that are signed (CON-14, CON-15).

    `draft` is what actions/results.py needs to issue it, `code` the verification
    code printed on it. A new one takes the place of one that was not signed.
    """

    __tablename__ = "drawn_up_papers"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(12))
    draft: Mapped[dict[str, Any]] = mapped_column(JSON)
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (UniqueConstraint("case_id", "kind"),)
