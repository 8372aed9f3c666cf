"""The dates within which an action has to stay, with the paragraph that sets them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain import deadlines
from domain.schema import OURS, Action, Effect, Source
from domain.text import N_
from models.examinations import latest_examination
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
    return tuple(
        limit for effect in action.effects if effect in _LIMITS for limit in _LIMITS[effect](file, action)
    )


def _call_hearing(file: CaseFile, _action: Action) -> tuple[Limit, ...]:
    service, now = file.service, file.snapshot.now
    calendar = working_calendar()
    notice, within = service.hearing_notice_before, service.hearing_within
    if notice is None or within is None or file.case.hearing_notice_by is None:
        return ()
    counted_from = deadlines.event_day(now, service.hours, calendar)
    last_day = deadlines.due_date(counted_from, within.amount, within.unit, calendar)
    return (
        Limit(
            N_("Last day to give notice of a hearing"),
            file.case.hearing_notice_by,
            notice.source,
        ),
        Limit(
            N_("The hearing takes place no later than"),
            deadlines.closing(last_day, service.hours),
            within.source,
        ),
    )


def _move_hearing(file: CaseFile, _action: Action) -> tuple[Limit, ...]:
    within = file.service.hearing_within
    if file.hearing is None or within is None:
        return ()
    return (
        Limit(
            N_("The hearing takes place no later than"),
            file.hearing.latest,
            within.source,
        ),
    )


def _request_correction(file: CaseFile, _action: Action) -> tuple[Limit, ...]:
    return (Limit(N_("The applicant can answer until"), file.case.correction_answer_by, OURS),)


def _examination(file: CaseFile, action: Action) -> tuple[Limit, ...]:
    latest, source = latest_examination(
        file.case, file.service, action, file.snapshot.now, working_calendar()
    )
    return (Limit(N_("The examination takes place no later than"), latest, source),)


_LIMITS: dict[Effect, Callable[[CaseFile, Action], tuple[Limit, ...]]] = {
    Effect.CALL_HEARING: _call_hearing,
    Effect.MOVE_HEARING: _move_hearing,
    Effect.REQUEST_CORRECTION: _request_correction,
    Effect.CALL_TO_EXAMINATION: _examination,
    Effect.MOVE_EXAMINATION: _examination,
}
