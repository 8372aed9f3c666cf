"""take_action(): the one door through which a case changes status."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import catalogue
import clock
from actions import audit
from actions.corrections import close_pending
from actions.deeds import Deed
from actions.effects import EFFECTS
from actions.history import add_event
from actions.matters import end_with_case
from actions.posts import lock_case
from actions.tasks import close_tasks, open_step
from actions.telling import tell_applicant
from database import db
from domain.concealment import seeming_action
from domain.errors import SignatureNeeded
from domain.needs import clean
from domain.roles import SITE, Actor
from domain.schema import Action, Effect, Group
from domain.workflow import action_to_take, move, needed_fields
from models.cases import Case, Event
from models.signing import SigningDeed
from models.snapshots import snapshot_of
from models.working_days import working_calendar


def take_action(
    case_id: int,
    code: str,
    actor: Actor,
    data: Mapping[str, Any] | None = None,
    *,
    quiet: bool = False,
    signed: SigningDeed | None = None,
) -> Event:
    """Let the actor take the action of this code on the case, and return its event.

    Locks the case, asks the engine whether the action is open, checks what was
    entered, and writes effects, tasks, event, audit and messages; the caller
    commits. `quiet` leaves out the messages (the receipt says it already). An
    action that is signed comes with what was signed (actions/signed_deeds.py).

    Raises AlreadyDone when the case has moved on, ActionNotOpen when the actor
    may not, SignatureNeeded, InvalidData with a code per field.
    """
    deed = open_deed(lock_case(case_id), code, actor, data or {})
    action, case = deed.action, deed.case
    if action.signed and signed is None:
        raise SignatureNeeded(code)
    deed.signed = signed
    for effect in action.effects:
        EFFECTS[effect](deed)
    seeming = seeming_action(deed.service.workflow, case.status, case.shown_status, action)
    event = _move_on(deed, seeming)
    audit.record("action_taken", actor, case_id=case.id, action=code, event=event.id)
    if not quiet:
        for template in (seeming or action).tells:
            tell_applicant(case, template, **_said(deed))
    return event


def open_deed(case: Case, code: str, actor: Actor, data: Mapping[str, Any]) -> Deed:
    """The action of this code with the checked values, if it is open now; nothing is written.

    Raises as take_action().
    """
    service = catalogue.edition_of(case.service, case.edition)
    now = clock.now()
    snapshot = snapshot_of(case, service, now, actor)
    action = action_to_take(snapshot, code, actor)
    values = clean(
        needed_fields(snapshot, action),
        data,
        grounds=frozenset(ground.code for ground in service.refusal_grounds),
    )
    return Deed(case, service, action, actor, values, now, working_calendar(), snapshot)


def _move_on(deed: Deed, seeming: Action | None) -> Event:
    """Close and open tasks, set the status and write the events of the move.

    `seeming`: what the applicant, who reads another status, takes the action for (CON-7).
    """
    case, workflow = deed.case, deed.service.workflow
    where = move(deed.snapshot, deed.action, deed.actor)
    close_tasks(where.closes, deed.action.event, deed.actor)
    left = workflow.step(case.status)
    # The last task of a step may have the move told by an event of the step's own.
    completed = left.completed_event if where.step_completed else None
    moves_to = None if completed else where.to
    event = add_event(
        case,
        deed.action.event,
        deed.actor,
        from_status=case.status if moves_to else None,
        to_status=moves_to,
        shown_status=seeming.to if seeming else None,
        data=deed.remembered,
    )
    if where.to is None:
        if seeming and seeming.to:
            _seem_to_move(deed, seeming.to, event)
        return event
    if completed:
        add_event(case, completed, deed.actor, from_status=case.status, to_status=where.to)
    enter_status(deed, where.to)
    if where.step_completed:
        for template in left.completed_tells:
            tell_applicant(case, template, **_said(deed))
    return event


def _seem_to_move(deed: Deed, to: str, event: Event) -> None:
    """The applicant reads this status from now on, and its dates; there is nothing to do in it (CON-7)."""
    case = deed.case
    case.shown_instead = to
    step = deed.service.workflow.step(to)
    begun = open_step(case, step, deed.now, deed.service.hours, deed.is_working_day)
    close_tasks([task.id for task in begun], event.code, SITE)


def enter_status(deed: Deed, status: str) -> None:
    """Set the status, open the tasks of its step, and settle the case when it is decided."""
    case = deed.case
    step = deed.service.workflow.step(status)
    case.shown_instead = case.shown_status if step.concealed else None
    case.status = status
    # The day of arrival is day 0 for the chair too, however late the site's own act runs (605 p.10).
    entered = case.register_at if Effect.REGISTER in deed.action.effects else deed.now
    opened = open_step(case, step, entered, deed.service.hours, deed.is_working_day)
    deed.next_due = opened[0].due_at if opened else None
    if step.group is not Group.OPEN:
        if step.settles:
            case.open_key = None
        case.decided_at = case.decided_at or deed.now
        close_pending(case.id, deed.now)
        end_with_case(case)
    db.session.flush()


def _said(deed: Deed) -> dict[str, Any]:
    """What messages may say of this deed; each template picks the variables it declares."""
    by: datetime | None = deed.next_due or deed.case.due_at
    return {"due": deed.case.due_at, "registered": deed.case.counted_from, "by": by, **deed.said}
