"""What a citizen prepares before sending."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, UTCDateTime, db
from models.people import Person


class Draft(Model):
    """An application that is being prepared; it opens on any device of its person.

    `frozen` holds the bytes (canonical JSON) that a certifying code was bound to.
    `questionnaire` has the rows of each section by its code (domain/questionnaires.py); `consented_at` is
    when the applicant agreed to the service's consent, and `consent` its words. `opening_sms_on` is
    the day on which they want to hear by SMS that applications are taken.
    """

    __tablename__ = "drafts"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    service: Mapped[str] = mapped_column(String(40))
    edition: Mapped[str] = mapped_column(String(20))
    subtype: Mapped[str | None] = mapped_column(String(10))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    explanation: Mapped[str] = mapped_column(default="")
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancies.id"))
    questionnaire: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    consented_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    consent: Mapped[str | None]
    opening_sms_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(10), default="open")
    frozen: Mapped[str | None]
    frozen_sha256: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()

    __table_args__ = (
        CheckConstraint("status IN ('open', 'submitted', 'discarded')", name="status_known"),
        Index("ix_drafts_person_id_status", "person_id", "status"),
        Index("ix_drafts_opening_sms_on", "opening_sms_on"),
    )


def open_draft(person_id: int, service_code: str) -> Draft | None:
    """The draft of this service that the person has begun and not sent."""
    return db.session.scalar(
        select(Draft).where(
            Draft.person_id == person_id, Draft.service == service_code, Draft.status == "open"
        )
    )
