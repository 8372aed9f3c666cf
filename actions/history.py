"""Adding to a case's history."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

import catalogue
import clock
from database import db
from domain.events import known_events
from domain.roles import Actor, Role
from models.cases import Case, Event


def add_event(
    case: Case,
    code: str,
    actor: Actor,
    *,
    from_status: str | None = None,
    to_status: str | None = None,
    shown_status: str | None = None,
    complaint_id: int | None = None,
    matter_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Append one event to the case's history, numbered in order.

    The caller holds the lock of the case, so that numbers neither collide nor
    leave gaps. `shown_status`: to which status the applicant reads that the case
    has moved, where it has not. Raises ValueError for a code that is none of the
    service's: replaying the case would not know it (domain/events.py).
    """
    if code not in known_events(catalogue.edition_of(case.service, case.edition)):
        raise ValueError(f"{code} is no event of {case.service}")
    last = db.session.scalar(select(func.max(Event.sequence)).where(Event.case_id == case.id))
    event = Event(
        case_id=case.id,
        sequence=(last or 0) + 1,
        complaint_id=complaint_id,
        matter_id=matter_id,
        at=clock.now(),
        code=code,
        role=actor.role,
        person_id=actor.id if actor.role is Role.CITIZEN else None,
        officer_id=actor.id if actor.role not in (Role.CITIZEN, Role.SITE) else None,
        standing_in_for=actor.standing_in_for,
        body_id=actor.body_id,
        from_status=from_status,
        to_status=to_status,
        shown_status=shown_status,
        data={name: written(value) for name, value in (data or {}).items()},
    )
    db.session.add(event)
    db.session.flush()
    return event


def written(value: Any) -> Any:
    """A value as JSON holds it: days and moments in ISO 8601."""
    return value.isoformat() if isinstance(value, date | datetime) else value
