"""The case, its tasks and its history, and what belongs to it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    false,
    func,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, UTCDateTime
from models.bodies import Body
from models.people import Person


class Case(Model):
    """What a person filed and officers decide, under the edition it was filed under.

    `open_key` is unique while the case is open, so that one person cannot have
    two in the same exclusive group; it is empty once the case is decided.
    `shown_instead` is the status that the applicant goes on reading while the case
    is in a concealed step, empty otherwise. Of contract service: the post, the executor
    to whom the head gave it, whether the post has gone to somebody else, to when
    and where the applicant was called last, and what the examination said.
    """

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(11), unique=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    service: Mapped[str] = mapped_column(String(40))
    edition: Mapped[str] = mapped_column(String(20))
    subtype: Mapped[str] = mapped_column(String(10))
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    district_code: Mapped[str] = mapped_column(ForeignKey("districts.code"))
    military_district_code: Mapped[str | None] = mapped_column(String(9))
    status: Mapped[str] = mapped_column(String(30))
    shown_instead: Mapped[str | None] = mapped_column(String(30))
    open_key: Mapped[str | None] = mapped_column(String(60), unique=True)
    application: Mapped[str]
    application_sha256: Mapped[str] = mapped_column(String(64))
    certified_by: Mapped[str] = mapped_column(String(10))
    filed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    register_at: Mapped[datetime] = mapped_column(UTCDateTime)
    registered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    counted_from: Mapped[date]
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    hearing_notice_by: Mapped[datetime | None] = mapped_column(UTCDateTime)
    correction_answer_by: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    overdue_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    minutes_number: Mapped[str | None] = mapped_column(String(40))
    minutes_date: Mapped[date | None]
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancies.id"), index=True)
    executor_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), index=True)
    post_taken: Mapped[bool] = mapped_column(default=False, server_default=false())
    appointment_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    appointment_place: Mapped[str | None] = mapped_column(String(60))
    found_fit: Mapped[bool | None]

    person: Mapped[Person] = relationship()
    body: Mapped[Body] = relationship()

    __table_args__ = (Index("ix_cases_body_id_status", "body_id", "status"),)

    @hybrid_property
    def shown_status(self) -> str:
        """The status that the applicant reads."""
        return self.shown_instead or self.status

    @shown_status.inplace.expression
    @classmethod
    def _shown_status(cls) -> ColumnElement[str]:
        return func.coalesce(cls.shown_instead, cls.status)


class Task(Model):
    """What stands in somebody's inbox: a role of a body, a due date, and its outcome.

    The term is kept beside the due date, so that a corrected calendar can date
    it anew. A task belongs to the case, to one of its complaints, or to a matter beside it. One that is
    the executor's own names them as `assignee_id`; `warn_at` is when its holder
    is reminded, empty once that is done.
    """

    __tablename__ = "tasks"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaints.id"))
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("matters.id"))
    step: Mapped[str] = mapped_column(String(30))
    role: Mapped[str] = mapped_column(String(20))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    seat: Mapped[str | None] = mapped_column(String(20))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    counted_from: Mapped[date]
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), index=True)
    warn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    overdue_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(30))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))

    case: Mapped[Case] = relationship()
    body: Mapped[Body | None] = relationship()

    __table_args__ = (
        Index("ix_tasks_inbox", "body_id", "closed_at", "due_at"),
        Index("ix_tasks_open_due", "closed_at", "due_at"),
        # All that queries/open_tasks.py needs of a task, so that it can do without the table.
        Index(
            "ix_tasks_open",
            *("body_id", "role", "seat", "assignee_id", "due_at", "id", "step", "complaint_id", "case_id"),
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        # What stands on top of an inbox, however long that is.
        Index(
            "ix_tasks_of_matters",
            *("body_id", "role", "due_at"),
            sqlite_where=text("matter_id IS NOT NULL AND closed_at IS NULL"),
            postgresql_where=text("matter_id IS NOT NULL AND closed_at IS NULL"),
        ),
    )

    @hybrid_property
    def is_of_case(self) -> bool:
        """Whether it belongs to the case itself."""
        return self.complaint_id is None and self.matter_id is None

    @is_of_case.inplace.expression
    @classmethod
    def _is_of_case(cls) -> ColumnElement[bool]:
        return and_(cls.complaint_id.is_(None), cls.matter_id.is_(None))


class Event(Model):
    """One row of a case's history: what happened, in the past tense; never changed.

    `shown_status`: to which status the applicant reads that the case has moved, where it has not.
    """

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int]
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaints.id"))
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("matters.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    code: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    standing_in_for: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    from_status: Mapped[str | None] = mapped_column(String(30))
    to_status: Mapped[str | None] = mapped_column(String(30))
    shown_status: Mapped[str | None] = mapped_column(String(30))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    __table_args__ = (UniqueConstraint("case_id", "sequence"),)

    @hybrid_property
    def read_status(self) -> str | None:
        """The status to which the applicant reads that the case moved."""
        return self.shown_status or self.to_status

    @read_status.inplace.expression
    @classmethod
    def _read_status_in_sql(cls) -> ColumnElement[str | None]:
        return func.coalesce(cls.shown_status, cls.to_status)


class Opinion(Model):
    """A member's advice to the chair: agrees, or refuses on grounds."""

    __tablename__ = "opinions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    seat: Mapped[str] = mapped_column(String(20))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    agrees: Mapped[bool]
    grounds: Mapped[list[str]] = mapped_column(JSON, default=list)
    facts: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (UniqueConstraint("case_id", "seat"),)


