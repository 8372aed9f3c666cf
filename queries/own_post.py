"""The post that somebody applies for: what their page shows of it, and the agreement that they sign."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from database import db
from domain.schema import Effect, ResultKind, Step
from models.candidates import DrawnUpPaper
from models.cases import Case
from models.vacancies import Vacancy

_BOTH_SIGN = frozenset({Effect.SIGN_AGREEMENT, Effect.ISSUE_AGREEMENT})


def post_of(case: Case) -> Vacancy | None:
    """The post with its unit and region; None of a case without one. One query."""
    if case.vacancy_id is None:
        return None
    return db.session.scalars(_posts().where(Vacancy.id == case.vacancy_id)).one()


def posts_instead(case: Case) -> list[Vacancy]:
    """The open posts of the same unit of the ministry, the newest first; one query."""
    others = _posts().where(
        Vacancy.state == "open",
        Vacancy.service == case.service,
        Vacancy.body_id == case.body_id,
        Vacancy.id != case.vacancy_id,
    )
    return list(db.session.scalars(others.order_by(Vacancy.id.desc())))


def paper_to_sign(case: Case, shown: Step) -> DrawnUpPaper | None:
    """The agreement that was drawn up, while the applicant reads that a side signs it; one query."""
    if not any(_BOTH_SIGN & set(action.effects) for action in shown.actions):
        return None
    return db.session.scalar(
        select(DrawnUpPaper).where(DrawnUpPaper.case_id == case.id, DrawnUpPaper.kind == ResultKind.AGREEMENT)
    )


def _posts() -> Select[Vacancy]:
    return select(Vacancy).options(joinedload(Vacancy.unit), joinedload(Vacancy.region))
