"""What falls due by itself: registration, silence, overdue tasks, a corrected calendar."""

from datetime import datetime

from sqlalchemy import select

import catalogue
import clock
from actions import audit
from actions.history import add_event
from actions.matters import redate_matter, tell_of_silence
from actions.notices import notify
from actions.posts import lock_case
from actions.steps import take_action
from actions.telling import tell_applicant
from database import db, lock_row
from domain import deadlines
from domain.deadlines import WorkingDay
from domain.roles import SITE, Actor, Role
from domain.schema import Effect, Group, PublicService
from domain.workflow import step_due, terms_from, warn_at
from models.cases import Case, Complaint, Correction, Hearing, Task
from models.working_days import working_calendar


def cases_for_the_site(now: datetime) -> list[int]:
    """Ids of cases in which the site's own part is due: registering, telling at the week's beginning."""
    return list(
        db.session.scalars(
            select(Task.case_id)
            .where(Task.role == Role.SITE, Task.closed_at.is_(None), Task.due_at <= now)
            .order_by(Task.due_at)
            .limit(500)
        )
    )


def do_the_sites_part(case_id: int) -> None:
    """The site's own act in the present step, when its time has come (605 p.7); nothing if it was done."""
    case = lock_case(case_id)
    step = catalogue.edition_of(case.service, case.edition).workflow.step(case.status)
    due = select(Task.id).where(
        Task.case_id == case_id,
        Task.role == Role.SITE,
        Task.closed_at.is_(None),
        Task.due_at <= clock.now(),
    )
    own = next((action for action in step.actions if Role.SITE in action.roles and action.to), None)
    if own is not None and db.session.scalar(due) is not None:
        take_action(case_id, own.code, SITE)


def cases_with_expired_corrections(now: datetime) -> list[int]:
    """Ids of cases with a correction request whose answer-by date has passed."""
    return list(
        db.session.scalars(
            select(Correction.case_id)
            .where(Correction.status == "asked", Correction.answer_by <= now)
            .distinct()
            .limit(500)
        )
    )


def expire_corrections(case_id: int) -> None:
    """Close the unanswered correction requests of a case; it goes on with what is there (CLK-5)."""
    case = lock_case(case_id)
    step = catalogue.edition_of(case.service, case.edition).workflow.step(case.status)
    if any(action.code == "expire_corrections" for action in step.actions):
        take_action(case_id, "expire_corrections", SITE)
        return
    asked = select(Correction).where(Correction.case_id == case_id, Correction.status == "asked")
    for correction in db.session.scalars(asked):
        correction.status, correction.closed_at = "expired", clock.now()


def overdue_tasks(now: datetime) -> list[int]:
    """Ids of open tasks past their due date that are not marked yet."""
    return list(
        db.session.scalars(
            select(Task.id)
            .where(Task.closed_at.is_(None), Task.due_at < now, Task.overdue_at.is_(None))
            .limit(500)
        )
    )


def mark_overdue(task_id: int) -> None:
    """Mark one task overdue, and tell the officer and their chair; the history says so."""
    case_id = db.session.get_one(Task, task_id).case_id
    case = lock_row(Case, case_id)
    task = lock_row(Task, task_id)
    now = clock.now()
    if task.closed_at is not None or task.overdue_at is not None or task.due_at >= now:
        return
    task.overdue_at = now
    if task.role == Role.CITIZEN:
        _tell_of_a_silent_applicant(case)
    if task.role in (Role.SITE, Role.CITIZEN) or task.body_id is None:
        return
    add_event(
        case,
        "became_overdue",
        SITE,
        complaint_id=task.complaint_id,
        matter_id=task.matter_id,
        data={"role": task.role, "seat": task.seat, "due": task.due_at},
    )
    notify(
        task.body_id,
        Role(task.role),
        "overdue",
        seat=task.seat,
        officer_id=task.assignee_id,
        case_id=case.id,
        **_beside(task),
    )
    if task.matter_id is not None:
        tell_of_silence(case, task)
    leader = _leader(case)
    if task.role != leader:
        notify(case.body_id, leader, "overdue", case_id=case.id, whose=task.role, whose_seat=task.seat)


def _beside(task: Task) -> dict[str, int]:
    """What a notice names so that its reader finds the task: who answers a matter need not reach the case."""
    return {} if task.matter_id is None else {"matter": task.matter_id}


def _tell_of_a_silent_applicant(case: Case) -> None:
    """What only the applicant can do was not done in time: whoever has the case may go on without it."""
    if case.executor_id is not None:
        notify(case.body_id, Role.EXECUTOR, "overdue", officer_id=case.executor_id, case_id=case.id)
    notify(case.body_id, _leader(case), "overdue", case_id=case.id, whose=Role.CITIZEN)


def _leader(case: Case) -> Role:
    """Who answers for the case in its body."""
    return catalogue.edition_of(case.service, case.edition).led_by


def cases_past_due(now: datetime) -> list[int]:
    """Ids of undecided cases whose own term has passed and that are not marked yet."""
    return list(
        db.session.scalars(
            select(Case.id)
            .where(Case.decided_at.is_(None), Case.overdue_at.is_(None), Case.due_at < now)
            .limit(500)
        )
    )


def mark_case_overdue(case_id: int) -> None:
    """The answer is late: the history says so, and the applicant is told what they may do."""
    case = lock_row(Case, case_id)
    now = clock.now()
    if case.decided_at is not None or case.overdue_at is not None or case.due_at >= now:
        return
    case.overdue_at = now
    add_event(case, "answer_overdue", SITE, data={"due": case.due_at})
    notify(case.body_id, _leader(case), "overdue", case_id=case.id)
    tell_applicant(case, "overdue", by=case.due_at)


