"""What the applicant would be told of an action before it is taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from catalogue.messages import TEMPLATES
from database import db
from domain.deadlines import ALMATY
from domain.roles import Actor
from domain.schema import Action, Effect, Step
from domain.workflow import enter_step, move
from models.messaging import MessageTemplateText
from models.working_days import working_calendar
from queries.casework import CaseFile

UNKNOWN = "…"
"""What stands in a message for a value that has not been entered yet."""


@dataclass(frozen=True)
class Preview:
    """The messages in the applicant's language, and the step into which the case would go.

    `step` is None where the case stays; `due_at` is when its next step would be due.
    """

    texts: tuple[str, ...]
    step: Step | None
    due_at: datetime | None


def preview(file: CaseFile, action: Action, actor: Actor, values: Mapping[str, Any]) -> Preview:
    """What taking this open action with these values would tell the applicant."""
    where = move(file.snapshot, action, actor)
    workflow = file.service.workflow
    step = workflow.step(where.to) if where.to else None
    due_at = _next_due(file, step) if step else None
    tells = (*action.tells, *(file.step.completed_tells if where.step_completed else ()))
    said = _said(file, action, values, due_at)
    person = file.case.person
    return Preview(_texts(tells, person.language, said) if person.phone else (), step, due_at)


def _next_due(file: CaseFile, step: Step) -> datetime | None:
    tasks = enter_step(step, file.snapshot.now, file.case.due_at, file.service.hours, working_calendar())
    return tasks[0].due_at if tasks else None


def _said(
    file: CaseFile, action: Action, values: Mapping[str, Any], due_at: datetime | None
) -> dict[str, str]:
    """The values that messages may name, as far as they are known."""
    at = values.get("hearing_at")
    by: datetime | None = due_at or file.case.due_at
    if Effect.REQUEST_CORRECTION in action.effects:
        by = file.case.correction_answer_by
    elif Effect.CALL_HEARING in action.effects:
        by = at
    return {
        "number": file.case.number,
        "due": _written(file.case.due_at),
        "registered": _written(file.case.counted_from),
        "by": _written(by),
        "at": at.astimezone(ALMATY).strftime("%d.%m %H:%M") if at else UNKNOWN,
        "place": values.get("hearing_place") or UNKNOWN,
    }


def _written(value: date | datetime | None) -> str:
    if value is None:
        return UNKNOWN
    here = value.astimezone(ALMATY) if isinstance(value, datetime) else value
    return here.strftime("%d.%m.%Y")


def _texts(codes: tuple[str, ...], language: str, said: Mapping[str, str]) -> tuple[str, ...]:
    """The messages in this language; an administrator's words where they stand in the template's place."""
    rows = db.session.scalars(
        select(MessageTemplateText).where(
            MessageTemplateText.template.in_(codes), MessageTemplateText.language == language
        )
    )
    changed = {row.template: row.text for row in rows}
    texts = []
    for code in codes:
        template = TEMPLATES[code]
        own = template.texts[language]
        text = changed.get(code, own)
        values = {name: said.get(name, UNKNOWN) for name in template.variables}
        texts.append((own if template.problems(text) else text).format(**values))
    return tuple(texts)
