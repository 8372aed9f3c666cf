"""The engine: which actions are open to this actor now, and what an action leads to.

It reads the declarations of the catalogue and a snapshot of the case. It decides
nothing about storage: whoever calls it writes down what it answers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain import deadlines
from domain.deadlines import OfficeHours, WorkingDay
from domain.errors import ActionNotOpen, AlreadyDone
from domain.needs import Field, Need, fields_of
from domain.roles import Actor, Role
from domain.schema import Action, Effect, Guard, PublicService, Step, Workflow


@dataclass(frozen=True)
class TaskSnapshot:
    """An open task of the present step."""

    id: int
    role: Role
    seat: str | None
    body_id: int | None
    due_at: datetime
    assignee_id: int | None = None


@dataclass(frozen=True)
class HearingSnapshot:
    """Where the hearing stands; `latest` is the last moment the act allows for it.

    `must_move`: a corrected calendar has taken its day. `waived`: the applicant
    objected in writing and will not come.
    """

    at: datetime
    latest: datetime
    move_asked: bool = False
    moved: bool = False
    must_move: bool = False
    objected: bool = False
    waived: bool = False
    held: bool = False


@dataclass(frozen=True)
class CaseSnapshot:
    """All that the engine needs to know of a case, at one moment.

    `executor_id`: to whom the case was given. `file_complete`: every registry of
    the personal file has answered, or a paper stands in; `answers_lacking`: one of them has
    not answered in full itself. `appointment_at`: to when the applicant was
    called last; `found_fit`: what the examination said, None before.
    `being_signed`: the applicant has signed something whose key is being checked.
    """

    workflow: Workflow
    status: str
    now: datetime
    person_id: int
    body_id: int
    tasks: tuple[TaskSnapshot, ...] = ()
    hearing: HearingSnapshot | None = None
    agreeing: int = 0
    disagreeing: int = 0
    corrections_pending: int = 0
    correction_answer_by: datetime | None = None
    result_genuine: bool = False
    recused: frozenset[int] = frozenset()
    spoke: frozenset[int] = frozenset()
    stand_in_exists: bool = False
    executor_id: int | None = None
    post_taken: bool = False
    file_complete: bool = False
    answers_lacking: bool = False
    appointment_at: datetime | None = None
    found_fit: bool | None = None
    being_signed: bool = False

    @property
    def step(self) -> Step:
        """The declaration of the present status."""
        return self.workflow.step(self.status)


GUARDS: dict[Guard, Callable[[CaseSnapshot], bool]] = {
    Guard.STEP_OVERDUE: lambda case: bool(case.tasks) and all(task.due_at < case.now for task in case.tasks),
    Guard.CORRECTION_TIME_LEFT: lambda case: (
        case.correction_answer_by is not None and case.now < case.correction_answer_by
    ),
    Guard.CORRECTION_PENDING: lambda case: case.corrections_pending > 0,
    Guard.HEARING_TIME_COME: lambda case: (
        case.hearing is not None and (case.now >= case.hearing.at or case.hearing.waived)
    ),
    Guard.HEARING_AHEAD: lambda case: (
        case.hearing is not None and not case.hearing.held and case.now < case.hearing.at
    ),
    Guard.HEARING_MOVE_DUE: lambda case: (
        case.hearing is not None
        and (case.hearing.must_move or (case.hearing.move_asked and not case.hearing.moved))
    ),
    Guard.HEARING_MOVE_NOT_ASKED: lambda case: case.hearing is not None and not case.hearing.move_asked,
    Guard.NO_OBJECTION_YET: lambda case: case.hearing is not None and not case.hearing.objected,
    Guard.RESULT_GENUINE: lambda case: case.result_genuine,
    Guard.STANDS_IN: lambda case: case.stand_in_exists,
    Guard.FILE_FORMED: lambda case: case.file_complete,
    Guard.ANSWERS_LACKING: lambda case: case.answers_lacking,
    Guard.POST_FREE: lambda case: not case.post_taken,
    Guard.POST_TAKEN: lambda case: case.post_taken,
    Guard.FOUND_FIT: lambda case: case.found_fit is True,
    Guard.APPOINTMENT_DUE: lambda case: case.appointment_at is not None and case.now >= case.appointment_at,
    Guard.APPOINTMENT_AHEAD: lambda case: case.appointment_at is not None and case.now < case.appointment_at,
    Guard.NOT_BEING_SIGNED: lambda case: not case.being_signed,
}


ONE_VOICE = frozenset(
    {
        Effect.RECORD_AGREEMENT,
        Effect.RECORD_DISAGREEMENT,
        Effect.CALL_HEARING,
        Effect.ISSUE_CONCLUSION,
        Effect.ISSUE_REFUSAL,
    }
)
"""Who gave one member's opinion gives no other and does not decide: 605 p.9 and p.10 name
different people, also when one stands in for another."""


def own_task(case: CaseSnapshot, actor: Actor) -> TaskSnapshot | None:
    """The open task that stands in this actor's inbox, if any."""
    return next((task for task in case.tasks if is_own(task, actor)), None)


