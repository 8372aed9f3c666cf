"""Files that come in pieces over a bad network, until they are handed in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UTCDateTime


class Upload(Model):
    """One file of a person's own, as far as it has come: `received` of `size` bytes.

    `sha256` is what the device says of the whole; `touched_at` when the last piece came.
    """

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    received: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    touched_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)

    __table_args__ = (
        CheckConstraint("received BETWEEN 0 AND size", name="received_fits"),
        Index("ix_uploads_person_id_sha256", "person_id", "sha256"),
    )


class UploadPart(Model):
    """A piece of a file: bytes in the store, and where in the file they begin."""

    __tablename__ = "upload_parts"

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[str] = mapped_column(ForeignKey("uploads.id"))
    starts_at: Mapped[int]
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)

    __table_args__ = (UniqueConstraint("upload_id", "starts_at"),)
