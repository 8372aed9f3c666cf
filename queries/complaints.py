"""One complaint as the officer for complaints sees it. A fixed number of queries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

import catalogue
from database import db
from domain.deadlines import local_day, working_days_left
from domain.roles import Actor, Role
from domain.schema import Action, PublicService, Step
from domain.workflow import CaseSnapshot, first_who_may
from models.cases import Case, Complaint, Task
from models.snapshots import complaint_snapshot
from models.working_days import working_calendar


@dataclass(frozen=True)
class ComplaintFile:
    """A complaint, its case, and what is open to the officer. `left`: working days to a moment."""

    complaint: Complaint
    case: Case
    service: PublicService
    step: Step
    snapshot: CaseSnapshot
    actor: Actor
    actions: tuple[Action, ...]
    left: Callable[[datetime], int]

    def action(self, code: str) -> Action | None:
        """The open action of this code."""
        return next((action for action in self.actions if action.code == code), None)


def complaint_file(complaint_id: int, actors: Sequence[Actor], now: datetime) -> ComplaintFile | None:
    """The complaint with this id, where it is one of these actors' to answer, else None."""
    answering = [actor for actor in actors if actor.role is Role.COMPLAINTS]
    bodies = {actor.body_id for actor in answering}
    had_task = select(Task.complaint_id).where(Task.complaint_id == complaint_id, Task.body_id.in_(bodies))
    found = db.session.execute(
        select(Complaint, Case)
        .join(Case, Complaint.case_id == Case.id)
        .options(joinedload(Case.person), joinedload(Case.body))
        .where(Complaint.id == complaint_id, or_(Case.body_id.in_(bodies), Complaint.id.in_(had_task)))
    ).one_or_none()
    if found is None:
        return None
    complaint, case = found
    service = catalogue.edition_of(case.service, case.edition)
    snapshot = complaint_snapshot(case, complaint, service.complaint, now)
    actor, actions = first_who_may(snapshot, answering)
    is_working_day = working_calendar()
    return ComplaintFile(
        complaint=complaint,
        case=case,
        service=service,
        step=service.complaint.step(complaint.status),
        snapshot=snapshot,
        actor=actor,
        actions=actions,
        left=lambda due: working_days_left(local_day(now), local_day(due), is_working_day),
    )
