"""Papers that a sitting of the commission can decide together. A fixed number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

import catalogue
from database import db
from domain.deadlines import local_day, working_days_left
from domain.needs import Field
from domain.roles import Actor, Role
from domain.schema import Action, PublicService, Step, Subtype
from domain.workflow import CaseSnapshot, needed_fields, open_actions
from models.cases import Case, Task
from models.working_days import working_calendar
from queries.open_tasks import tasks_of
from queries.snapshots import snapshots_of

MOST = 20
"""Papers on the table at once: what a person can look through without losing their place."""

SITTING = frozenset({Role.CHAIR, Role.MEMBER})


@dataclass(frozen=True)
class SittingPaper:
    """A case and what the officer can do with it in a sitting. `left`: working days to the due date."""

    case: Case
    service: PublicService
    subtype: Subtype
    step: Step
    snapshot: CaseSnapshot
    actor: Actor
    action: Action
    fields: tuple[Field, ...]
    due_at: datetime
    left: int
    overdue: bool

    @property
    def key(self) -> str:
        """How the paper and the action on it are named in the form."""
        return f"{self.case.number}.{self.action.code}"


@dataclass(frozen=True)
class Table:
    """What lies on the table, the earliest due date first, and how many papers more are ready."""

    papers: tuple[SittingPaper, ...]
    more: int


def ready_papers(actors: Sequence[Actor], now: datetime) -> Table:
    """The papers ready for these actors."""
    ready = _ready(actors, now)
    count = db.session.scalar(
        select(func.count(Case.id.distinct())).join(Task, Task.case_id == Case.id).where(ready)
    )
    first_due = (
        select(Task.case_id, func.min(Task.due_at).label("due"))
        .join(Case, Task.case_id == Case.id)
        .where(ready)
        .group_by(Task.case_id)
        .order_by(func.min(Task.due_at), Task.case_id)
        .limit(MOST)
    )
    ids = [case_id for case_id, _due in db.session.execute(first_due)]
    papers = _papers(Case.id.in_(ids), actors, now)
    return Table(papers, max(0, (count or 0) - len(ids)))


def picked_papers(
    actors: Sequence[Actor], now: datetime, numbers: Collection[str]
) -> dict[str, SittingPaper]:
    """By key, what can still be done in a sitting with the cases of these numbers."""
    bodies = {actor.body_id for actor in actors}
    papers = _papers(and_(Case.number.in_(numbers), Case.body_id.in_(bodies)), actors, now)
    return {paper.key: paper for paper in papers}


def _ready(actors: Sequence[Actor], now: datetime) -> ColumnElement[bool]:
    """Open tasks of steps with something to decide in a sitting: the actor's own, and
    those of their commission whose time is over."""
    roles = {actor.role for actor in actors}
    bodies = {actor.body_id for actor in actors}
    steps = {
        step.code
        for service in catalogue.EDITIONS
        for step in service.workflow.steps.values()
        if any(action.in_sitting and action.roles & roles for action in step.actions)
    }
    overdue = and_(Case.body_id.in_(bodies), Task.due_at < now)
    return and_(
        Task.closed_at.is_(None),
        Task.is_of_case,
        Task.step.in_(steps),
        or_(tasks_of(actors), overdue if Role.CHAIR in roles else tasks_of(actors)),
    )


def _papers(
    condition: ColumnElement[bool], actors: Sequence[Actor], now: datetime
) -> tuple[SittingPaper, ...]:
    cases = db.session.scalars(select(Case).options(joinedload(Case.person)).where(condition)).all()
    snapshots = snapshots_of(cases, now)
    is_working_day = working_calendar()
    papers = []
    for case in cases:
        service = catalogue.edition_of(case.service, case.edition)
        snapshot = snapshots[case.id]
        for actor, action in _in_sitting(snapshot, actors):
            due_at = min(task.due_at for task in snapshot.tasks)
            papers.append(
                SittingPaper(
                    case=case,
                    service=service,
                    subtype=service.subtype(case.subtype),
                    step=snapshot.step,
                    snapshot=snapshot,
                    actor=actor,
                    action=action,
                    fields=needed_fields(snapshot, action),
                    due_at=due_at,
                    left=working_days_left(local_day(now), local_day(due_at), is_working_day),
                    overdue=due_at < now,
                )
            )
    return tuple(sorted(papers, key=lambda paper: (paper.due_at, paper.case.id)))


def _in_sitting(snapshot: CaseSnapshot, actors: Sequence[Actor]) -> list[tuple[Actor, Action]]:
    """What is open, an action once, as the first of the actors that may take it."""
    found: dict[str, tuple[Actor, Action]] = {}
    for actor in actors:
        for action in open_actions(snapshot, actor):
            if action.in_sitting:
                found.setdefault(action.code, (actor, action))
    return list(found.values())
