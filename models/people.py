"""Citizens, officers, and what office an officer holds when."""

from datetime import date, datetime

from sqlalchemy import BindParameter, CheckConstraint, ColumnElement, ForeignKey, Index, String, and_, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, UTCDateTime
from domain.roles import OFFICER_ROLES


def full_name(*parts: str | None) -> str:
    """Surname, name, patronymic in one, as far as known."""
    return " ".join(part for part in parts if part)


class Person(Model):
    """A citizen who has signed in; names and address are what the registry said."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    iin: Mapped[str] = mapped_column(String(12), unique=True)
    surname: Mapped[str | None]
    name: Mapped[str | None]
    patronymic: Mapped[str | None]
    birth_date: Mapped[date | None]
    sex: Mapped[str | None] = mapped_column(String(6))
    address: Mapped[str | None]
    district_code: Mapped[str | None] = mapped_column(String(9))
    phone: Mapped[str | None] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(2), default="kk")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    registry_checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def full_name(self) -> str:
        """Surname, name, patronymic, as far as known."""
        return full_name(self.surname, self.name, self.patronymic)


class Officer(Model):
    """Somebody who does their part of a case for a body.

    They sign with the key of this `iin` that names the organisation of this `bin`:
    a commission's members come from several.
    """

    __tablename__ = "officers"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    must_change_password: Mapped[bool] = mapped_column(default=True)
    name: Mapped[str]
    iin: Mapped[str | None] = mapped_column(String(12))
    bin: Mapped[str | None] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(2), default="kk")
    active: Mapped[bool] = mapped_column(default=True)
    failed_attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    appointments: Mapped[list["Appointment"]] = relationship(back_populates="officer")


class Appointment(Model):
    """An officer's role in a body from and to a day; `seat` is a member's place."""

    __tablename__ = "appointments"

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), index=True)
    seat: Mapped[str | None] = mapped_column(String(20))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    officer: Mapped[Officer] = relationship(back_populates="appointments")

    @classmethod
    def in_force(cls, day: date | BindParameter[date]) -> ColumnElement[bool]:
        """The condition that an appointment holds on this day."""
        return and_(cls.starts_on <= day, or_(cls.ends_on.is_(None), cls.ends_on >= day))

    __table_args__ = (
        CheckConstraint(
            "role IN ({})".format(", ".join(f"'{role}'" for role in sorted(OFFICER_ROLES))), name="role_known"
        ),
    )


class Substitution(Model):
    """Who acts for an absent officer, in all their roles, from and to a day."""

    __tablename__ = "substitutions"

    id: Mapped[int] = mapped_column(primary_key=True)
    absent_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    substitute_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str | None]

    absent: Mapped[Officer] = relationship(foreign_keys=[absent_id])
    substitute: Mapped[Officer] = relationship(foreign_keys=[substitute_id])

    __table_args__ = (
        CheckConstraint("absent_id <> substitute_id", name="not_oneself"),
        CheckConstraint("starts_on <= ends_on", name="dates_in_order"),
    )


class SignInSession(Model):
    """A signed-in browser; the cookie holds a random token, the row its hash."""

    __tablename__ = "sign_in_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (officer_id IS NULL)", name="one_subject"),
        Index("ix_sign_in_sessions_expires_at", "expires_at"),
    )


class OneTimeCode(Model):
    """A one-time password: never itself stored, only a keyed hash of it.

    `purpose` is sign_in or certify; a certifying code is bound to the SHA-256
    of the frozen application. A sign-in row exists for every IIN that was
    entered, known or not, so that both are treated alike. `address_key` stands
    for the network address that asked, as a keyed hash.
    """

    __tablename__ = "one_time_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(10))
    iin: Mapped[str] = mapped_column(String(12), index=True)
    address_key: Mapped[str | None] = mapped_column(String(64), index=True)
    phone: Mapped[str | None] = mapped_column(String(16), index=True)
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("drafts.id"))
    bound_sha256: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    salt: Mapped[str] = mapped_column(String(64))
    code_hash: Mapped[str | None] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (CheckConstraint("purpose IN ('sign_in', 'certify')", name="purpose_known"),)
