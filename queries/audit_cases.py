"""Reading cases with all that their history has to explain, in batches of a fixed number of queries."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

import catalogue
import clock
from database import db
from domain.replay import StoredCase, StoredComplaint, StoredMatter, StoredTask, Told, unexplained
from domain.roles import Role
from models.audit import AuditEntry
from models.cases import Case, Complaint, Event, Matter, Opinion, Task
from models.documents import ResultDocument

BATCH = 200
"""Cases; eight queries each time."""


@dataclass(frozen=True)
class Replayed:
    """A case, and what of it its history does not explain: a sentence each."""

    number: str
    problems: list[str]


def replayed_cases(*, entries_from: date | None = None) -> Iterator[Replayed]:
    """Every case, replayed. `entries_from`: older audit entries were removed by an operator."""
    after = 0
    while True:
        cases = db.session.execute(_CASES.where(Case.id > after).order_by(Case.id).limit(BATCH)).all()
        if not cases:
            return
        yield from _replay(cases, entries_from)
        after = cases[-1].id


_CASES = select(
    Case.id,
    Case.number,
    Case.service,
    Case.edition,
    Case.status,
    Case.shown_instead,
    Case.open_key,
    Case.decided_at,
    Case.overdue_at,
    Case.body_id,
    Case.due_at,
    Case.filed_at,
    Case.minutes_number,
    Case.application,
    Case.application_sha256,
)


def _replay(cases: Sequence[Any], entries_from: date | None) -> Iterator[Replayed]:
    ids = [case.id for case in cases]
    events = _by_case(
        select(
            Event.id,
            Event.case_id,
            Event.sequence,
            Event.code,
            Event.role,
            Event.officer_id,
            Event.complaint_id,
            Event.matter_id,
            Event.from_status,
            Event.to_status,
            Event.shown_status,
            Event.data,
        )
        .where(Event.case_id.in_(ids))
        .order_by(Event.case_id, Event.sequence)
    )
    tasks = _by_case(
        select(
            Task.case_id,
            Task.step,
            Task.complaint_id,
            Task.matter_id,
            Task.outcome,
            Task.closed_at,
            Task.overdue_at,
            Task.role,
            Task.seat,
            Task.body_id,
        ).where(Task.case_id.in_(ids))
    )
    complaints = _by_case(
        select(Complaint.case_id, Complaint.id, Complaint.status, Complaint.closed_at).where(
            Complaint.case_id.in_(ids)
        )
    )
    matters = _by_case(
        select(Matter.case_id, Matter.id, Matter.kind, Matter.status, Matter.closed_at).where(
            Matter.case_id.in_(ids)
        )
    )
    results = _by_case(
        select(ResultDocument.case_id, ResultDocument.kind, ResultDocument.status).where(
            ResultDocument.case_id.in_(ids)
        )
    )
    opinions = _by_case(
        select(Opinion.case_id, Opinion.officer_id, Opinion.agrees).where(Opinion.case_id.in_(ids))
    )
    entries = _by_case(
        select(AuditEntry.case_id, AuditEntry.data).where(
            AuditEntry.case_id.in_(ids), AuditEntry.code == "action_taken"
        )
    )
    for case in cases:
        kept = entries_from is None or clock.local(case.filed_at).date() >= entries_from
        stored = StoredCase(
            status=case.status,
            shown_instead=case.shown_instead,
            holds_open_key=case.open_key is not None,
            is_decided=case.decided_at is not None,
            is_overdue=case.overdue_at is not None,
            body_id=case.body_id,
            due_at=case.due_at,
            minutes_number=case.minutes_number,
            application_sha256=hashlib.sha256(case.application.encode()).hexdigest(),
            tasks=tuple(_task(task) for task in tasks[case.id]),
            complaints=tuple(
                StoredComplaint(row.id, row.status, row.closed_at is not None) for row in complaints[case.id]
            ),
            matters=tuple(
                StoredMatter(row.id, row.kind, row.status, row.closed_at is not None)
                for row in matters[case.id]
            ),
            results=tuple((row.kind, row.status) for row in results[case.id]),
            opinions=tuple((row.officer_id, row.agrees) for row in opinions[case.id]),
            taken=frozenset(row.data.get("event") for row in entries[case.id]) if kept else None,
        )
        yield Replayed(case.number, _problems(case, stored, events[case.id]))


def _problems(case: Any, stored: StoredCase, events: Sequence[Any]) -> list[str]:
    try:
        service = catalogue.edition_of(case.service, case.edition)
    except KeyError:
        return [f"no edition {case.edition} of {case.service} is known"]
    problems = unexplained(
        service,
        stored,
        (
            Told(
                row.id,
                row.sequence,
                row.code,
                row.role,
                row.officer_id,
                row.complaint_id,
                row.matter_id,
                row.from_status,
                row.to_status,
                row.shown_status,
                row.data,
            )
            for row in events
        ),
    )
    if stored.application_sha256 != case.application_sha256:
        problems.append("the application has not the hash that stands beside it")
    return problems


def _task(row: Any) -> StoredTask:
    told = (
        row.overdue_at is not None and row.body_id is not None and row.role not in (Role.SITE, Role.CITIZEN)
    )
    return StoredTask(
        row.step,
        row.complaint_id,
        row.matter_id,
        row.outcome,
        row.closed_at is None,
        (row.role, row.seat) if told else None,
    )


def _by_case(query: Any) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.case_id].append(row)
    return found
