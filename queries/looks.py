"""Who has looked at a citizen's cases: role, body and time, and nobody's name.

Of a case that conceals where it is, the looks until it came to the status that
the applicant reads: whose look was last would tell where it has come (CON-7).
"""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy import ColumnElement, and_, func, or_, select

import catalogue
from database import db
from domain.concealment import conceals, last_told
from domain.roles import Role
from models.audit import AuditEntry
from models.bodies import Body
from models.cases import Case, Event

PAGE_SIZE = 30
LOOKS = ("case_seen", "document_seen")


@dataclass(frozen=True)
class Look:
    """One look at a case, or at one of its documents."""

    at: datetime
    number: str
    role: Role
    body: Body | None
    at_document: bool


@dataclass(frozen=True)
class Looks:
    """One page of them, the newest first. Pages count from 1. `late`: some may not be told yet."""

    rows: tuple[Look, ...]
    page: int
    pages: int
    late: bool


def looks_at(person_id: int, page: int = 1) -> Looks:
    """The looks of officers at this person's cases; four queries."""
    conditions = _told(person_id)
    seen = _seen(person_id, conditions)
    count = db.session.scalar(
        select(func.count()).select_from(AuditEntry).join(Case, AuditEntry.case_id == Case.id).where(*seen)
    )
    pages = max(1, ceil((count or 0) / PAGE_SIZE))
    page = min(max(1, page), pages)
    looks = _looks(seen, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    return Looks(looks, page, pages, late=bool(conditions))


def all_looks(person_id: int) -> tuple[Look, ...]:
    """All that may be told of, the newest first; three queries."""
    return _looks(_seen(person_id, _told(person_id)))


def _seen(person_id: int, conditions: list[ColumnElement[bool]]) -> tuple[ColumnElement[bool], ...]:
    return (
        AuditEntry.code.in_(LOOKS),
        Case.person_id == person_id,
        AuditEntry.officer_id.is_not(None),
        *conditions,
    )


def _looks(
    seen: tuple[ColumnElement[bool], ...], *, limit: int | None = None, offset: int | None = None
) -> tuple[Look, ...]:
    rows = db.session.execute(
        select(AuditEntry, Case.number, Body)
        .join(Case, AuditEntry.case_id == Case.id)
        .outerjoin(Body, AuditEntry.body_id == Body.id)
        .where(*seen)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(
        Look(entry.at, number, Role(entry.role), body, entry.code == "document_seen")
        for entry, number, body in rows
    )


def _told(person_id: int) -> list[ColumnElement[bool]]:
    """The condition that a look may be told of, by what the applicant reads of how the case stands; none
    where no case conceals that."""
    cases = db.session.scalars(select(Case).where(Case.person_id == person_id)).all()
    workflows = {case.id: catalogue.edition_of(case.service, case.edition).workflow for case in cases}
    closed = [case for case in cases if conceals(workflows[case.id])]
    if not closed:
        return []
    came = db.session.execute(
        select(Event.case_id, Event.read_status, Event.at)
        .where(Event.case_id.in_([case.id for case in closed]), Event.read_status.is_not(None))
        .order_by(Event.sequence)
    ).all()
    told: list[ColumnElement[bool]] = [AuditEntry.case_id.not_in([case.id for case in closed])]
    for case in closed:
        last = last_told(workflows[case.id], workflows[case.id].step(case.shown_status))
        moments = [at for case_id, status, at in came if case_id == case.id and status in last]
        told.append(and_(AuditEntry.case_id == case.id, AuditEntry.at <= max(moments)))
    return [or_(*told)]
