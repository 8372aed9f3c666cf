"""What comes up beside an open case: told by the applicant, answered by a body; it never moves the case."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

import catalogue
import clock
from actions import audit
from actions.documents import attach_to_case
from actions.history import add_event
from actions.posts import lock_case
from actions.proofs import prove_filing
from actions.tasks import close_tasks, open_step
from actions.telling import tell_applicant
from database import db, lock_row
from domain.deadlines import WorkingDay
from domain.errors import ActionNotOpen, AlreadyDone, InvalidData
from domain.matters import still_waits
from domain.messages import is_phone
from domain.needs import clean, fields_of, plain
from domain.roles import SITE, Actor
from domain.schema import Group, PublicService
from domain.schema import Matter as Kind
from domain.workflow import action_to_take, needed_fields, step_due
from models.bodies import Body
from models.cases import Case, Matter, Task
from models.snapshots import matter_snapshot
from models.working_days import working_calendar

FARTHEST = timedelta(days=366)
CONTACT_CENTRE = "1414"


def check(kind: Kind, data: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What was entered, checked. Raises InvalidData; the moment lies ahead, and at most a year."""
    values = clean(fields_of(kind.begin.needs), data)
    at = values[kind.before]
    if at <= now:
        raise InvalidData({kind.before: "in_past"})
    if at > now + FARTHEST:
        raise InvalidData({kind.before: "too_far"})
    return values


def begin(case_id: int, code: str, actor: Actor, data: Mapping[str, Any]) -> Matter:
    """Let the applicant tell of it: an urgent task for whoever answers, with the proof of filing beside it.

    The answer is due by the step's own term or by the moment that was entered, whichever comes first.
    Raises ActionNotOpen for a stranger, a decided case or a service that knows no such thing,
    AlreadyDone while one of its kind waits, InvalidData, UploadRefused for a paper too many.
    """
    case, now = lock_case(case_id), clock.now()
    service = catalogue.edition_of(case.service, case.edition)
    kind = next((matter for matter in service.matters if matter.code == code), None)
    if kind is None or actor.role not in kind.begin.roles or actor.id != case.person_id:
        raise ActionNotOpen(code)
    if service.workflow.step(case.status).group is not Group.OPEN:
        raise ActionNotOpen(code)
    values = check(kind, data, now)
    _let_lapse(case, kind, now)
    paper = values.pop("files", None)
    document = attach_to_case(case, paper, kind.code, actor) if paper else None
    matter = Matter(
        case_id=case.id,
        kind=kind.code,
        status=kind.workflow.first,
        told=plain(values),
        at=values[kind.before],
        answer_by=values[kind.before],
        document_id=document.id if document else None,
        began_at=now,
    )
    db.session.add(matter)
    db.session.flush()
    _open_tasks(case, matter, kind, service, now)
    if service.proves_filing:
        prove_filing(case.id, actor)
    told = {"at": matter.at, "by": matter.answer_by}
    add_event(case, kind.begin.event, actor, matter_id=matter.id, data=told)
    audit.record("matter_told", actor, case_id=case.id, matter=matter.id, kind=kind.code)
    for template in kind.begin.tells:
        tell_applicant(case, template, at=matter.answer_by)
    return matter


def take_matter_action(
    matter_id: int, code: str, actor: Actor, data: Mapping[str, Any] | None = None
) -> Matter:
    """Let an officer answer; errors as take_action()."""
    case = lock_case(db.session.get_one(Matter, matter_id).case_id)
    return _act(case, lock_row(Matter, matter_id), code, actor, data or {})


def end_with_case(case: Case) -> None:
    """The case has been decided or withdrawn: what waited beside it is closed. The caller has locked it."""
    service = catalogue.edition_of(case.service, case.edition)
    waiting = select(Matter).where(Matter.case_id == case.id, Matter.closed_at.is_(None)).order_by(Matter.id)
    for matter in db.session.scalars(waiting).all():
        _act(case, matter, service.matter(matter.kind).ends_with_case, SITE, {})


def redate_matter(task: Task, service: PublicService, is_working_day: WorkingDay) -> None:
    """Date the task of a matter anew by a corrected calendar."""
    matter = db.session.get_one(Matter, task.matter_id)
    step = service.matter(matter.kind).workflow.step(task.step)
    due = step_due(step, task.counted_from, matter.at, service.hours, is_working_day)
    task.due_at = matter.answer_by = min(due, matter.at)
    if task.overdue_at is not None and task.due_at >= clock.now():
        task.overdue_at = None


def tell_of_silence(case: Case, task: Task) -> None:
    """The term of a matter has passed without an answer: the applicant hears whom to call, once."""
    matter = db.session.get_one(Matter, task.matter_id)
    others = select(Task.id).where(
        Task.matter_id == matter.id, Task.id != task.id, Task.overdue_at.is_not(None)
    )
    if db.session.scalar(others.limit(1)) is not None:
        return
    kind = catalogue.edition_of(case.service, case.edition).matter(matter.kind)
    body = db.session.get_one(Body, task.body_id)
    phone = body.phone if is_phone(body.phone) else CONTACT_CENTRE
    tell_applicant(case, kind.unanswered, telephone=phone)


def _let_lapse(case: Case, kind: Kind, now: datetime) -> None:
    """Make room for another of the kind: one whose term has passed gives way. Raises AlreadyDone."""
    waiting = db.session.scalar(
        select(Matter).where(Matter.case_id == case.id, Matter.kind == kind.code, Matter.closed_at.is_(None))
    )
    if waiting is None:
        return
    if still_waits(waiting.answer_by, now):
        raise AlreadyDone(kind.code)
    _act(case, waiting, kind.lapses, SITE, {})


def _open_tasks(case: Case, matter: Matter, kind: Kind, service: PublicService, now: datetime) -> None:
    step = kind.workflow.step(matter.status)
    tasks = open_step(case, step, now, service.hours, working_calendar(), matter_id=matter.id)
    if not tasks:
        raise InvalidData({"": "nobody_answers"})
    for task in tasks:
        task.due_at = min(task.due_at, matter.at)
    matter.answer_by = min(task.due_at for task in tasks)
    db.session.flush()


def _act(case: Case, matter: Matter, code: str, actor: Actor, data: Mapping[str, Any]) -> Matter:
    workflow = catalogue.edition_of(case.service, case.edition).matter(matter.kind).workflow
    snapshot = matter_snapshot(case, matter, workflow, clock.now())
    action = action_to_take(snapshot, code, actor)
    values = clean(needed_fields(snapshot, action), data)
    close_tasks((task.id for task in snapshot.tasks), action.event, actor)
    add_event(case, action.event, actor, matter_id=matter.id, data=values)
    audit.record("matter_action_taken", actor, case_id=case.id, matter=matter.id, action=code)
    matter.reply = values.get("reply")
    if action.to is not None:
        matter.status = action.to
        matter.closed_at = clock.now() if workflow.step(action.to).group is Group.FINAL else None
    db.session.flush()
    for template in action.tells:
        tell_applicant(case, template)
    return matter
