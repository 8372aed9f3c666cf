"""Summonses that came although somebody had applied, for tests."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

import clock
from actions import matters
from database import db, transaction
from models.cases import Event, Matter, Task
from models.messaging import Message
from queries.audit_cases import replayed_cases
from tests.support import factories as make
from tests.support.factories import the_case

FRIDAY = "2026-11-27T09:30"


def moment(text: str) -> datetime:
    """A moment in Almaty."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.ALMATY)


def tell(case_id: int, at: str = FRIDAY, **more: Any) -> int:
    """The applicant tells of a summons; returns the id of the matter."""
    data = {"summons_at": moment(at), "summons_place": "Алатау ауданы, Момышұлы 25", **more}
    applicant = make.citizen(the_case(case_id).person_id)
    with transaction():
        return matters.begin(case_id, "summoned", applicant, data).id


def answer(matter_id: int, code: str, actor: Any, **data: Any) -> None:
    """An officer answers."""
    with transaction():
        matters.take_matter_action(matter_id, code, actor, data)


def the_matter(matter_id: int) -> Matter:
    """As it is stored now."""
    db.session.rollback()
    return db.session.get_one(Matter, matter_id)


def tasks_of(matter_id: int) -> list[Task]:
    """Its tasks, open and closed."""
    db.session.rollback()
    return list(db.session.scalars(select(Task).where(Task.matter_id == matter_id).order_by(Task.id)))


def events_of(matter_id: int) -> list[str]:
    """The codes of its events, in order."""
    db.session.rollback()
    found = select(Event.code).where(Event.matter_id == matter_id).order_by(Event.sequence)
    return list(db.session.scalars(found))


def texts(template: str) -> list[str]:
    """The SMS of this kind."""
    db.session.rollback()
    return list(
        db.session.scalars(select(Message.body).where(Message.template == template).order_by(Message.id))
    )


def unexplained() -> list[str]:
    """What replaying every case does not explain."""
    db.session.rollback()
    found = [problem for case in replayed_cases() for problem in case.problems]
    db.session.rollback()
    return found
