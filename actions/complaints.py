"""A complaint and its clocks (605 p.14; ALL-9)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

import catalogue
import clock
from actions import audit
from actions.history import add_event
from actions.tasks import close_tasks, open_step
from actions.telling import tell_applicant
from database import db, lock_row
from domain import deadlines
from domain.errors import ActionNotOpen, InvalidData
from domain.events import COMPLAINT_FILED
from domain.needs import clean
from domain.roles import Actor
from domain.schema import Action, Effect, PublicService
from domain.workflow import action_to_take, needed_fields
from models.cases import Case, Complaint
from models.snapshots import complaint_snapshot
from models.working_days import working_calendar

LONGEST = 4000
ABOUT = ("decision", "action", "inaction")
"""What a complaint may be about: a decision, an act, or a failure to act."""


def may_complain(case: Case) -> bool:
    """Whether the applicant can complain now: the case is registered, and no complaint is open."""
    if case.registered_at is None:
        return False
    open_one = select(Complaint.id).where(Complaint.case_id == case.id, Complaint.closed_at.is_(None))
    return db.session.scalar(open_one) is None


def file_complaint(case_id: int, actor: Actor, about: str, text: str) -> Complaint:
    """File a complaint with the body complained of; it has three working days.

    Raises ActionNotOpen for a stranger or while another complaint is open,
    InvalidData for an empty or too long text.
    """
    case = lock_row(Case, case_id)
    if actor.id != case.person_id or not may_complain(case):
        raise ActionNotOpen("complain")
    text = text.strip()
    problems = {} if about in ABOUT else {"about": "unknown_choice"}
    if not text:
        problems["text"] = "missing"
    elif len(text) > LONGEST:
        problems["text"] = "too_long"
    if problems:
        raise InvalidData(problems)
    service = catalogue.edition_of(case.service, case.edition)
    is_working_day = working_calendar()
    now = clock.now()
    first = service.complaint.step(service.complaint.first)
    counted_from = deadlines.event_day(now, service.hours, is_working_day)
    complaint = Complaint(
        case_id=case.id,
        about=about,
        text=text,
        status=first.code,
        filed_at=now,
        counted_from=counted_from,
        forward_by=now,
        review_by=deadlines.closing(
            deadlines.due_date(
                counted_from, service.own_review.amount, service.own_review.unit, is_working_day
            ),
            service.hours,
        ),
    )
    db.session.add(complaint)
    db.session.flush()
    tasks = open_step(case, first, now, service.hours, is_working_day, complaint_id=complaint.id)
    complaint.forward_by = tasks[0].due_at
    add_event(case, COMPLAINT_FILED, actor, complaint_id=complaint.id, data={"about": about})
    audit.record("complaint_filed", actor, case_id=case.id, complaint=complaint.id)
    tell_applicant(case, "complaint_received", by=complaint.forward_by)
    return complaint


def take_complaint_action(
    complaint_id: int, code: str, actor: Actor, data: Mapping[str, Any] | None = None
) -> Complaint:
    """Let an officer meet, forward or close a complaint; errors as take_action()."""
    case_id = db.session.get_one(Complaint, complaint_id).case_id
    case = lock_row(Case, case_id)
    complaint = lock_row(Complaint, complaint_id)
    service = catalogue.edition_of(case.service, case.edition)
    snapshot = complaint_snapshot(case, complaint, service.complaint, clock.now())
    action = action_to_take(snapshot, code, actor)
    values = clean(needed_fields(snapshot, action), data or {})
    for effect in action.effects:
        _apply(effect, complaint, values)
    close_tasks((task.id for task in snapshot.tasks), action.event, actor)
    add_event(case, action.event, actor, complaint_id=complaint.id, data=values)
    audit.record("complaint_action_taken", actor, case_id=case.id, complaint=complaint.id, action=code)
    _enter(case, complaint, action, service)
    by = complaint.reviewed_by or complaint.review_by
    for template in action.tells:
        tell_applicant(case, template, by=by)
    return complaint


def _apply(effect: Effect, complaint: Complaint, values: dict[str, Any]) -> None:
    now = clock.now()
    match effect:
        case Effect.SATISFY_COMPLAINT:
            complaint.reply, complaint.outcome, complaint.closed_at = values["reply"], "satisfied", now
        case Effect.FORWARD_COMPLAINT:
            complaint.forwarded_at = now
            complaint.reviewing_body = values["reviewing_body"]
        case Effect.RECORD_REVIEW:
            complaint.reply, complaint.outcome, complaint.closed_at = (
                values["reply"],
                values["review_outcome"],
                now,
            )
        case _:
            raise LookupError(f"{effect} is no effect on a complaint")


def _enter(case: Case, complaint: Complaint, action: Action, service: PublicService) -> None:
    if action.to is None:
        return
    complaint.status = action.to
    step = service.complaint.step(action.to)
    tasks = open_step(case, step, clock.now(), service.hours, working_calendar(), complaint_id=complaint.id)
    if complaint.forwarded_at is not None and tasks:
        complaint.reviewed_by = tasks[0].due_at
    db.session.flush()
