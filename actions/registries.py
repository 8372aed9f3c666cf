"""Questions to the registries of the state: put, answered, failed, given up, put again.

Nothing here speaks to the network. A question is a row and an entry in the
outbox; a job asks, and comes back with an answer or a failure. Every step finds
out from the locked row whether there is still anything to do, so that a job
that runs twice, a sweep and a late answer get along.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

import clock
from actions import outbox
from actions.person_records import keep_person_record
from actions.superseded_papers import supersede
from database import db, lock_row
from domain.registry_facts import (
    ANSWERS,
    PERSONAL_FILE,
    WAITING,
    Answer,
    QueryStatus,
    RegistryKind,
    facts_to_json,
)
from integrations.registries.errors import NoAnswer, Permanent, Refused, RegistryError
from integrations.registries.protocol import Question
from models.registries import RegistryQuery

TOPIC = "ask_registry"

PURPOSES = frozenset({"sign_in", "application", "contact", PERSONAL_FILE})
"""Why a person's data are asked for; kept with the question."""

ANSWER_WITHIN = timedelta(minutes=15)
"""How long a person is asked to wait. The acts set no term for a registry: this one is ours."""

KEEP_ASKING = timedelta(hours=24)
"""How long after that the registry is still asked, so that a late answer can land."""

WAITS = tuple(timedelta(seconds=s) for s in (10, 30, 120, 300, 600, 1800, 3600, 7200, 14400))
"""Between one attempt and the next; the last one repeats."""

ATTEMPT_TAKES = timedelta(minutes=2)
"""After this time an attempt that reported nothing is taken for dead, and may be made
again: sooner than the outbox hands over once more what never came back."""

ASK_AGAIN_AFTER = timedelta(seconds=30)
"""The least time between two attempts that a person may cause."""


@dataclass(frozen=True)
class Attempt:
    """What a job has to ask now, and whom."""

    kind: str
    question: Question


def ask(
    kind: str, iin: str, *, purpose: str, person_id: int | None = None, case_id: int | None = None
) -> RegistryQuery:
    """Put a question to a registry.

    Raises ValueError for a registry or a purpose that nobody declared.
    """
    return _put([_question(kind, iin, purpose, person_id=person_id, case_id=case_id)])[0]


def ask_for_draft(kinds: Iterable[str], iin: str, draft_id: str, person_id: int) -> None:
    """Ask these registries what an application needs, each but once for a draft, whose person is locked.

    Raises ValueError for a registry that nobody declared.
    """
    asked = set(db.session.scalars(select(RegistryQuery.kind).where(RegistryQuery.draft_id == draft_id)))
    _put(
        [
            _question(kind, iin, "application", person_id=person_id, draft_id=draft_id)
            for kind in kinds
            if kind not in asked
        ]
    )


def _question(kind: str, iin: str, purpose: str, **about: Any) -> RegistryQuery:
    if purpose not in PURPOSES:
        raise ValueError(f"no such purpose: {purpose}")
    now = clock.now()
    return RegistryQuery(
        public_id=str(uuid4()),
        kind=RegistryKind(kind),
        iin=iin,
        purpose=purpose,
        status=QueryStatus.QUEUED,
        created_at=now,
        deadline_at=now + ANSWER_WITHIN,
        next_attempt_at=now,
        **about,
    )


def _put(queries: list[RegistryQuery]) -> list[RegistryQuery]:
    db.session.add_all(queries)
    db.session.flush()
    outbox.put_all(TOPIC, [query.id for query in queries])
    return queries


def start_attempt(query_id: int) -> Attempt | None:
    """Mark the question as being asked, and say what to ask; None when there is nothing to do now."""
    query = lock_row(RegistryQuery, query_id)
    now = clock.now()
    if query.next_attempt_at is None or query.next_attempt_at > now:
        return None
    if query.status == QueryStatus.QUEUED:
        query.status = QueryStatus.ASKED
    query.asked_at = now
    query.attempts += 1
    query.next_attempt_at = now + ATTEMPT_TAKES
    db.session.flush()
    question = Question(iin=query.iin, message_id=str(uuid4()), correlation_id=query.public_id)
    return Attempt(query.kind, question)


def record_answer(query_id: int, answer: Answer) -> None:
    """Keep what the registry said, however late; a second answer to one question changes nothing.

    Papers for which these data stand now are given up (834 annex 1; CON-1).
    """
    query = lock_row(RegistryQuery, query_id)
    if query.next_attempt_at is None:
        return
    query.status = answer.status
    query.answered_at = answer.answered_at
    query.facts = facts_to_json(answer.facts)
    query.missing = list(answer.missing)
    query.next_attempt_at = None
    if query.kind == RegistryKind.IDENTITY and query.person_id is not None:
        keep_person_record(query.person_id, answer.facts)
    db.session.flush()
    supersede(query)


def record_failure(query_id: int, error: RegistryError) -> None:
    """Keep that an attempt failed: ask again later, or end the question where that is of no use."""
    query = lock_row(RegistryQuery, query_id)
    if query.next_attempt_at is None:
        return
    query.error_code, query.error_kind = error.code, kind_of(error)
    again_at = clock.now() + WAITS[min(query.attempts, len(WAITS)) - 1]
    last_at = query.deadline_at + KEEP_ASKING
    if isinstance(error, Permanent | Refused) or again_at > last_at:
        query.next_attempt_at = None
        _end_unanswered(query)
    else:
        query.next_attempt_at = again_at
        outbox.put(TOPIC, query.id, not_before=again_at)
    db.session.flush()


def mark_silent(query_id: int) -> None:
    """Say of a question past its deadline that no answer came; an answer may still land."""
    query = lock_row(RegistryQuery, query_id)
    if query.status in WAITING and query.deadline_at <= clock.now():
        _end_unanswered(query)
        db.session.flush()


def retry(query_id: int) -> bool:
    """Ask again because a person wants it; False when it was asked a moment ago.

    An answer that is there already stays until a new one replaces it.
    """
    query = lock_row(RegistryQuery, query_id)
    now = clock.now()
    last = query.asked_at or query.created_at
    if now < last + ASK_AGAIN_AFTER:
        return False
    if query.status not in ANSWERS:
        query.status = QueryStatus.QUEUED
    query.deadline_at = now + ANSWER_WITHIN
    query.attempts = 0
    query.next_attempt_at = now
    outbox.put(TOPIC, query.id)
    db.session.flush()
    return True


def attach_to_case(draft_id: str, case_id: int) -> None:
    """Let the questions of a draft belong to the case that it became."""
    db.session.execute(
        update(RegistryQuery).where(RegistryQuery.draft_id == draft_id).values(case_id=case_id)
    )


def _end_unanswered(query: RegistryQuery) -> None:
    """SILENT where nothing was heard, FAILED where the registry spoke and did not answer."""
    if query.status in ANSWERS:
        return
    heard = query.error_kind not in (None, "no_answer")
    query.status = QueryStatus.FAILED if heard else QueryStatus.SILENT


def kind_of(error: RegistryError) -> str:
    if isinstance(error, NoAnswer):
        return "no_answer"
    if isinstance(error, Refused):
        return "refused"
    return "permanent" if isinstance(error, Permanent) else "transient"
