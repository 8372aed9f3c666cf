"""What the contact centre tells of a case: how it stands, and not whose it is. A fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

import catalogue
from database import db
from domain.schema import Group, PublicService, Step
from domain.text import N_
from models.bodies import Body
from models.cases import Case, Complaint, Correction, Hearing, Matter, Task
from models.people import Person
from queries.holders import (
    Held,
    Holder,
    Left,
    counting_from,
    holder_of,
    holder_shown,
    of_shown_steps,
    own_turns,
    shown_tasks,
)

_COMPLAINT = N_("Complaint")

_Row = TypeVar("_Row", Complaint, Matter)


@dataclass(frozen=True)
class Errand:
    """What only the applicant can do. `by`: until when, or when.

    `code`: correction, hearing; of an application for a post appointment, sign, choose.
    """

    code: str
    by: datetime


@dataclass(frozen=True)
class Beside:
    """What is open beside the case, a complaint or a matter, and who has it.

    `title` and `silence`, what there is to say when the answer did not come in time, as source strings.
    """

    title: str
    step: Step
    holder: Holder | None
    silence: str | None = None


@dataclass(frozen=True)
class CaseByPhone:
    """A case as far as whoever knows its number may hear of it.

    `left`: working days to the due date, None once the case is decided. The
    ground is not here: it may tell of an illness or of a family.
    """

    number: str
    service: PublicService
    step: Step
    initials: str
    filed_at: datetime
    registered_at: datetime | None
    due_at: datetime
    left: int | None
    overdue: bool
    holders: tuple[Holder, ...]
    errands: tuple[Errand, ...]
    beside: tuple[Beside, ...]


def case_by_phone(case_id: int, now: datetime) -> CaseByPhone:
    """How this case stands at this moment."""
    case = db.session.scalars(select(Case).options(joinedload(Case.person)).where(Case.id == case_id)).one()
    service = catalogue.edition_of(case.service, case.edition)
    step = service.workflow.step(case.shown_status)
    left = counting_from(now)
    tasks = [
        (task, body)
        for task, body in db.session.execute(
            select(Task, Body)
            .join(Case, Task.case_id == Case.id)
            .outerjoin(Body, Task.body_id == Body.id)
            .where(Task.case_id == case_id, of_shown_steps())
            .order_by(Task.due_at, Task.id)
        )
    ]
    own = shown_tasks(case, tasks)
    holders = {
        (task.role, task.body_id): holder_shown(case, service, task, body, now, left)
        for task, body in reversed(own)
    }
    is_open = step.group is Group.OPEN
    return CaseByPhone(
        number=case.number,
        service=service,
        step=step,
        initials=initials(case.person),
        filed_at=case.filed_at,
        registered_at=case.registered_at,
        due_at=case.due_at,
        left=left(case.due_at) if is_open else None,
        overdue=(is_open and case.due_at < now) or any(holder.overdue for holder in holders.values()),
        holders=tuple(reversed(holders.values())),
        errands=_errands(case_id, is_open, now, own_turns(case, step, own, now)),
        beside=_beside(case_id, service, tasks, now, left),
    )


def initials(person: Person) -> str:
    """The first letters of surname, name and patronymic; empty where the registry has told no name."""
    return " ".join(f"{part[0]}." for part in (person.surname, person.name, person.patronymic) if part)


def _errands(
    case_id: int, is_open: bool, now: datetime, turns: Sequence[tuple[str, datetime]]
) -> tuple[Errand, ...]:
    """What waits for the applicant, the earliest first; of the commission's a decided case has nothing."""
    asked = db.session.scalars(
        select(Correction.answer_by).where(Correction.case_id == case_id, Correction.status == "asked")
    ).all()
    hearings = db.session.scalars(
        select(Hearing.at).where(Hearing.case_id == case_id, Hearing.held_at.is_(None), Hearing.at >= now)
    ).all()
    found = [Errand("correction", min(asked))] if asked else []
    found += [Errand("hearing", at) for at in hearings]
    found = [*(found if is_open else ()), *(Errand(code, by) for code, by in turns)]
    return tuple(sorted(found, key=lambda errand: errand.by))


def _beside(
    case_id: int, service: PublicService, tasks: Sequence[Held], now: datetime, left: Left
) -> tuple[Beside, ...]:
    """The complaints and the matters of the case that are not answered yet; two queries."""
    holding = {
        (task.complaint_id, task.matter_id): (task, body) for task, body in tasks if not task.closed_at
    }

    def holder(complaint_id: int | None, matter_id: int | None, step: Step) -> Holder | None:
        held = holding.get((complaint_id, matter_id))
        return holder_of(*held, step, now, left) if held else None

    found = []
    for complaint in _open_of(Complaint, case_id):
        step = service.complaint.step(complaint.status)
        found.append(Beside(_COMPLAINT, step, holder(complaint.id, None, step)))
    for matter in _open_of(Matter, case_id):
        kind = service.matter(matter.kind)
        step = kind.workflow.step(matter.status)
        silence = kind.silence if matter.answer_by < now else None
        found.append(Beside(kind.paper, step, holder(None, matter.id, step), silence))
    return tuple(found)


def _open_of(model: type[_Row], case_id: int) -> Iterable[_Row]:
    return db.session.scalars(
        select(model).where(model.case_id == case_id, model.closed_at.is_(None)).order_by(model.id)
    )
