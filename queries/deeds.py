"""Who did last what an officer meant to do: the answer to somebody who came second."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from database import db
from domain.roles import Actor
from domain.schema import PublicService
from models.cases import Case, Event, Task
from models.people import Officer
from queries.timeline import event_labels


@dataclass(frozen=True)
class LastDeed:
    """What happened (a source string), when, and which officer did it; None: the applicant or the site."""

    label: str
    at: datetime
    officer: str | None


def last_deed(
    case: Case,
    service: PublicService,
    actor: Actor,
    *,
    complaint_id: int | None = None,
    matter_id: int | None = None,
) -> LastDeed | None:
    """How this actor's last task was closed; where none was, the last event. Two queries at most."""
    task = db.session.execute(
        select(Task.outcome, Task.closed_at, Officer.name)
        .outerjoin(Officer, Task.officer_id == Officer.id)
        .where(
            Task.case_id == case.id,
            Task.complaint_id.is_not_distinct_from(complaint_id),
            Task.matter_id.is_not_distinct_from(matter_id),
            Task.role == actor.role,
            Task.body_id == actor.body_id,
            Task.seat.is_not_distinct_from(actor.seat),
            Task.closed_at.is_not(None),
        )
        .order_by(Task.closed_at.desc(), Task.id.desc())
        .limit(1)
    ).first()
    if task is None or task.outcome is None or task.closed_at is None:
        return _last_event(case, service, complaint_id, matter_id)
    return LastDeed(event_labels(service)[task.outcome], task.closed_at, task.name)


def _last_event(
    case: Case, service: PublicService, complaint_id: int | None, matter_id: int | None
) -> LastDeed | None:
    found = db.session.execute(
        select(Event, Officer.name)
        .outerjoin(Officer, Event.officer_id == Officer.id)
        .where(
            Event.case_id == case.id,
            Event.complaint_id.is_not_distinct_from(complaint_id),
            Event.matter_id.is_not_distinct_from(matter_id),
        )
        .order_by(Event.sequence.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    event, officer = found
    return LastDeed(event_labels(service)[event.code], event.at, officer)
