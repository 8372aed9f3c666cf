"""What the applicant would be told of an action before it is taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from catalogue.messages import TEMPLATES
from database import db
from domain.deadlines import ALMATY, event_day
from domain.roles import Actor, Role
from domain.schema import Action, Effect, Step
from domain.workflow import enter_step, move, terms_from
from models.messaging import MessageTemplateText
from models.working_days import working_calendar
from queries.casework import CaseFile

UNKNOWN = "…"
"""What stands in a message for a value that has not been entered yet."""


@dataclass(frozen=True)
class Preview:
    """The messages in the applicant's language, and the step into which the case would go.

    `step` is None where the applicant goes on reading the present one; `due_at` is
    when it would be due. `later`: what the site tells by itself afterwards.
    """

    texts: tuple[str, ...]
    step: Step | None
    due_at: datetime | None
    later: tuple[str, ...]


def preview(file: CaseFile, action: Action, actor: Actor, values: Mapping[str, Any]) -> Preview:
    """What taking this open action with these values would tell the applicant."""
    where = move(file.snapshot, action, actor)
    workflow = file.service.workflow
    step = workflow.step(where.to) if where.to else None
    due_at = _next_due(file, step) if step else None
    completed = file.snapshot.step.completed_tells if where.step_completed else ()
    said = _said(file, action, values, due_at)
    later = _told_by_site(step) if step and step.concealed else ()
    read = step if step and not step.concealed else None
    if not file.case.person.phone:
        return Preview((), read, due_at, ())
    language = file.case.person.language
    return Preview(
        _texts((*action.tells, *completed), language, said), read, due_at, _texts(later, language, said)
    )


def _told_by_site(step: Step) -> tuple[str, ...]:
    return tuple(code for action in step.actions if Role.SITE in action.roles for code in action.tells)


def _next_due(file: CaseFile, step: Step) -> datetime | None:
    """When the next step is due; not of one whose term runs from an appointment, which nobody knows yet."""
    if step.term_from_appointment:
        return None
    tasks = enter_step(step, file.snapshot.now, file.case.due_at, file.service.hours, working_calendar())
    return tasks[0].due_at if tasks else None


def _case_due(file: CaseFile, action: Action) -> datetime:
    """The last day of the answer, counted anew when an executor gets the application (834 annex 3)."""
    if Effect.DISTRIBUTE not in action.effects:
        return file.case.due_at
    calendar = working_calendar()
    counted_from = event_day(file.snapshot.now, file.service.hours, calendar)
    return terms_from(file.service, file.case.register_at, counted_from, calendar).due_at


def _said(
    file: CaseFile, action: Action, values: Mapping[str, Any], due_at: datetime | None
) -> dict[str, str]:
    """The values that messages may name, as far as they are known."""
    at, place = _appointment(file, action, values)
    by: datetime | None = due_at or file.case.due_at
    if Effect.REQUEST_CORRECTION in action.effects:
        by = file.case.correction_answer_by
    elif Effect.CALL_HEARING in action.effects:
        by = at
    return {
        "number": file.case.number,
        "due": _written(_case_due(file, action)),
        "registered": _written(file.case.counted_from),
        "by": _written(by),
        "at": at.astimezone(ALMATY).strftime("%d.%m %H:%M") if at else UNKNOWN,
        "place": place or UNKNOWN,
    }


def _appointment(
    file: CaseFile, action: Action, values: Mapping[str, Any]
) -> tuple[datetime | None, str | None]:
    """To when and where this action calls the applicant: what is entered, or was before it is signed."""
    if Effect.ISSUE_INSTRUCTION in action.effects:
        return file.case.appointment_at, file.case.appointment_place
    prefix = "examination" if "examination_at" in values or "examination_place" in values else "hearing"
    return values.get(f"{prefix}_at"), values.get(f"{prefix}_place")


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
