"""What the registries said about a person, for the pages of a draft and of a case."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from database import db
from domain.registry_facts import (
    PERSONAL_FILE,
    QUERY_STATUS_TITLES,
    REGISTRY_TITLES,
    WAITING,
    Fact,
    QueryStatus,
    facts_from_json,
)
from models.registries import RegistryQuery


@dataclass(frozen=True, repr=False)
class RegistryView:
    """One question to a registry and its answer, with the words to show.

    `source` and `status_title` are English sources of translated strings.
    `will_ask_again` says that an answer may still land by itself.
    """

    id: int
    kind: str
    source: str
    status: QueryStatus
    status_title: str
    asked_at: datetime | None
    answered_at: datetime | None
    deadline_at: datetime
    will_ask_again: bool
    facts: tuple[Fact, ...]
    missing: tuple[str, ...]
    attempts: int
    error_code: str | None
    error_kind: str | None

    @property
    def is_waiting(self) -> bool:
        """Whether the person is to wait for the answer."""
        return self.status in WAITING


def facts_for_draft(draft_id: str) -> Mapping[str, RegistryView]:
    """By kind, every question that was put for a draft. One SQL query."""
    return _views(RegistryQuery.draft_id == draft_id)


def facts_for_case(case_id: int) -> Mapping[str, RegistryView]:
    """By kind, every question that was put for the application. One SQL query.

    Not those of a personal file, which fewer people may read: queries/personal_file.py.
    """
    return _views(RegistryQuery.case_id == case_id, RegistryQuery.purpose != PERSONAL_FILE)


def answers_for_file(case_id: int, kinds: Collection[str]) -> Mapping[str, RegistryView]:
    """By kind, the questions of a case's personal file to these registries alone. One SQL query."""
    return _views(
        RegistryQuery.case_id == case_id,
        RegistryQuery.purpose == PERSONAL_FILE,
        RegistryQuery.kind.in_(kinds),
    )


def past_deadline(now: datetime) -> list[int]:
    """Questions that a person still waits for although their time has run out."""
    overdue = select(RegistryQuery.id).where(
        RegistryQuery.status.in_(WAITING), RegistryQuery.deadline_at <= now
    )
    return list(db.session.scalars(overdue.order_by(RegistryQuery.id)))


def _views(*conditions: ColumnElement[bool]) -> Mapping[str, RegistryView]:
    rows = db.session.scalars(select(RegistryQuery).where(*conditions).order_by(RegistryQuery.id))
    return {row.kind: _view(row) for row in rows}


def _view(row: RegistryQuery) -> RegistryView:
    status = QueryStatus(row.status)
    return RegistryView(
        id=row.id,
        kind=row.kind,
        source=REGISTRY_TITLES[row.kind],
        status=status,
        status_title=QUERY_STATUS_TITLES[status],
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        deadline_at=row.deadline_at,
        will_ask_again=row.next_attempt_at is not None,
        facts=facts_from_json(row.facts),
        missing=tuple(row.missing),
        attempts=row.attempts,
        error_code=row.error_code,
        error_kind=row.error_kind,
    )
