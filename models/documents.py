"""Papers that come in with a case, and result documents that go out of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UTCDateTime
from domain.schema import ResultKind


class DocumentState(StrEnum):
    """What a paper is to its draft or case now."""

    CURRENT = "current"
    REPLACED = "replaced"
    REMOVED = "removed"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


CHECK_SCAN = "special_check_answer"
"""The kind of the paper on which a security department answered."""

EXAMINATION_SCAN = "examination_answer"
"""The kind of the scan that the department for defence attaches."""

CONCLUSION_SCAN = "examination_conclusion"
"""The kind of the scan from which a silent chair's conclusion was entered."""


class ResultStatus(StrEnum):
    """What a result document is worth to whoever checks it."""

    GENUINE = "genuine"
    REPLACED = "replaced"
    ANNULLED = "annulled"


def one_of(column: str, codes: type[StrEnum]) -> str:
    """The condition that a column holds one of these codes."""
    return "{} IN ({})".format(column, ", ".join(f"'{code}'" for code in codes))


class Document(Model):
    """One paper of a draft, later of its case. Its bytes never change: a new paper is a new row.

    `kind` is the code of the required document; a paper nobody asked for has
    `additional`. `public_id` stands in addresses. `storage_key` names clean
    bytes in the store, whose SHA-256 and size in bytes stand beside it.
    """

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("drafts.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(default="")
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    pages: Mapped[int]
    content_type: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default=DocumentState.CURRENT)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    correction_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("draft_id IS NOT NULL OR case_id IS NOT NULL", name="belongs_somewhere"),
        CheckConstraint("(person_id IS NULL) <> (officer_id IS NULL)", name="one_uploader"),
        CheckConstraint(one_of("state", DocumentState), name="state_known"),
        Index("ix_documents_draft_id_state", "draft_id", "state"),
        Index("ix_documents_case_id_state", "case_id", "state"),
    )


class ResultDocument(Model):
    """The document that a case ends with: the facts that it prints, and the bytes that were signed.

    `issued_at` is the moment of the decision that it carries, `reminded_on` the day on which
    its holder was last reminded that `until_date` comes. Its signatures are
    those of the signing paper with the same `storage_key`.
    """

    __tablename__ = "result_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    verify_code: Mapped[str] = mapped_column(String(16), unique=True)
    status: Mapped[str] = mapped_column(String(14))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    until_date: Mapped[date | None] = mapped_column(index=True)
    reminded_on: Mapped[date | None]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("result_documents.id"))
    reason: Mapped[str | None]
    annulled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint(one_of("kind", ResultKind), name="kind_known"),
        CheckConstraint(one_of("status", ResultStatus), name="status_known"),
        # One decision of a case at a time is in force, however many actions meet; an instruction follows it.
        Index(
            "uq_result_documents_in_force",
            "case_id",
            unique=True,
            sqlite_where=text("status = 'genuine' AND kind <> 'instruction'"),
            postgresql_where=text("status = 'genuine' AND kind <> 'instruction'"),
        ),
        Index(
            "uq_result_documents_instruction",
            "case_id",
            unique=True,
            sqlite_where=text("status = 'genuine' AND kind = 'instruction'"),
            postgresql_where=text("status = 'genuine' AND kind = 'instruction'"),
        ),
    )
