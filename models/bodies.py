"""Districts, the bodies that serve them, and the working-day calendar."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, UTCDateTime
from domain.roles import BodyKind


class District(Model):
    """A district by its nine-digit code of the classifier of territories (KATO)."""

    __tablename__ = "districts"

    code: Mapped[str] = mapped_column(String(9), primary_key=True)
    name_kk: Mapped[str]
    name_ru: Mapped[str]
    name_en: Mapped[str]


class Body(Model):
    """A commission, a military body, a contact centre or the site's administration."""

    __tablename__ = "bodies"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    district_code: Mapped[str | None] = mapped_column(ForeignKey("districts.code"), index=True)
    name_kk: Mapped[str]
    name_ru: Mapped[str]
    name_en: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)

    district: Mapped[District | None] = relationship()

    __table_args__ = (
        CheckConstraint(
            "kind IN ({})".format(", ".join(f"'{kind}'" for kind in sorted(BodyKind))), name="kind_known"
        ),
    )


class CalendarYear(Model):
    """A year whose working days have been loaded; without a row terms cannot be counted."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str]
    loaded_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CalendarDay(Model):
    """A day that departs from Monday to Friday: a holiday, its substitute, a moved day."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    name_kk: Mapped[str]
    name_ru: Mapped[str]
    name_en: Mapped[str]
    source: Mapped[str]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
