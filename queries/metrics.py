"""What monitoring wants to know, read at the moment of asking: the same from every process.

Nothing of it grows with the number of cases: each query goes by an index over what is open, or over
the last hour. No label holds anything of a person.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from redis.exceptions import RedisError
from sqlalchemy import case, func, select
from sqlalchemy.exc import SQLAlchemyError

import clock
from database import db
from domain.message_statuses import FINAL, MessageStatus
from extensions import TALLY, RedisNotConfigured, redis_connection
from models.audit import SEALED, AuditSeal
from models.cases import Task
from models.messaging import Message, OutboxEntry, PeriodicRun
from queries.readiness import NEEDED, WATCHED, Readiness, age, expected_beats

LATELY = timedelta(hours=1)
"""Of which messages that ended are counted."""

Labels = tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """A metric: its values by their labels. A total only grows, until its source is emptied."""

    name: str
    what: str
    labels: Labels
    values: tuple[tuple[Labels, float], ...]
    total: bool = False


def families(found: Readiness) -> list[Family]:
    """All of them; those whose source is away are left out, and the readiness that was `found` says why."""
    told = [*_readiness(found)]
    now = clock.now()
    for group in GROUPS:
        try:
            told += group(now)
        except (SQLAlchemyError, RedisError, RedisNotConfigured):
            db.session.rollback()
    return told


def _readiness(found: Readiness) -> Iterator[Family]:
    faults = found.reasons | found.warnings
    yield Family(
        "qyzmet_ready",
        "1 where the part is as it should be (/readyz), else 0.",
        ("part",),
        tuple(((part,), float(part not in faults)) for part in (*NEEDED, *WATCHED)),
    )


def _outbox(now: datetime) -> Iterator[Family]:
    """One query: the table holds only what is not done."""
    state = case(
        (OutboxEntry.given_up_at.is_not(None), "given_up"),
        (OutboxEntry.enqueued_at.is_not(None), "handed_over"),
        else_="waiting",
    )
    failing = case((OutboxEntry.failures > 0, OutboxEntry.created_at))
    rows = db.session.execute(
        select(
            OutboxEntry.topic, state, func.count(), func.min(OutboxEntry.not_before), func.min(failing)
        ).group_by(OutboxEntry.topic, state)
    ).all()
    yield Family(
        "qyzmet_outbox_entries",
        "Work that is not done, by its topic: waiting, handed_over to a queue, given_up.",
        ("topic", "state"),
        tuple(((topic, where), float(number)) for topic, where, number, _due, _failing in rows),
    )
    open_rows = [row for row in rows if row[1] != "given_up"]
    yield Family(
        "qyzmet_outbox_oldest_due_seconds",
        "How long the work that has waited longest could have been done.",
        ("topic",),
        _oldest(((topic, due) for topic, _state, _number, due, _failing in open_rows), now),
    )
    yield Family(
        "qyzmet_outbox_oldest_failing_seconds",
        "Age of the oldest work that has failed at least once and is tried again.",
        ("topic",),
        _oldest(((topic, failing) for topic, _state, _number, _due, failing in open_rows), now),
    )


def _messages(now: datetime) -> Iterator[Family]:
    """Two queries."""
    rows = db.session.execute(
        select(Message.status, func.count(), func.min(Message.not_before))
        .where(Message.status.not_in(FINAL))
        .group_by(Message.status)
    ).all()
    yield Family(
        "qyzmet_messages_open",
        "Messages that are on their way, by their status.",
        ("status",),
        tuple(((status,), float(number)) for status, number, _due in rows),
    )
    unsent = [due for status, _number, due in rows if status != MessageStatus.ACCEPTED]
    yield Family(
        "qyzmet_messages_oldest_unsent_seconds",
        "How long the message that has waited longest could have been with the provider.",
        (),
        (((), max((age(due, now) for due in unsent), default=0.0)),),
    )
    ended = db.session.execute(
        select(Message.status, func.count())
        .where(Message.status.in_(FINAL), Message.status_at >= now - LATELY)
        .group_by(Message.status)
    )
    numbers = dict.fromkeys(sorted(FINAL), 0.0) | {status: float(number) for status, number in ended}
    yield Family(
        "qyzmet_messages_ended_last_hour",
        "Messages that came to this end in the last hour.",
        ("status",),
        tuple(((status,), number) for status, number in numbers.items()),
    )


def _tasks(now: datetime) -> Iterator[Family]:
    late = select(func.count()).select_from(Task).where(Task.closed_at.is_(None), Task.due_at < now)
    yield Family(
        "qyzmet_tasks_overdue",
        "Open tasks whose due date has passed.",
        (),
        (((), float(db.session.scalar(late) or 0)),),
    )


def _audit(now: datetime) -> Iterator[Family]:
    """Two queries for each table that is chained."""
    lag = {}
    for source, table in SEALED.items():
        newest = db.session.scalar(select(func.max(AuditSeal.row_id)).where(AuditSeal.source == source)) or 0
        lag[source] = db.session.scalar(select(func.min(table.c.at)).where(table.c.id > newest))
    yield Family(
        "qyzmet_audit_unsealed_seconds",
        "Age of the oldest row that was added since the last sealing, by table.",
        ("table",),
        tuple(((source,), age(since, now)) for source, since in lag.items()),
    )


def _periodic(now: datetime) -> Iterator[Family]:
    ended = {row.name: row.ended_at for row in db.session.scalars(select(PeriodicRun))}
    yield Family(
        "qyzmet_periodic_seconds_since_end",
        "How long ago the periodic job last came to its end without a failure; absent when it never did.",
        ("job",),
        _oldest(((name, ended.get(name)) for name in expected_beats()), now),
    )


def _tallied(_now: datetime) -> Iterator[Family]:
    """What jobs/tally.py counts."""
    kept: dict[bytes, bytes] = redis_connection().hgetall(TALLY)  # type: ignore[assignment]
    counted = {tuple(field.decode().split(" ")): float(amount) for field, amount in kept.items()}
    for kind, name, what, labels in TALLIED:
        values = tuple((key[1:], amount) for key, amount in sorted(counted.items()) if key[0] == kind)
        yield Family(name, what, labels, values, total=True)


def _oldest(
    moments: Iterable[tuple[str, datetime | None]], now: datetime
) -> tuple[tuple[Labels, float], ...]:
    """The greatest age under each label."""
    ages: dict[str, float] = {}
    for label, since in moments:
        if since is not None:
            ages[label] = max(ages.get(label, 0.0), age(since, now))
    return tuple(((label,), seconds) for label, seconds in ages.items())


TALLIED: tuple[tuple[str, str, str, Labels], ...] = (
    ("jobs", "qyzmet_jobs_total", "Jobs by how they ended: done, put_back, given_up.", ("topic", "outcome")),
    ("job_seconds", "qyzmet_job_seconds_total", "Seconds that jobs took, together.", ("topic",)),
    (
        "answers",
        "qyzmet_registry_answers_total",
        "Questions to a registry by what came of asking once.",
        ("registry", "outcome"),
    ),
    ("checks", "qyzmet_signature_checks_total", "Keys of signatures, by the NCA's word.", ("outcome",)),
)
"""Of each total: how its fields in Redis begin, its name, what it is, its labels."""

GROUPS: tuple[Callable[[datetime], Iterable[Family]], ...] = (
    _outbox,
    _messages,
    _tasks,
    _audit,
    _periodic,
    _tallied,
)
