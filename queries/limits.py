"""The dates within which an action has to stay, with the paragraph that sets them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain import deadlines
from domain.schema import OURS, Action, Effect, Source
from domain.text import N_
from models.working_days import working_calendar
from queries.casework import CaseFile


@dataclass(frozen=True)
class Limit:
    """One last moment: what it limits, as a source string."""

    label: str
    at: datetime
    source: Source


def limits_of(file: CaseFile, action: Action) -> tuple[Limit, ...]:
    """The limits that the form of this action must tell."""
    return tuple(limit for effect in action.effects if effect in _LIMITS for limit in _LIMITS[effect](file))


def _call_hearing(file: CaseFile) -> tuple[Limit, ...]:
    service, now = file.service, file.snapshot.now
    calendar = working_calendar()
    within = service.hearing_within
    counted_from = deadlines.event_day(now, service.hours, calendar)
    last_day = deadlines.due_date(counted_from, within.amount, within.unit, calendar)
    return (
        Limit(
            N_("Last day to give notice of a hearing"),
            file.case.hearing_notice_by,
            service.hearing_notice_before.source,
        ),
        Limit(
            N_("The hearing takes place no later than"),
            deadlines.closing(last_day, service.hours),
            within.source,
        ),
    )


def _move_hearing(file: CaseFile) -> tuple[Limit, ...]:
    if file.hearing is None:
        return ()
    return (
        Limit(
            N_("The hearing takes place no later than"),
            file.hearing.latest,
            file.service.hearing_within.source,
        ),
    )


def _request_correction(file: CaseFile) -> tuple[Limit, ...]:
    return (Limit(N_("The applicant can answer until"), file.case.correction_answer_by, OURS),)


_LIMITS: dict[Effect, Callable[[CaseFile], tuple[Limit, ...]]] = {
    Effect.CALL_HEARING: _call_hearing,
    Effect.MOVE_HEARING: _move_hearing,
    Effect.REQUEST_CORRECTION: _request_correction,
}
