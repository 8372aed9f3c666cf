"""Districts and the bodies that serve them, for those who run them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from database import by_kazakh_alphabet, db
from domain.roles import BodyKind
from domain.territories import region_of
from models.bodies import Body, District
from models.people import Appointment, Officer


@dataclass(frozen=True)
class DistrictRow:
    """A district or a whole region, and the active bodies that serve it."""

    district: District
    commissions: tuple[Body, ...]
    military_bodies: tuple[Body, ...]
    security: tuple[Body, ...]
    defence: tuple[Body, ...]

    @property
    def is_region(self) -> bool:
        """Whether it is a region, which has departments and no commission."""
        return region_of(self.district.code) == self.district.code


@dataclass(frozen=True)
class BodyRow:
    """A body, its district, and how many officers hold an office in it today."""

    body: Body
    district: District | None
    officers: int


def districts() -> list[DistrictRow]:
    """All districts and regions by name, with their bodies; two queries."""
    serving = db.session.scalars(
        select(Body).where(Body.active, Body.district_code.is_not(None)).order_by(Body.id)
    ).all()
    return [
        DistrictRow(
            district,
            tuple(_of(serving, district, BodyKind.COMMISSION)),
            tuple(_of(serving, district, BodyKind.MILITARY_BODY)),
            tuple(_of(serving, district, BodyKind.SECURITY)),
            tuple(_of(serving, district, BodyKind.DEFENCE)),
        )
        for district in all_districts()
    ]


def all_districts() -> list[District]:
    """All districts by their Kazakh names; one query."""
    return list(db.session.scalars(select(District).order_by(by_kazakh_alphabet(District.name_kk))))


def find_district(code: str) -> District | None:
    """The district with this code."""
    return db.session.get(District, code)


def bodies(today: date) -> list[BodyRow]:
    """All bodies, by kind and district, closed ones last; one query."""
    serving = (
        select(func.count(Officer.id.distinct()))
        .join(Appointment, Appointment.officer_id == Officer.id)
        .where(
            Appointment.body_id == Body.id,
            Officer.active,
            Appointment.in_force(today),
        )
        .correlate(Body)
    )
    rows = db.session.execute(
        select(Body, District, serving.scalar_subquery())
        .outerjoin(District, Body.district_code == District.code)
        .order_by(Body.active.desc(), Body.kind, by_kazakh_alphabet(District.name_kk), Body.id)
    )
    return [BodyRow(body, district, officers) for body, district, officers in rows]


def find_body(body_id: int) -> Body | None:
    """The body with this id."""
    return db.session.get(Body, body_id)


def active_bodies(*kinds: BodyKind) -> list[Body]:
    """The active bodies, all or of these kinds, by kind and name; one query."""
    query = select(Body).where(Body.active).order_by(Body.kind, by_kazakh_alphabet(Body.name_kk), Body.id)
    if kinds:
        query = query.where(Body.kind.in_(kinds))
    return list(db.session.scalars(query))


def _of(serving: Iterable[Body], district: District, kind: BodyKind) -> Iterable[Body]:
    return (body for body in serving if body.district_code == district.code and body.kind == kind)
