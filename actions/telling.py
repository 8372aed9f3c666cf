"""Telling the applicant of a case by SMS, in their language."""

from datetime import datetime
from typing import Any

import clock
from actions.messages import tell
from catalogue.messages import TEMPLATES
from database import db
from models.cases import Case
from models.people import Person


def tell_applicant(case: Case, template: str, **values: Any) -> None:
    """Queue one message to the applicant; nothing is queued where no number is known.

    Of the values given, the template's declared variables are used: `number` is
    the case's, dates and moments are written in Kazakhstan's time.
    """
    person = db.session.get_one(Person, case.person_id)
    if person.phone is None:
        return
    known = {"number": case.number, **{name: _written(name, value) for name, value in values.items()}}
    declared: dict[str, Any] = {variable: known[variable] for variable in TEMPLATES[template].told_variables}
    tell(
        template,
        phone=person.phone,
        language=person.language,
        case_id=case.id,
        person_id=person.id,
        **declared,
    )


def _written(name: str, value: Any) -> str:
    """A moment as dd.mm HH:MM for `at`, a day as dd.mm.yyyy otherwise; text stays."""
    if isinstance(value, datetime):
        return clock.local(value).strftime("%d.%m %H:%M" if name == "at" else "%d.%m.%Y")
    return value.strftime("%d.%m.%Y") if hasattr(value, "strftime") else str(value)
