"""Who has looked at a citizen's cases: role, body and time, and nobody's name."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy import func, select

from database import db
from domain.roles import Role
from models.audit import AuditEntry
from models.bodies import Body
from models.cases import Case

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
    """One page of them, the newest first. Pages count from 1."""

    rows: tuple[Look, ...]
    page: int
    pages: int


def looks_at(person_id: int, page: int = 1) -> Looks:
    """The looks of officers at this person's cases; two queries."""
    seen = AuditEntry.code.in_(LOOKS), Case.person_id == person_id, AuditEntry.officer_id.is_not(None)
    count = db.session.scalar(
        select(func.count()).select_from(AuditEntry).join(Case, AuditEntry.case_id == Case.id).where(*seen)
    )
    pages = max(1, ceil((count or 0) / PAGE_SIZE))
    page = min(max(1, page), pages)
    rows = db.session.execute(
        select(AuditEntry, Case.number, Body)
        .join(Case, AuditEntry.case_id == Case.id)
        .outerjoin(Body, AuditEntry.body_id == Body.id)
        .where(*seen)
        .order_by(AuditEntry.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    looks = tuple(
        Look(entry.at, number, Role(entry.role), body, entry.code == "document_seen")
        for entry, number, body in rows
    )
    return Looks(looks, page, pages)
