"""The candidates who compete for one post, side by side (834 annex 1; CON-2). A fixed number of queries."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

import catalogue
from database import db
from domain.conditions import age_on
from domain.deadlines import local_day, working_days_left
from domain.employment import months_worked
from domain.registry_facts import PERSONAL_FILE, Education, RegistryKind, facts_from_json
from domain.schema import Group, PublicService, Step, Tone
from domain.text import N_
from models.candidates import Examination, SpecialCheck
from models.cases import Case
from models.people import Officer, Person
from models.registries import RegistryQuery
from models.working_days import working_calendar

CHECKS: Mapping[str, tuple[str, str]] = {
    "sent": (N_("Sent, no answer yet"), "progress"),
    "positive": (N_("Positive"), "good"),
    "negative": (N_("Negative, on paper"), "bad"),
}
"""How the special check stands, and the tone of its badge."""

EXAMINATIONS: Mapping[str, tuple[str, str]] = {
    "called": (N_("Called, no answer yet"), "progress"),
    "passed": (N_("Passed"), "good"),
    "failed": (N_("Not passed"), "bad"),
}
"""How the medical examination and the psychological test stand together."""


@dataclass(frozen=True)
class Candidate:
    """What the head compares.

    `level` is what the candidate said, a source string; `proven` what the
    registry of education answered. `months` of work and service, None where they
    cannot be read. `check` and `examination` are empty before they begin. `left`:
    working days to the due date, negative when past, None where it is decided.
    """

    case_id: int
    number: str
    person: str
    age: int | None
    level: str
    proven: tuple[str, ...]
    months: int | None
    driving: str
    step: Step
    executor: str | None
    check: str
    examination: str
    due_at: datetime
    left: int | None


@dataclass(frozen=True)
class Competition:
    """Everybody in it, in the order in which they applied, and how many are out of it."""

    candidates: tuple[Candidate, ...]
    out: int


def competition(vacancy_id: int, now: datetime) -> Competition:
    """Who competes for this post, or has it; three queries."""
    rows = db.session.execute(
        select(Case, Person, Officer.name, SpecialCheck, Examination)
        .join(Person, Case.person_id == Person.id)
        .outerjoin(Officer, Case.executor_id == Officer.id)
        .outerjoin(SpecialCheck, SpecialCheck.case_id == Case.id)
        .outerjoin(Examination, Examination.case_id == Case.id)
        .where(Case.vacancy_id == vacancy_id)
        .order_by(Case.filed_at, Case.id)
    ).all()
    inside = [row for row in rows if not _is_out(_step(row[0]))]
    proven, is_working_day, today = _proven([row[0].id for row in inside]), working_calendar(), local_day(now)
    made = []
    for case, person, executor, check, examination in inside:
        service, step = catalogue.edition_of(case.service, case.edition), _step(case)
        said = json.loads(case.application).get("questionnaire", {})
        made.append(
            Candidate(
                case_id=case.id,
                number=case.number,
                person=person.full_name,
                age=age_on(person.birth_date, today) if person.birth_date else None,
                level=_level(service, said),
                proven=proven.get(case.id, ()),
                months=months_worked(said.get("work", ()), today),
                driving=", ".join(row["categories"] for row in said.get("driving", ())),
                step=step,
                executor=executor,
                check=_check(check),
                examination=_examination(examination),
                due_at=case.due_at,
                left=working_days_left(today, local_day(case.due_at), is_working_day)
                if step.group is Group.OPEN
                else None,
            )
        )
    return Competition(tuple(made), len(rows) - len(inside))


def _step(case: Case) -> Step:
    return catalogue.edition_of(case.service, case.edition).workflow.step(case.status)


def _is_out(step: Step) -> bool:
    """Whether it ended otherwise than in the post."""
    return step.group is Group.FINAL and step.tone is not Tone.GOOD


def _check(row: SpecialCheck | None) -> str:
    if row is None or row.positive is None:
        return "" if row is None else "sent"
    return "positive" if row.positive else "negative"


def _examination(row: Examination | None) -> str:
    """The department's answer, or the chair's conclusion as long as that has not come."""
    if row is None or row.medical is None:
        return "" if row is None else "called"
    if row.fitness is not None:
        return row.fitness
    return "passed" if row.medical == row.psychological == "passed" else "failed"


def _level(service: PublicService, said: Mapping[str, Any]) -> str:
    """The highest level of education that the candidate named, in the order of the questionnaire."""
    fields = {
        (section.code, field.name): field for section in service.questionnaire for field in section.fields
    }
    levels = fields["education", "level"].choices
    named = {row["level"] for row in said.get("education", ())}
    return next((label for code, label in reversed(levels) if code in named), "")


def _proven(case_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The levels of education that the registry named, by case; one query."""
    rows = db.session.execute(
        select(RegistryQuery.case_id, RegistryQuery.facts).where(
            RegistryQuery.case_id.in_(case_ids),
            RegistryQuery.purpose == PERSONAL_FILE,
            RegistryQuery.kind == RegistryKind.EDUCATION,
        )
    )
    return {
        case_id: tuple(fact.level for fact in facts_from_json(facts) if isinstance(fact, Education))
        for case_id, facts in rows
    }
