"""What runs by itself: each job with its interval by the app's clock.

The relay asks for what is due once a second; the demo asks when its clock has
been moved. When each last began stands in the database, so that neither a
restart nor a second process makes one run twice; when it last came to its end
is its heartbeat, which queries/readiness.py looks at.
"""

import logging
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import clock
from database import db, transaction
from jobs.queues import function_at
from models.messaging import PeriodicRun

logger = logging.getLogger(__name__)


class Periodic(NamedTuple):
    """A job without arguments. It is short: longer work goes through the outbox."""

    name: str
    every: timedelta
    path: str


PERIODIC: tuple[Periodic, ...] = (
    Periodic("sweep_outbox", timedelta(seconds=30), "jobs.relay.sweep_outbox"),
    Periodic("sweep_messages", timedelta(seconds=30), "jobs.messages.sweep"),
    Periodic("sweep_registries", timedelta(seconds=30), "jobs.registries.sweep_silent"),
    Periodic("ask_connected_registries", timedelta(minutes=10), "jobs.registries.ask_connected"),
    Periodic("do_the_sites_part", timedelta(minutes=1), "jobs.deadlines.do_the_sites_part"),
    Periodic("warn_of_ends", timedelta(minutes=1), "jobs.deadlines.warn_of_ends"),
    Periodic("remind_of_ends", timedelta(hours=1), "jobs.deadlines.remind_of_ends"),
    Periodic("tell_of_openings", timedelta(hours=1), "jobs.deadlines.tell_of_openings"),
    Periodic("expire_corrections", timedelta(minutes=1), "jobs.deadlines.expire_corrections"),
    Periodic("mark_overdue_tasks", timedelta(minutes=1), "jobs.deadlines.mark_overdue_tasks"),
    Periodic("expire_signing_requests", timedelta(minutes=1), "jobs.signatures.expire_requests"),
    Periodic("seal_audit", timedelta(minutes=1), "jobs.audit.seal"),
    Periodic("forget", timedelta(hours=1), "jobs.retention.forget"),
    Periodic("sweep_unclaimed_papers", timedelta(hours=1), "jobs.documents.sweep_unclaimed"),
)
"""In the order in which they run when several are due."""


def run_due(now: datetime, jobs: tuple[Periodic, ...] = PERIODIC) -> list[str]:
    """Run each job whose interval has passed, once, and return their names.

    One that fails is logged and does not hold up the others.
    """
    began = {row.name: row.began_at for row in db.session.scalars(select(PeriodicRun))}
    db.session.rollback()
    run = []
    for job in jobs:
        if _is_due(began.get(job.name), job, now) and _claim(job, now):
            _run(job)
            run.append(job.name)
    return run


def _is_due(began_at: datetime | None, job: Periodic, now: datetime) -> bool:
    """Also when the clock was set back to before the last run."""
    return began_at is None or not began_at <= now < began_at + job.every


def _claim(job: Periodic, now: datetime) -> bool:
    """Write down that it begins; False when another process was first."""
    try:
        with transaction() as session:
            row = session.get(PeriodicRun, job.name, with_for_update=True)
            if row is None:
                session.add(PeriodicRun(name=job.name, began_at=now))
            elif _is_due(row.began_at, job, now):
                row.began_at = now
            else:
                return False
    except IntegrityError:
        return False
    return True


def _run(job: Periodic) -> None:
    try:
        function_at(job.path)()
    except Exception:
        logger.exception("periodic job %s failed", job.name)
        db.session.rollback()
    else:
        db.session.rollback()
        with transaction() as session:
            session.get_one(PeriodicRun, job.name).ended_at = clock.now()
