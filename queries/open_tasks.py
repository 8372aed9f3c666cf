"""The open tasks of officers, found in an index: what that costs does not grow with the table.

An inbox is made of queues. A queue is what is equal in all of its tasks, which
lie beside each other by due date in the index ix_tasks_open; of each one only so many are
read as are needed.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Subquery,
    and_,
    bindparam,
    false,
    or_,
    select,
    union_all,
)

import catalogue
from domain.roles import Actor
from models.cases import Recusal, Task

_GIVEN = {
    step.owner for service in catalogue.EDITIONS for step in service.workflow.steps.values() if step.assigned
}
"""The roles whose tasks may be one officer's own."""


class Queue(NamedTuple):
    """What is equal in all tasks of a queue; None where they have no seat, or are nobody's in person."""

    body_id: int | None
    role: str
    seat: str | None
    holder: int | None


Shape = tuple[tuple[bool, bool], ...]
"""Of each queue, whether it is one of a seat and one of a holder. Statements differ by it alone, so that they
are made once for each shape: making them costs more than asking them."""


def tasks_of(actors: Sequence[Actor]) -> ColumnElement[bool]:
    """The condition that a task is open and stands in the inbox of one of these actors.

    A case from which an officer has stepped aside stands in their inbox no more.
    """
    queues = (_condition(*queue) for queue in queues_of(actors))
    aside = select(Recusal.case_id).where(Recusal.officer_id.in_({actor.id for actor in actors}))
    return and_(
        Task.closed_at.is_(None),
        or_(false(), *queues),
        or_(Task.complaint_id.is_not(None), Task.case_id.not_in(aside)),
    )


def due_first(shape: Shape, most: int | BindParameter[int], *conditions: ColumnElement[bool]) -> Subquery:
    """The tasks of the queues of this shape that are due first, `most` of each, without those of cases from
    which the officers have stepped aside. The statement it stands in is given `values_of()` the actors."""
    aside = select(Recusal.case_id).where(Recusal.officer_id.in_(bindparam("officers", expanding=True)))
    not_aside = or_(Task.complaint_id.is_not(None), Task.case_id.not_in(aside))
    queues = [
        _condition(
            bindparam(f"body_id_{place}"),
            bindparam(f"role_{place}"),
            bindparam(f"seat_{place}") if seated else None,
            bindparam(f"holder_{place}") if held else None,
        )
        for place, (seated, held) in enumerate(shape)
    ]
    read = [_first_of(queue, most, not_aside, *conditions).subquery() for queue in queues or [false()]]
    # SQLite takes a LIMIT inside of a union in a subquery only.
    return union_all(*(select(each) for each in read)).subquery()


def shape_of(queues: Sequence[Queue]) -> Shape:
    """The shape of these queues."""
    return tuple((queue.seat is not None, queue.holder is not None) for queue in queues)


def values_of(queues: Sequence[Queue], actors: Sequence[Actor]) -> dict[str, Any]:
    """What a statement with `due_first()` of these queues has to be given."""
    of_queues = {
        f"{name}_{place}": value
        for place, queue in enumerate(queues)
        for name, value in queue._asdict().items()
        if value is not None
    }
    return {**of_queues, "officers": [actor.id for actor in actors]}


def queues_of(actors: Sequence[Actor]) -> tuple[Queue, ...]:
    """The queues that make up the inbox of these actors, each once."""
    return tuple(dict.fromkeys(queue for actor in actors for queue in _queues(actor)))


def _queues(actor: Actor) -> Iterator[Queue]:
    holders = (None, actor.standing_in_for or actor.id) if actor.role in _GIVEN else (None,)
    for seat in (None, actor.seat) if actor.seat else (None,):
        for holder in holders:
            yield Queue(actor.body_id, actor.role, seat, holder)


def _condition(body_id: Any, role: Any, seat: Any, holder: Any) -> ColumnElement[bool]:
    """That a task stands in the queue of these values or parameters."""
    return and_(Task.body_id == body_id, Task.role == role, Task.seat == seat, Task.assignee_id == holder)


def _first_of(
    queue: ColumnElement[bool], most: int | BindParameter[int], *conditions: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    return (
        select(Task.id, Task.due_at, Task.step, Task.role, Task.case_id, Task.complaint_id)
        .where(Task.closed_at.is_(None), queue, *conditions)
        # Seat and holder are the same in the whole queue. PostgreSQL does not conclude that from IS NULL,
        # and without them it would sort every task instead of reading the first ones in the index.
        .order_by(Task.seat, Task.assignee_id, Task.due_at, Task.id)
        .limit(most)
    )
