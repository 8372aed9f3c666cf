"""The members' opinions on a case, seat by seat, for those who may read them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from database import db
from domain.roles import Role
from domain.schema import Effect, PublicService
from domain.text import N_
from models.cases import Case, Opinion, Task
from models.people import Officer
from queries.sight import History, Opinions, Sight, Standing
from queries.timeline import Entry

AN_OPINION = N_("A member of the commission gave an opinion")


@dataclass(frozen=True)
class SeatOpinion:
    """What one seat of the commission has said, or why it has said nothing.

    `given_at` without `agrees`: the opinion is there and this reader may not read
    it yet. `grounds` are codes; `outcome` is the event with which a task without an opinion was closed;
    `due_at` stands while the seat is still to speak.
    """

    seat: str
    label: str
    given_at: datetime | None = None
    agrees: bool | None = None
    officer: str | None = None
    grounds: tuple[str, ...] = ()
    facts: str = ""
    note: str = ""
    due_at: datetime | None = None
    outcome: str | None = None


def opinions_of(
    case: Case, service: PublicService, standing: Standing
) -> tuple[tuple[SeatOpinion, ...], bool]:
    """Each seat's opinion, and whether this officer may read those of others. Two queries.

    A member reads the others' only after giving their own.
    """
    if standing.sight.opinions is Opinions.NONE:
        return (), False
    given = {
        opinion.seat: (opinion, officer)
        for opinion, officer in db.session.execute(
            select(Opinion, Officer.name)
            .join(Officer, Opinion.officer_id == Officer.id)
            .where(Opinion.case_id == case.id)
        )
    }
    tasks = {
        task.seat: task
        for task in db.session.scalars(
            select(Task).where(Task.case_id == case.id, Task.role == Role.MEMBER).order_by(Task.id)
        )
    }
    may_read = standing.sight.opinions is Opinions.ALL or bool(standing.seats & given.keys())
    rows = []
    for seat in service.seats:
        row = SeatOpinion(seat.code, seat.label)
        if seat.code in given:
            opinion, officer = given[seat.code]
            row = replace(row, given_at=opinion.given_at)
            row = _told(row, opinion, officer) if may_read else row
        elif seat.code in tasks:
            task = tasks[seat.code]
            row = replace(row, due_at=None if task.closed_at else task.due_at, outcome=task.outcome)
        else:
            continue
        rows.append(row)
    return tuple(rows), may_read


def readable_history(
    entries: Iterable[Entry], service: PublicService, sight: Sight, may_read: bool
) -> tuple[Entry, ...]:
    """The history without what this reader may not know: how others advised, and, for
    those whose task needs no file, all that was written in it."""
    advice = opinion_events(service)
    return tuple(_readable(entry, advice, sight, may_read) for entry in entries)


def _readable(entry: Entry, advice: frozenset[str], sight: Sight, may_read: bool) -> Entry:
    if sight.history is History.BARE:
        entry = replace(entry, data={})
    if entry.code in advice and not may_read:
        entry = replace(entry, code="opinion_given", label=AN_OPINION)
    return entry


def opinion_events(service: PublicService) -> frozenset[str]:
    """The events that tell which way a member advised."""
    advising = {Effect.RECORD_AGREEMENT, Effect.RECORD_DISAGREEMENT}
    return frozenset(
        action.event for action in service.workflow.actions().values() if advising & set(action.effects)
    )


def _told(row: SeatOpinion, opinion: Opinion, officer: str) -> SeatOpinion:
    return replace(
        row,
        agrees=opinion.agrees,
        officer=officer,
        grounds=tuple(opinion.grounds),
        facts=opinion.facts,
        note=opinion.note,
    )
