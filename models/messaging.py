"""What is told to people, every attempt to send it, and what waits to be done by a job."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, UTCDateTime
from domain.message_statuses import FINAL, MessageStatus


class Message(Model):
    """One SMS to one phone.

    `body` is what it says; a one-time password is not in it: there the text
    keeps its `{code}`, which is filled in while it is being sent. `reason` is
    why it last failed or ended, in our words, `provider_code` in the provider's.
    `retry_of_id` is the unreached message that this one repeats.
    """

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    template: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    phone: Mapped[str] = mapped_column(String(16), index=True)
    body: Mapped[str]
    segments: Mapped[int]
    urgent: Mapped[bool]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    otp_id: Mapped[int | None] = mapped_column(
        ForeignKey("one_time_codes.id", ondelete="SET NULL"), index=True
    )
    retry_of_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), unique=True)
    status: Mapped[str] = mapped_column(String(12), default=MessageStatus.QUEUED)
    status_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str | None] = mapped_column(String(30))
    provider_code: Mapped[str | None] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    not_before: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    attempts: Mapped[list["MessageAttempt"]] = relationship(
        back_populates="message", order_by="MessageAttempt.id"
    )

    __table_args__ = (
        CheckConstraint(
            "status IN ({})".format(", ".join(f"'{status}'" for status in sorted(MessageStatus))),
            name="status_known",
        ),
        Index("ix_messages_status_status_at", "status", "status_at"),
    )

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in FINAL

    def __repr__(self) -> str:
        return f"<Message {self.id} {self.template} {self.status}>"


class MessageAttempt(Model):
    """One time that a message was handed to the provider.

    `reference` is ours and travels with the message, so that a receipt finds
    its attempt even when the provider's `sid` was never written down.
    `outcome` is a status of the message, `not_sent` when the provider did not
    take it, or empty while nobody knows.
    """

    __tablename__ = "message_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    sid: Mapped[str | None] = mapped_column(String(40), unique=True)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(30))
    provider_code: Mapped[str | None] = mapped_column(String(10))

    message: Mapped[Message] = relationship(back_populates="attempts")


class MessageTemplateText(Model):
    """An administrator's text in place of the template's own, in one language."""

    __tablename__ = "message_template_texts"

    template: Mapped[str] = mapped_column(String(40), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    text: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))


class OutboxEntry(Model):
    """Work for a job, written in the transaction that caused it; deleted when it is done.

    `enqueued_at` is when the relay handed it to the queue, empty while it waits.
    `given_up_at` is set when it failed too often: a person has to look at it.
    `error` names the last failure's kind, never its message. `request_id` is the
    name of the request that caused it, directly or through other work.
    """

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    not_before: Mapped[datetime] = mapped_column(UTCDateTime)
    enqueued_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(80))
    given_up_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    request_id: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        Index("ix_outbox_topic_subject_id", "topic", "subject_id"),
        # What the relay asks for four times a second: only the rows that wait.
        Index(
            "ix_outbox_waiting",
            "not_before",
            sqlite_where=text("enqueued_at IS NULL AND given_up_at IS NULL"),
            postgresql_where=text("enqueued_at IS NULL AND given_up_at IS NULL"),
        ),
        Index("ix_outbox_enqueued_at", "enqueued_at"),
    )

    def __repr__(self) -> str:
        return f"<OutboxEntry {self.id} {self.topic} {self.subject_id}>"


class PeriodicRun(Model):
    """When a periodic job last began, so that two processes do not both run it, and when it last came
    to its end without a failure."""

    __tablename__ = "periodic_runs"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