def redate_open_cases(actor: Actor, reason: str) -> int:
    """Date everything open anew by the corrected calendar; returns how many cases moved.

    Each case whose dates change gets one event with old and new, and both sides
    are told (decided: a corrected calendar never moves a date silently).
    """
    is_working_day = working_calendar()
    moved = 0
    open_cases = select(Task.case_id).where(Task.closed_at.is_(None)).distinct().order_by(Task.case_id)
    for case_id in db.session.scalars(open_cases).all():
        case = lock_row(Case, case_id)
        moved += _redate(case, actor, reason, is_working_day)
    audit.record("cases_redated", actor, moved=moved)
    return moved


def _redate(case: Case, actor: Actor, reason: str, is_working_day: WorkingDay) -> bool:
    service = catalogue.edition_of(case.service, case.edition)
    old_due, old_tasks = case.due_at, {}
    if case.decided_at is None:
        _redate_case(case, service, is_working_day)
    tasks = db.session.scalars(select(Task).where(Task.case_id == case.id, Task.closed_at.is_(None))).all()
    for task in tasks:
        old_tasks[task.id] = task.due_at
        _redate_task(task, case, service, is_working_day)
    _check_appointment(case, service, is_working_day)
    changed = [task for task in tasks if task.due_at != old_tasks[task.id]]
    if case.due_at == old_due and not changed:
        return False
    add_event(
        case,
        "dates_corrected",
        actor,
        data={
            "reason": reason,
            "old_due": old_due,
            "new_due": case.due_at,
            "tasks": [
                {
                    "step": task.step,
                    "role": task.role,
                    "seat": task.seat,
                    "old": old_tasks[task.id].isoformat(),
                    "new": task.due_at.isoformat(),
                }
                for task in changed
            ],
        },
    )
    if case.due_at != old_due:
        tell_applicant(case, "redated", due=case.due_at)
    for task in changed:
        if task.role == Role.CITIZEN:
            tell_applicant(case, "own_term_moved", by=task.due_at)
        elif task.body_id is not None:
            notify(
                task.body_id,
                Role(task.role),
                "dates_corrected",
                seat=task.seat,
                officer_id=task.assignee_id,
                case_id=case.id,
                **_beside(task),
            )
    return True


def _redate_case(case: Case, service: PublicService, is_working_day: WorkingDay) -> None:
    register_at, counted_from = case.register_at, case.counted_from
    if case.registered_at is None:
        register_at = deadlines.registration_moment(case.filed_at, service.hours, is_working_day)
        counted_from = deadlines.event_day(case.filed_at, service.hours, is_working_day)
    terms = terms_from(service, register_at, counted_from, is_working_day)
    case.register_at, case.counted_from = terms.register_at, terms.counted_from
    case.due_at, case.hearing_notice_by = terms.due_at, terms.hearing_notice_by
    if case.overdue_at is not None and case.due_at >= clock.now():
        case.overdue_at = None
    if case.correction_answer_by != terms.correction_answer_by:
        case.correction_answer_by = terms.correction_answer_by
        asked = select(Correction).where(Correction.case_id == case.id, Correction.status == "asked")
        for correction in db.session.scalars(asked):
            correction.answer_by = terms.correction_answer_by


def _redate_task(task: Task, case: Case, service: PublicService, is_working_day: WorkingDay) -> None:
    if task.complaint_id is not None:
        _redate_complaint(task, service, is_working_day)
        return
    if task.matter_id is not None:
        redate_matter(task, service, is_working_day)
        return
    step = service.workflow.step(task.step)
    if step.owner is Role.SITE and case.registered_at is None:
        task.counted_from, task.due_at = case.counted_from, case.register_at
        return
    task.due_at = step_due(step, task.counted_from, case.due_at, service.hours, is_working_day)
    if task.warn_at is not None:
        task.warn_at = warn_at(step, task.due_at, service.hours, is_working_day)
    if task.overdue_at is not None and task.due_at >= clock.now():
        task.overdue_at = None
    hearing = db.session.scalar(select(Hearing).where(Hearing.case_id == case.id, Hearing.held_at.is_(None)))
    within = service.hearing_within
    if hearing is not None and within is not None and step.group is Group.OPEN:
        last_day = deadlines.due_date(hearing.counted_from, within.amount, within.unit, is_working_day)
        hearing.latest = deadlines.closing(last_day, service.hours)
        day = deadlines.local_day(hearing.at)
        if hearing.at > clock.now() and (not is_working_day(day) or hearing.at > hearing.latest):
            hearing.must_move = True
            notify(case.body_id, Role.CHAIR, "hearing_must_move", case_id=case.id)


def _check_appointment(case: Case, service: PublicService, is_working_day: WorkingDay) -> None:
    """An examination that is ahead on a day that is no longer worked: who called to it sets another time."""
    step, at = service.workflow.step(case.status), case.appointment_at
    may_move = any(Effect.MOVE_EXAMINATION in action.effects for action in step.actions)
    if may_move and at is not None and at > clock.now() and not is_working_day(deadlines.local_day(at)):
        notify(
            case.body_id, Role.EXECUTOR, "appointment_must_move", officer_id=case.executor_id, case_id=case.id
        )


def _redate_complaint(task: Task, service: PublicService, is_working_day: WorkingDay) -> None:
    complaint = db.session.get_one(Complaint, task.complaint_id)
    step = service.complaint.step(task.step)
    task.due_at = step_due(step, task.counted_from, task.due_at, service.hours, is_working_day)
    if complaint.forwarded_at is None:
        complaint.forward_by = task.due_at
    else:
        complaint.reviewed_by = task.due_at
    last_day = deadlines.due_date(
        complaint.counted_from, service.own_review.amount, service.own_review.unit, is_working_day
    )
    complaint.review_by = deadlines.closing(last_day, service.hours)