def is_own(task: TaskSnapshot, actor: Actor) -> bool:
    """Whether this open task stands in this actor's inbox."""
    return (
        task.role is actor.role
        and task.body_id == actor.body_id
        and task.seat in (None, actor.seat)
        and is_assigned(task.assignee_id, actor)
    )


def is_assigned(assignee_id: int | None, actor: Actor) -> bool:
    """Whether what was given to this officer, or to nobody in particular, is this actor's:
    the officer's own, or that of whom they stand in for."""
    return assignee_id in (None, actor.standing_in_for or actor.id)


def is_open(case: CaseSnapshot, action: Action, actor: Actor) -> bool:
    """Whether this actor may take this action now. Default deny."""
    if action not in case.step.actions or actor.role not in action.roles:
        return False
    return _belongs(case, action, actor) and all(GUARDS[guard](case) for guard in action.guards)


def _belongs(case: CaseSnapshot, action: Action, actor: Actor) -> bool:
    match actor.role:
        case Role.SITE:
            return True
        case Role.CITIZEN:
            return actor.id == case.person_id
        case _:
            if actor.id in case.recused:
                return False
            if actor.id in case.spoke and ONE_VOICE & set(action.effects):
                return False
            if action.completes or case.step.owner is actor.role:
                return own_task(case, actor) is not None
            own = actor.body_id in {case.body_id, *(task.body_id for task in case.tasks if task.body_id)}
            return own and (actor.role is not Role.EXECUTOR or is_assigned(case.executor_id, actor))


def find_action(case: CaseSnapshot, code: str, actor: Actor) -> Action | None:
    """The present step's action of this code for the actor's role, open or not."""
    for action in case.step.actions:
        if action.code == code and actor.role in action.roles:
            return action
    return None


def action_to_take(case: CaseSnapshot, code: str, actor: Actor) -> Action:
    """The action of this code, open to this actor now.

    Raises AlreadyDone where it would have been at another time, ActionNotOpen where it is none of theirs.
    """
    action = find_action(case, code, actor)
    if action is not None and is_open(case, action, actor):
        return action
    known = any(
        candidate.code == code and actor.role in candidate.roles
        for step in case.workflow.steps.values()
        for candidate in step.actions
    )
    raise AlreadyDone(code) if known else ActionNotOpen(code)


def open_actions(case: CaseSnapshot, actor: Actor) -> tuple[Action, ...]:
    """The actions open to this actor now, in the order of the catalogue."""
    return tuple(action for action in case.step.actions if is_open(case, action, actor))


def first_who_may(case: CaseSnapshot, actors: Sequence[Actor]) -> tuple[Actor, tuple[Action, ...]]:
    """The first of these actors, who are one person, to whom something is open, with what is; else the first
    one."""
    for actor in actors:
        actions = open_actions(case, actor)
        if actions:
            return actor, actions
    return actors[0], ()


def needed_fields(case: CaseSnapshot, action: Action) -> tuple[Field, ...]:
    """What this action must be told in this case.

    Deciding against a member's opinion needs a reason (who decides: the chair).
    """
    against = case.disagreeing if Effect.ISSUE_CONCLUSION in action.effects else case.agreeing
    fields = []
    for need in action.needs:
        for field in fields_of((need,)):
            if need is Need.REASON_AGAINST_OPINIONS:
                if not against:
                    continue
                field = Field(field.name, field.kind, field.label, field.hint, True, field.longest)
            fields.append(field)
    return tuple(fields)


@dataclass(frozen=True)
class Move:
    """What an action leads to: tasks that it closes and the next status, if any."""

    closes: tuple[int, ...]
    to: str | None
    step_completed: bool = False


