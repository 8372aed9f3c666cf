"""Posts for contract service, and what executors are good for."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, UTCDateTime
from models.bodies import Body, District


class Vacancy(Model):
    """A post to be filled: its kind is a subtype of the service, `branch` a code of domain/troops.py.

    `region_code` is the nine-digit KATO code of the region; `places` how many
    are sought, `taken` how many agreements both sides have signed. Candidates
    see it while it is `open`.
    """

    __tablename__ = "vacancies"

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    branch: Mapped[str] = mapped_column(String(20))
    region_code: Mapped[str] = mapped_column(ForeignKey("districts.code"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), index=True)
    title_kk: Mapped[str] = mapped_column(String(120))
    title_ru: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120))
    requirements_kk: Mapped[str] = mapped_column(default="")
    requirements_ru: Mapped[str] = mapped_column(default="")
    requirements_en: Mapped[str] = mapped_column(default="")
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10))
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))

    region: Mapped[District] = relationship()
    unit: Mapped[Body] = relationship(foreign_keys=[unit_id])
    body: Mapped[Body] = relationship(foreign_keys=[body_id])

    __table_args__ = (
        CheckConstraint("state IN ('open', 'filled', 'closed')", name="state_known"),
        CheckConstraint("places > 0 AND taken >= 0 AND taken <= places", name="places_fit"),
    )


class ExecutorProfile(Model):
    """What the head goes by when applications are given out: how many an executor can have at a time, and
    which branches and regions are theirs (empty: all)."""

    __tablename__ = "executor_profiles"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    capacity: Mapped[int]
    branches: Mapped[list[str]] = mapped_column(JSON, default=list)
    regions: Mapped[list[str]] = mapped_column(JSON, default=list)

    __table_args__ = (CheckConstraint("capacity > 0", name="capacity_positive"),)
