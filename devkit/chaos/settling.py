"""After the fire: everything is let come to its end, with the site's clock moved on where it has to wait.

The clock moves only while nobody is at work: a job that lasts seconds must not
find that an hour has passed meanwhile.
"""

import json
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, select

import clock
from actions.delivery import LOOK_UP_AFTER
from actions.message_sweeps import CHECK_AFTER
from actions.outbox import STALE_AFTER
from database import db
from devkit.chaos.stack import Stack
from devkit.demo.clock import set_now
from domain.message_statuses import FINAL, MessageStatus
from jobs.queues import QUEUES
from models.messaging import Message, OutboxEntry
from queries.audit_chain import unsealed

_LOOK_EVERY = 0.3  # seconds
_QUIET_LOOKS = 3
_A_BIT = timedelta(minutes=1)
_RELAY_SEES = 1.5  # seconds after which the relay has seen a clock that was moved
_SEALING_RUNS = timedelta(minutes=1, seconds=2)
_LONG = timedelta(hours=37)
"""Between looks at messages of which the provider says nothing; they are given up after three days."""


def drain(stack: Stack, seconds: float, stop: threading.Event) -> bool:
    """Wait until nobody has anything to do now; False when it takes longer than this."""
    until, quiet = time.monotonic() + seconds, 0
    while quiet < _QUIET_LOOKS and not stop.is_set():
        quiet = quiet + 1 if _is_quiet(stack) else 0
        if time.monotonic() > until:
            return False
        stop.wait(_LOOK_EVERY)
    return True


def settle(stack: Stack, data_dir: Path, seconds: float, stop: threading.Event) -> tuple[bool, timedelta]:
    """Let everything end; whether it did within so many seconds, and how far the clock was moved for it."""
    until, moved, asked = time.monotonic() + seconds, timedelta(), False
    while (left := until - time.monotonic()) > 0 and not stop.is_set():
        if not drain(stack, left, stop):
            break
        if (wanted := _next_moment(asked=asked)) is None:
            return True, moved
        asked = asked or _only_silent_ones()
        step = max(wanted - clock.now(), timedelta()) + _A_BIT
        moved += step
        set_now(data_dir, clock.now() + step)
        stop.wait(_RELAY_SEES)
    return False, moved


def seal(data_dir: Path, seconds: float, stop: threading.Event) -> bool:
    """Let the sealing of the audit log, which runs every minute, come to its end; whether it did."""
    set_now(data_dir, clock.now() + _SEALING_RUNS)
    until = time.monotonic() + seconds
    while next(unsealed(clock.now()), None) is not None:
        db.session.rollback()
        if time.monotonic() > until or stop.is_set():
            return False
        stop.wait(_LOOK_EVERY)
    db.session.rollback()
    return True


def _is_quiet(stack: Stack) -> bool:
    db.session.rollback()
    now = clock.now()
    due = select(OutboxEntry.id).where(
        OutboxEntry.enqueued_at.is_(None), OutboxEntry.given_up_at.is_(None), OutboxEntry.not_before <= now
    )
    waits = db.session.scalar(due.limit(1)) is not None
    db.session.rollback()
    return not waits and not _has_jobs(stack) and not _brings_receipts(stack)


def _brings_receipts(stack: Stack) -> bool:
    """Whether the provider has something to tell; a clock that is moved meanwhile would end messages of
    which it is about to hear."""
    try:
        with urlopen(f"{stack.environment['TWILIO_API_BASE']}/control/waiting", timeout=5) as answer:
            return bool(json.load(answer)["callbacks"])
    except OSError:
        return True


def _has_jobs(stack: Stack) -> bool:
    """Whether a job waits or is being done; nobody knows while Redis is away."""
    try:
        with Redis.from_url(stack.redis_url) as client:
            return any(client.llen(f"rq:queue:{name}") for name in QUEUES) or bool(stack.at_work())
    except RedisError:
        return True


def _next_moment(*, asked: bool) -> datetime | None:
    """When something that is not at its end goes on; None when everything has ended."""
    db.session.rollback()
    handed, waiting = db.session.execute(
        select(
            func.min(OutboxEntry.enqueued_at), func.min(OutboxEntry.not_before)
            .filter(OutboxEntry.enqueued_at.is_(None))
        ).where(OutboxEntry.given_up_at.is_(None))
    ).one()  # fmt: skip
    open_ones = db.session.execute(
        select(Message.status, func.min(func.greatest(Message.status_at, Message.not_before)))
        .where(Message.status.not_in(FINAL))
        .group_by(Message.status)
    ).all()
    db.session.rollback()
    moments = [handed + STALE_AFTER] if handed else []
    moments += [waiting] if waiting else []
    for status, since in open_ones:
        if status != MessageStatus.ACCEPTED:
            moments.append(since + LOOK_UP_AFTER)
        elif not moments:
            moments.append(clock.now() + (_LONG if asked else CHECK_AFTER))
    return min(moments) if moments else None


def _only_silent_ones() -> bool:
    db.session.rollback()
    left = set(db.session.scalars(select(Message.status).where(Message.status.not_in(FINAL)).distinct()))
    entries = db.session.scalar(select(func.count(OutboxEntry.id)).where(OutboxEntry.given_up_at.is_(None)))
    db.session.rollback()
    return left == {MessageStatus.ACCEPTED} and not entries
