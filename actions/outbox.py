"""The outbox: what a job has to do, written together with the change that causes it.

The row is the truth and the queue only a hint. The relay (jobs/relay.py) hands
rows to the queue; whoever runs one deletes it when it is done, and a row that was
handed over and never came back is handed over again.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

import clock
from actions import audit
from database import db
from domain.errors import AlreadyDone
from domain.roles import Actor
from models.messaging import OutboxEntry

TOPICS = frozenset(
    {
        "send_message",
        "check_message",
        "send_code",
        "ask_registry",
        "refresh_phone",
        "check_signatures",
        "stamp_signature",
        "stamp_anchor",
        "delete_superseded",
    }
)
"""What may be put; jobs/queues.py says which job does it."""

STALE_AFTER = timedelta(minutes=3)
"""An entry that was handed to the queue this long ago, and is not done, is handed over again.

Longer than any job may take, so that a slow one is not run beside itself.
"""

PAUSES = tuple(timedelta(seconds=s) for s in (2, 5, 10, 20, 30, 60, 120, 300, 600))
"""Between a failure and the next try; the last one repeats."""

MOST_FAILURES = 30  # some three hours and a half


def put(topic: str, subject_id: int, *, not_before: datetime | None = None) -> OutboxEntry:
    """Have the topic's job run with this id, not before the moment if one is given.

    Raises ValueError for a topic that no job does.
    """
    return put_all(topic, [subject_id], not_before=not_before)[0]


def put_all(
    topic: str, subject_ids: Iterable[int], *, not_before: datetime | None = None
) -> list[OutboxEntry]:
    """As put(), for each of these ids."""
    if topic not in TOPICS:
        raise ValueError(f"no job does {topic!r}")
    now = clock.now()
    entries = [
        OutboxEntry(
            topic=topic,
            subject_id=subject_id,
            created_at=now,
            not_before=not_before or now,
            failures=0,
            request_id=audit.current_request.get(),
        )
        for subject_id in subject_ids
    ]
    db.session.add_all(entries)
    db.session.flush()
    return entries


def comes_later(topic: str, subject_id: int) -> bool:
    """Whether an entry for this waits for a moment that is still to come.

    The entry that is being worked on does not count, whether or not the relay
    has already written down that it was handed over.
    """
    waiting = select(OutboxEntry.id).where(
        OutboxEntry.topic == topic,
        OutboxEntry.subject_id == subject_id,
        OutboxEntry.not_before > clock.now(),
        OutboxEntry.enqueued_at.is_(None),
        OutboxEntry.given_up_at.is_(None),
    )
    return db.session.scalar(waiting.limit(1)) is not None


def mark_enqueued(ids: list[int], seen_at: datetime) -> None:
    """These, which were due at `seen_at`, were handed to the queue.

    One that is done already stays done, and one that has already failed and was
    put back for later stays so.
    """
    db.session.execute(
        update(OutboxEntry)
        .where(OutboxEntry.id.in_(ids), OutboxEntry.not_before <= seen_at)
        .values(enqueued_at=clock.now())
    )


def finish(entry_id: int) -> None:
    """The job is done: the entry goes."""
    db.session.execute(delete(OutboxEntry).where(OutboxEntry.id == entry_id))


def put_back(entry_id: int, error: str, *, patient: bool = False) -> bool:
    """The job failed: try again after a pause, or give up after too many failures, which is returned.

    `error` is the failure's kind: its message may hold personal data. A `patient`
    one is never given up: it only waits for somebody else to answer.
    """
    entry = db.session.get(OutboxEntry, entry_id, with_for_update=True)
    if entry is None:
        return False
    now = clock.now()
    entry.failures += 1
    entry.error = error[:80]
    if entry.failures >= MOST_FAILURES and not patient:
        entry.given_up_at = now
    else:
        entry.enqueued_at = None
        entry.not_before = now + PAUSES[min(entry.failures, len(PAUSES)) - 1]
    db.session.flush()
    return entry.given_up_at is not None


def reclaim(enqueued_before: datetime | None = None) -> int:
    """Let what was handed over by this moment, or ever, and is not done, be handed over again; how many."""
    lost = update(OutboxEntry).where(OutboxEntry.enqueued_at.is_not(None), OutboxEntry.given_up_at.is_(None))
    if enqueued_before is not None:
        lost = lost.where(OutboxEntry.enqueued_at <= enqueued_before)
    result = db.session.execute(lost.values(enqueued_at=None).execution_options(synchronize_session=False))
    return int(result.rowcount)  # type: ignore[attr-defined]


def try_again(entry_id: int, actor: Actor) -> None:
    """Let an entry that was given up be tried anew, because a person has mended the cause.

    Raises AlreadyDone for one that is not given up, or not any more: it is being
    worked on, or it is done and gone.
    """
    entry = db.session.get(OutboxEntry, entry_id, populate_existing=True, with_for_update=True)
    if entry is None or entry.given_up_at is None:
        raise AlreadyDone("try_again")
    entry.failures, entry.given_up_at, entry.enqueued_at = 0, None, None
    entry.not_before = clock.now()
    audit.record("work_retried", actor, subject=f"outbox:{entry.id}", topic=entry.topic)
    db.session.flush()
