"""What is waiting to be signed, and the signatures with their evidence. Bytes lie in the store of papers."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, UTCDateTime
from domain.signing import Channel, CheckedBy, DeedState, Purpose, RequestState, SignatureState
from models.documents import one_of


class SigningRequest(Model):
    """Frozen papers that one person is asked to sign, once, within some minutes.

    `handle` stands in the addresses of our pages, `phone_handle` in those that
    eGov Mobile calls. `iin` and `bin` say whose key may sign; without `iin` the
    key itself says who signs in. `browser_hash` binds a sign-in to the browser
    that began it. `reason` is the code of what went wrong last.
    """

    __tablename__ = "signing_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(String(43), unique=True)
    phone_handle: Mapped[str] = mapped_column(String(43), unique=True)
    purpose: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    iin: Mapped[str | None] = mapped_column(String(12))
    bin: Mapped[str | None] = mapped_column(String(12))
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    browser_hash: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(10), default=RequestState.WAITING)
    reason: Mapped[str | None] = mapped_column(String(40))
    channel: Mapped[str | None] = mapped_column(String(12))
    back: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    fetched_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    deeds: Mapped[list["SigningDeed"]] = relationship(order_by="SigningDeed.position")
    papers: Mapped[list["SigningPaper"]] = relationship(
        order_by="SigningPaper.position", back_populates="request"
    )

    __table_args__ = (
        CheckConstraint(one_of("purpose", Purpose), name="purpose_known"),
        CheckConstraint(one_of("state", RequestState), name="state_known"),
        CheckConstraint(f"channel IS NULL OR {one_of('channel', Channel)}", name="channel_known"),
        CheckConstraint("person_id IS NULL OR officer_id IS NULL", name="one_subject"),
        Index("ix_signing_requests_state_expires_at", "state", "expires_at"),
    )


class SigningDeed(Model):
    """An officer's action that is taken once it is signed, with all that was entered for it.

    `values` are what was entered, days and moments in ISO 8601; `result` holds
    the facts of the result document that the papers were made of.
    """

    __tablename__ = "signing_deeds"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("signing_requests.id"), index=True)
    position: Mapped[int]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    action: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(20))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    seat: Mapped[str | None] = mapped_column(String(20))
    standing_in_for: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    salt: Mapped[str] = mapped_column(String(32))
    papers_sha256: Mapped[str] = mapped_column(String(64))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default=DeedState.WAITING)
    reason: Mapped[str | None] = mapped_column(String(40))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))

    papers: Mapped[list["SigningPaper"]] = relationship(order_by="SigningPaper.position")

    __table_args__ = (
        UniqueConstraint("request_id", "position"),
        CheckConstraint(one_of("state", DeedState), name="state_known"),
    )


class SigningPaper(Model):
    """One frozen file: what a person signs, or what the signed manifest names by its hash."""

    __tablename__ = "signing_papers"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("signing_requests.id"))
    deed_id: Mapped[int | None] = mapped_column(ForeignKey("signing_deeds.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    content_type: Mapped[str] = mapped_column(String(60))
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    signed: Mapped[bool]

    request: Mapped[SigningRequest] = relationship(back_populates="papers")

    __table_args__ = (UniqueConstraint("request_id", "position"),)


class Signature(Model):
    """A signature that fitted its bytes and its person, and the evidence of that moment, kept for ever.

    `claimed_at` is what the signer's computer said, `received_at` our clock,
    `stamped_at` the time-stamping authority's. The keys name the CMS, the
    signer's chain (PEM), the answer about revocation and the time-stamp token.
    """

    __tablename__ = "signatures"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("signing_papers.id"), unique=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("signing_requests.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    cms_key: Mapped[str] = mapped_column(String(64), unique=True)
    cms_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    chain_key: Mapped[str] = mapped_column(String(64), unique=True)
    iin: Mapped[str] = mapped_column(String(12))
    bin: Mapped[str | None] = mapped_column(String(12))
    common_name: Mapped[str]
    organisation: Mapped[str | None]
    roles: Mapped[list[str]] = mapped_column(JSON)
    serial: Mapped[str] = mapped_column(String(64))
    issuer: Mapped[str]
    algorithm: Mapped[str] = mapped_column(String(30))
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(10), default=SignatureState.TO_CHECK)
    checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    checked_by: Mapped[str | None] = mapped_column(String(4))
    revocation_key: Mapped[str | None] = mapped_column(String(64))
    token_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    stamped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    second_opinion: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    __table_args__ = (
        CheckConstraint(one_of("state", SignatureState), name="state_known"),
        CheckConstraint(f"checked_by IS NULL OR {one_of('checked_by', CheckedBy)}", name="checked_by_known"),
        CheckConstraint("state <> 'valid' OR revocation_key IS NOT NULL", name="valid_has_evidence"),
    )