def move(case: CaseSnapshot, action: Action, actor: Actor) -> Move:
    """What taking this open action leads to.

    An action with a target closes every task of the step. One that completes a
    task moves the case only when it was the step's last. A recusal leaves the
    task to somebody who stands in, if anybody can.
    """
    if action.to is not None:
        return Move(tuple(task.id for task in case.tasks), action.to)
    if not action.completes or (Effect.RECUSE in action.effects and case.stand_in_exists):
        return Move((), None)
    task = own_task(case, actor)
    closed = (task.id,) if task else ()
    if len(case.tasks) > len(closed):
        return Move(closed, None)
    return Move(closed, case.step.when_complete, step_completed=True)


@dataclass(frozen=True)
class NewTask:
    """A task that a step opens; `warn_at`: when its holder is reminded of it."""

    role: Role
    seat: str | None
    counted_from: date
    due_at: datetime
    warn_at: datetime | None = None


def step_due(
    step: Step, counted_from: date, case_due: datetime, hours: OfficeHours, is_working_day: WorkingDay
) -> datetime:
    """When this step ends at the latest: its own term from its day 0, and no later than
    the case where the step lies within the case's term (605 p.8, p.10)."""
    if step.until_case_due or step.term is None:
        return case_due
    last_day = deadlines.due_date(counted_from, step.term.amount, step.term.unit, is_working_day)
    if step.owner is Role.SITE:
        return deadlines.opening(last_day, hours)  # the site does its part when the day begins
    due = deadlines.closing(last_day, hours)
    return min(due, case_due) if step.within_case_term else due


def enter_step(
    step: Step,
    moment: datetime,
    case_due: datetime,
    hours: OfficeHours,
    is_working_day: WorkingDay,
) -> tuple[NewTask, ...]:
    """The tasks with which a step begins; none for a final step."""
    if step.owner is None:
        return ()
    counted_from = deadlines.event_day(moment, hours, is_working_day)
    if step.term is not None and step.term.unit is deadlines.Unit.WEEKS:
        counted_from = deadlines.local_day(moment)  # a week has no closing time
    due = step_due(step, counted_from, case_due, hours, is_working_day)
    warn = warn_at(step, due, hours, is_working_day)
    return tuple(NewTask(step.owner, seat, counted_from, due, warn) for seat in step.seats or (None,))


def warn_at(step: Step, due: datetime, hours: OfficeHours, is_working_day: WorkingDay) -> datetime | None:
    """When the holder of this step is reminded that its due date comes; None where nobody is.

    Raises ValueError for a reminder that is not counted in working days.
    """
    if step.warn_before is None:
        return None
    if step.warn_before.unit is not deadlines.Unit.WORKING_DAYS:
        raise ValueError(f"step {step.code} warns in {step.warn_before.unit}")
    day = deadlines.no_later_than(deadlines.local_day(due), step.warn_before.amount, is_working_day)
    return deadlines.opening(day, hours)


@dataclass(frozen=True)
class CaseTerms:
    """The dates of a case, counted from the moment of sending."""

    register_at: datetime
    counted_from: date
    due_at: datetime
    hearing_notice_by: datetime | None
    correction_answer_by: datetime


def case_terms(service: PublicService, filed_at: datetime, is_working_day: WorkingDay) -> CaseTerms:
    """Registration, due date, last day of a hearing notice and of an answer to a correction
    request, for an application sent at this moment (605 p.7, p.8, p.10; CLK-1 to CLK-5)."""
    day_zero = deadlines.event_day(filed_at, service.hours, is_working_day)
    return terms_from(
        service,
        deadlines.registration_moment(filed_at, service.hours, is_working_day),
        day_zero,
        is_working_day,
    )


def terms_from(
    service: PublicService, register_at: datetime, day_zero: date, is_working_day: WorkingDay
) -> CaseTerms:
    """The dates of a case whose day 0 is known; used again when the calendar is corrected."""
    last_day = deadlines.due_date(day_zero, service.term.amount, service.term.unit, is_working_day)
    notice_day = (
        deadlines.no_later_than(last_day, service.hearing_notice_before.amount, is_working_day)
        if service.hearing_notice_before
        else None
    )
    answer_day = deadlines.no_later_than(notice_day or last_day, 1, is_working_day)
    return CaseTerms(
        register_at=register_at,
        counted_from=day_zero,
        due_at=deadlines.closing(last_day, service.hours),
        hearing_notice_by=deadlines.closing(notice_day, service.hours) if notice_day else None,
        correction_answer_by=deadlines.closing(answer_day, service.hours),
    )
