"""Until when a candidate can be examined."""

from datetime import datetime

from sqlalchemy import select

from database import db
from domain import deadlines
from domain.deadlines import WorkingDay
from domain.schema import Action, PublicService, Source
from models.cases import Case, Event


def latest_examination(
    case: Case, service: PublicService, action: Action, now: datetime, is_working_day: WorkingDay
) -> tuple[datetime, Source]:
    """The end of the term of the body that answers for the examination to which this action calls, and
    the paragraph that sets it.

    The term runs from when the material came to the body (834 annex 4): now, or
    with the last call where the action only moves that one.
    """
    step = action.to or case.status
    term = next(one.term for one in service.workflow.steps.values() if one.term_from == step)
    if term is None:
        raise ValueError(f"whoever answers after {step} has no term")
    came = select(Event.at).where(Event.case_id == case.id, Event.to_status == step)
    last = None if action.to else db.session.scalar(came.order_by(Event.sequence.desc()).limit(1))
    day = deadlines.event_day(last or now, service.hours, is_working_day)
    last_day = deadlines.due_date(day, term.amount, term.unit, is_working_day)
    return deadlines.closing(last_day, service.hours), term.source
