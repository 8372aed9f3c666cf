"""Finding a case."""

from sqlalchemy import select

from database import db
from domain.case_numbers import normal_case_number
from models.cases import Case


def case_id_of(number: str) -> int | None:
    """The case with this number, written with or without hyphens; one query."""
    return db.session.scalar(select(Case.id).where(Case.number == normal_case_number(number)))
