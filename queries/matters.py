"""One matter beside a case, as those who answer it see it: who applied when, and what was told. No ground, no
papers of the case. A fixed number of queries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

import catalogue
from database import db
from domain.deadlines import local_day, working_days_left
from domain.roles import Actor, Role
from domain.schema import Action, Group, PublicService, Step
from domain.workflow import CaseSnapshot, first_who_may
from models.bodies import Body
from models.cases import Case, FilingProof, Matter, Task
from models.documents import Document
from models.snapshots import matter_snapshot
from models.working_days import working_calendar
from queries.open_tasks import tasks_of
from queries.own_matters import MatterRow, matter_row

ANSWERING: frozenset[Role] = frozenset(
    step.owner
    for service in catalogue.EDITIONS
    for matter in service.matters
    for step in matter.workflow.steps.values()
    if step.owner is not None
)
"""The roles that answer what comes up beside a case."""

URGENT_SHOWN = 25


@dataclass(frozen=True)
class MatterFile:
    """A matter, its case as far as it is shown, and what is open to the officer. `proof`: the code of the
    proof of filing; `document`: the paper that came with it; `left`: working days to a moment."""

    row: MatterRow
    case: Case
    service: PublicService
    snapshot: CaseSnapshot
    actor: Actor
    actions: tuple[Action, ...]
    proof: str | None
    document: Document | None
    left: Callable[[datetime], int]

    @property
    def step(self) -> Step:
        """Where the matter stands."""
        return self.row.step

    @property
    def under_review(self) -> bool:
        """Whether the application is not decided yet."""
        return self.service.workflow.step(self.case.status).group is Group.OPEN

    def action(self, code: str) -> Action | None:
        """The open action of this code."""
        return next((action for action in self.actions if action.code == code), None)


@dataclass(frozen=True)
class UrgentRow:
    """What stands on top of an inbox."""

    matter_id: int
    number: str
    title: str
    at: datetime
    due_at: datetime
    overdue: bool


def matter_file(matter_id: int, actors: Sequence[Actor], now: datetime) -> MatterFile | None:
    """The matter with this id, where one of these actors' bodies has a task in it, else None."""
    answering = [actor for actor in actors if actor.role in ANSWERING]
    found = db.session.execute(
        select(Matter, Case, FilingProof.code, Document)
        .join(Case, Matter.case_id == Case.id)
        .outerjoin(FilingProof, FilingProof.case_id == Case.id)
        .outerjoin(Document, Matter.document_id == Document.id)
        .options(joinedload(Case.person), joinedload(Case.body))
        .where(Matter.id == matter_id)
    ).one_or_none()
    if found is None:
        return None
    matter, case, proof, document = found
    tasks = db.session.execute(
        select(Task, Body).join(Body, Task.body_id == Body.id).where(Task.matter_id == matter_id)
    ).all()
    service = catalogue.edition_of(case.service, case.edition)
    kind = service.matter(matter.kind)
    snapshot = matter_snapshot(case, matter, kind.workflow, now)
    reaching = [actor for actor in answering if _reaches(actor, snapshot, [task for task, _body in tasks])]
    if not reaching:
        return None
    actor, actions = first_who_may(snapshot, reaching)
    is_working_day = working_calendar()
    return MatterFile(
        row=matter_row(
            matter, service, [body for _task, body in tasks], document.public_id if document else None, now
        ),
        case=case,
        service=service,
        snapshot=snapshot,
        actor=actor,
        actions=actions,
        proof=proof,
        document=document,
        left=lambda due: working_days_left(local_day(now), local_day(due), is_working_day),
    )


def urgent(actors: Sequence[Actor], now: datetime) -> tuple[UrgentRow, ...]:
    """What waits on top of these actors' inbox, the soonest first; no query for who answers no such thing.

    The partial index ix_tasks_of_matters holds these tasks alone.
    """
    answering = [actor for actor in actors if actor.role in ANSWERING]
    if not answering:
        return ()
    rows = db.session.execute(
        select(Task.due_at, Task.matter_id, Matter.kind, Matter.at, Case.number, Case.service, Case.edition)
        .join(Matter, Task.matter_id == Matter.id)
        .join(Case, Task.case_id == Case.id)
        .where(tasks_of(answering), Task.matter_id.is_not(None))
        .order_by(Task.due_at, Task.id)
        .limit(URGENT_SHOWN)
    )
    return tuple(
        UrgentRow(
            row.matter_id,
            row.number,
            catalogue.edition_of(row.service, row.edition).matter(row.kind).paper,
            row.at,
            row.due_at,
            row.due_at < now,
        )
        for row in rows
    )


def _reaches(actor: Actor, snapshot: CaseSnapshot, tasks: Sequence[Task]) -> bool:
    """Whether the actor's body has or had this to answer, and they have not stepped aside from the case."""
    return actor.id not in snapshot.recused and any(
        (task.body_id, task.role) == (actor.body_id, actor.role) for task in tasks
    )
