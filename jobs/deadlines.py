"""What falls due by itself, run by the periodic schedule; each case in its own transaction."""

import logging
from collections.abc import Callable
from typing import TypeVar

import clock
from actions import openings, reminders, timekeeping
from database import db, transaction

log = logging.getLogger(__name__)

Id = TypeVar("Id", int, str)


def do_the_sites_part() -> int:
    """Register what was sent outside working time and whose working day has begun (605 p.7); tell what
    is told at the beginning of a week."""
    return _each(timekeeping.cases_for_the_site(clock.now()), timekeeping.do_the_sites_part)


def warn_of_ends() -> int:
    """Remind whoever has a task whose term ends soon (834; CON-16)."""
    return _each(reminders.tasks_to_warn_of(clock.now()), reminders.warn)


def remind_of_ends() -> int:
    """Remind holders of documents whose last day comes."""
    return _each(reminders.documents_to_remind_of(clock.today()), reminders.remind_of_end)


def tell_of_openings() -> int:
    """Tell those who wait for it that applications are taken from today (605 a.2 item 10)."""
    return _each(openings.drafts_to_tell_of(clock.today()), openings.tell_of_opening)


def expire_corrections() -> int:
    """Let cases go on whose mended document did not come in time (CLK-5)."""
    return _each(timekeeping.cases_with_expired_corrections(clock.now()), timekeeping.expire_corrections)


def mark_overdue_tasks() -> int:
    """Mark tasks and cases past their due date; the officer, their chair and the applicant are told."""
    now = clock.now()
    marked = _each(timekeeping.overdue_tasks(now), timekeeping.mark_overdue)
    return marked + _each(timekeeping.cases_past_due(now), timekeeping.mark_case_overdue)


def _each(ids: list[Id], act: Callable[[Id], None]) -> int:
    """Do it for each id; one that fails is logged and does not hold up the others."""
    db.session.rollback()
    done = 0
    for row_id in ids:
        try:
            with transaction():
                act(row_id)
            done += 1
        except Exception as error:
            db.session.rollback()
            log.error("%s of %s failed: %s", act.__name__, row_id, type(error).__name__)
    return done
