"""The hearing before a refusal: notice, wish to move it, objection, minutes (605 p.10; ALL-7)."""

from datetime import datetime, timedelta

from sqlalchemy import select

from actions.deeds import Deed
from database import db
from domain import deadlines
from domain.errors import InvalidData
from domain.quiet_hours import next_allowed
from models.cases import Hearing

LEAST_NOTICE = timedelta(hours=1)
"""Between the moment when the notice can reach the applicant's phone and the hearing. Set by us:
the act says only how late a hearing may be."""


def call_hearing(deed: Deed) -> None:
    """Tell the applicant the preliminary decision, and when and how they will be heard.

    The hearing takes place within two working days of the notice. A notice after
    its last day is sent all the same, and the history says that it was late.
    """
    counted_from = deadlines.event_day(deed.now, deed.service.hours, deed.is_working_day)
    within = deed.service.hearing_within
    if within is None or deed.case.hearing_notice_by is None:
        raise ValueError(f"{deed.service.code} knows no hearing")
    last_day = deadlines.due_date(counted_from, within.amount, within.unit, deed.is_working_day)
    hearing = Hearing(
        case_id=deed.case.id,
        grounds=list(deed.values["grounds"]),
        facts=deed.values["facts"],
        notice_at=deed.now,
        counted_from=counted_from,
        notice_late=deed.now > deed.case.hearing_notice_by,
        latest=deadlines.closing(last_day, deed.service.hours),
        at=deed.values["hearing_at"],
        way=deed.values["hearing_way"],
        place=deed.values["hearing_place"],
    )
    _check_time(deed, hearing.at, hearing.latest)
    db.session.add(hearing)
    deed.remembered |= {"at": hearing.at, "way": hearing.way, "place": hearing.place}
    deed.remembered |= {"grounds": hearing.grounds, "facts": hearing.facts, "late": hearing.notice_late}
    deed.said |= {"at": hearing.at, "place": hearing.place, "by": hearing.at}


def ask_to_move_hearing(deed: Deed) -> None:
    """The applicant asks, once, for another time."""
    hearing = hearing_of(deed)
    hearing.wish = deed.values["wish"]
    hearing.wish_at = deed.now


def move_hearing(deed: Deed) -> None:
    """The chair moves the hearing, within the same two working days."""
    hearing = hearing_of(deed)
    _check_time(deed, deed.values["hearing_at"], hearing.latest)
    deed.remembered |= {"from": hearing.at, "at": deed.values["hearing_at"]}
    hearing.at = deed.values["hearing_at"]
    hearing.moved_at = deed.now
    hearing.must_move = False
    deed.said |= {"at": hearing.at}


def record_objection(deed: Deed) -> None:
    """The applicant's written position on the preliminary decision."""
    hearing = hearing_of(deed)
    hearing.objection = deed.values["objection"]
    hearing.objection_at = deed.now
    hearing.waived = deed.values["attendance"] == "stays_away"


def record_hearing(deed: Deed) -> None:
    """What happened at the hearing, with its minutes; a no-show is an outcome too."""
    hearing = hearing_of(deed)
    outcome = deed.values["hearing_outcome"]
    if outcome == "in_writing" and hearing.objection is None:
        raise InvalidData({"hearing_outcome": "no_objection"})
    if deed.now < hearing.at and not (outcome == "in_writing" and hearing.waived):
        raise InvalidData({"hearing_outcome": "not_yet"})
    hearing.outcome = deed.values["hearing_outcome"]
    hearing.minutes = deed.values["hearing_minutes"]
    hearing.held_at = deed.now
    deed.remembered["outcome"] = hearing.outcome


def hearing_of(deed: Deed) -> Hearing:
    """The hearing of the case; there is one at most."""
    return db.session.scalars(select(Hearing).where(Hearing.case_id == deed.case.id)).one()


def _check_time(deed: Deed, at: datetime, latest: datetime) -> None:
    here = at.astimezone(deadlines.ALMATY)
    hours = deed.service.hours
    if at <= deed.now:
        raise InvalidData({"hearing_at": "in_past"})
    if at < next_allowed(deed.now.astimezone(deadlines.ALMATY)) + LEAST_NOTICE:
        raise InvalidData({"hearing_at": "too_soon"})
    if at > latest:
        raise InvalidData({"hearing_at": "too_late"})
    if not deed.is_working_day(here.date()) or not hours.opens <= here.time() <= hours.closes:
        raise InvalidData({"hearing_at": "not_office_hours"})
