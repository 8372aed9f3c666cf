"""The bodies that serve a region."""

from sqlalchemy import select

from database import db
from domain.roles import BodyKind
from domain.territories import region_of
from models.bodies import Body


def regional_body(kind: BodyKind, district_code: str) -> int | None:
    """The id of the body of this kind in the region of this place (KATO), if one works there."""
    return db.session.scalar(
        select(Body.id)
        .where(Body.kind == kind, Body.district_code == region_of(district_code), Body.active)
        .order_by(Body.id)
        .limit(1)
    )