class Recusal(Model):
    """An officer has stepped aside from one case, with a reason."""

    __tablename__ = "recusals"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        UniqueConstraint("case_id", "officer_id"),
        Index("ix_recusals_officer_id_case_id", "officer_id", "case_id"),
    )


class FilingProof(Model):
    """The code by which anybody learns that the application was filed, and that it is under review."""

    __tablename__ = "filing_proofs"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Correction(Model):
    """A request to mend one document; it never moves the case's due date (CLK-5)."""

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    remark: Mapped[str]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    role: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(10), default="asked")
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answer_by: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (CheckConstraint("status IN ('asked', 'answered', 'expired')", name="status_known"),)


class Hearing(Model):
    """The hearing that must precede a refusal (605 p.10)."""

    __tablename__ = "hearings"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    grounds: Mapped[list[str]] = mapped_column(JSON)
    facts: Mapped[str]
    notice_at: Mapped[datetime] = mapped_column(UTCDateTime)
    counted_from: Mapped[date]
    notice_late: Mapped[bool] = mapped_column(default=False)
    latest: Mapped[datetime] = mapped_column(UTCDateTime)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    way: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(60))
    wish: Mapped[str | None]
    wish_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    moved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    must_move: Mapped[bool] = mapped_column(default=False)
    objection: Mapped[str | None]
    objection_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    waived: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str | None] = mapped_column(String(20))
    minutes: Mapped[str | None]
    held_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Complaint(Model):
    """A complaint about a decision, an act or a failure to act (605 p.14)."""

    __tablename__ = "complaints"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    about: Mapped[str] = mapped_column(String(20))
    text: Mapped[str]
    status: Mapped[str] = mapped_column(String(20))
    filed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    counted_from: Mapped[date]
    forward_by: Mapped[datetime] = mapped_column(UTCDateTime)
    review_by: Mapped[datetime] = mapped_column(UTCDateTime)
    forwarded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reviewing_body: Mapped[str | None] = mapped_column(String(20))
    reviewed_by: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reply: Mapped[str | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Matter(Model):
    """Something urgent beside an open case, of a kind that the catalogue knows (domain/schema.py: Matter).

    `told` is what the applicant entered, as JSON holds it; `at` the moment which the
    answer should not outlast, `answer_by` until when it was promised. `document_id`:
    the paper that came with it.
    """

    __tablename__ = "matters"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(30))
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    answer_by: Mapped[datetime] = mapped_column(UTCDateTime)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reply: Mapped[str | None]
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        # One of a kind at a time, however often Send is pressed.
        Index(
            "uq_matters_open",
            "case_id",
            "kind",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )


class Notice(Model):
    """A word to the officers of a role in a body, or to one of them: overdue, new dates, transfers."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    role: Mapped[str] = mapped_column(String(20))
    seat: Mapped[str | None] = mapped_column(String(20))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    code: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (Index("ix_notices_body_id_read_at", "body_id", "read_at"),)


class NumberCounter(Model):
    """The last case number given in a year."""

    __tablename__ = "number_counters"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)
