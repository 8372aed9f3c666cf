"""A case that may have come to the wrong commission: where it lies, and where its applicant lives."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

import catalogue
from database import db
from domain.roles import BodyKind
from domain.schema import PublicService, Step
from models.bodies import Body, District
from models.cases import Case


@dataclass(frozen=True)
class Misrouted:
    """A case with its commission. `home` is the district of the applicant's registered address
    as the registry last told it, `commissions` those that could take the case."""

    case: Case
    service: PublicService
    step: Step
    home: District | None
    commissions: tuple[Body, ...]

    @property
    def suggested(self) -> Body | None:
        """The commission of the applicant's district, where that is another one."""
        code = self.home.code if self.home else None
        return next((body for body in self.commissions if body.district_code == code), None)


def misrouted(case_id: int) -> Misrouted:
    """This case and the commissions to choose from; three queries."""
    case = db.session.scalars(
        select(Case).options(joinedload(Case.person), joinedload(Case.body)).where(Case.id == case_id)
    ).one()
    service = catalogue.edition_of(case.service, case.edition)
    home = db.session.scalar(select(District).where(District.code == case.person.district_code))
    others = db.session.scalars(
        select(Body)
        .where(Body.kind == BodyKind.COMMISSION, Body.active, Body.id != case.body_id)
        .order_by(Body.name_kk, Body.id)
    )
    return Misrouted(case, service, service.workflow.step(case.status), home, tuple(others))
