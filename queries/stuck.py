"""What does not go on by itself: messages that reached nobody, work that the site gave up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from database import db
from domain.message_statuses import UNREACHED, MessageStatus
from models.cases import Case
from models.messaging import Message, OutboxEntry

PAGE_SIZE = 25
WORK_SHOWN = 50

REMEMBERED = timedelta(days=30)
"""How long a message that reached nobody stands in the list."""

CODES_REMEMBERED = timedelta(hours=24)
"""How far back one-time passwords that reached nobody are counted; nobody repeats one."""

LONG_SILENT = 10
"""After so many tries, a quarter of an hour, somebody should know that there is no answer."""

LONG = timedelta(minutes=10)
"""Work that waits longer than this, after its time has come, has nobody who does it."""


@dataclass(frozen=True)
class StuckCount:
    """How much is stuck.

    `unanswered` work asks again and again somebody who has long been silent.
    `unreached` messages ended without reaching a phone, `retrying` ones wait for
    another try, `codes` are one-time passwords that reached nobody in a day;
    `given_up` work failed too often, `waiting` work is done by nobody.
    """

    unreached: int
    retrying: int
    codes: int
    given_up: int
    waiting: int
    unanswered: int

    @property
    def anything(self) -> bool:
        """Whether somebody has to look."""
        return any((self.unreached, self.retrying, self.codes, self.given_up, self.waiting, self.unanswered))


@dataclass(frozen=True)
class StuckMessage:
    """One message, with the number of the case that it tells of."""

    id: int
    template: str
    number: str | None
    phone: str
    status: str
    reason: str | None
    provider_code: str | None
    status_at: datetime
    not_before: datetime


@dataclass(frozen=True)
class StuckMessages:
    """One page of them, the newest first. Pages count from 1."""

    rows: tuple[StuckMessage, ...]
    page: int
    pages: int


def stuck_count(now: datetime) -> StuckCount:
    """How much is stuck at this moment; two queries."""
    lost, again, lost_codes = _unreached(now), _retrying(), _codes(now)
    unreached, retrying, codes = db.session.execute(
        select(_number(lost), _number(again), _number(lost_codes)).where(or_(lost, again, lost_codes))
    ).one()
    given_up = OutboxEntry.given_up_at.is_not(None)
    waiting = and_(OutboxEntry.given_up_at.is_(None), OutboxEntry.not_before < now - LONG)
    unanswered = and_(OutboxEntry.given_up_at.is_(None), OutboxEntry.failures >= LONG_SILENT)
    work = db.session.execute(
        select(_number(given_up), _number(waiting), _number(unanswered)).where(
            or_(given_up, waiting, unanswered)
        )
    ).one()
    return StuckCount(unreached or 0, retrying or 0, codes or 0, *(number or 0 for number in work))


def stuck_messages(now: datetime, page: int = 1) -> StuckMessages:
    """The messages that a person can send again; two queries."""
    stuck = or_(_unreached(now), _retrying())
    count = db.session.scalar(select(func.count()).select_from(Message).where(stuck)) or 0
    pages = max(1, ceil(count / PAGE_SIZE))
    page = min(max(1, page), pages)
    rows = db.session.execute(
        select(
            Message.id,
            Message.template,
            Case.number,
            Message.phone,
            Message.status,
            Message.reason,
            Message.provider_code,
            Message.status_at,
            Message.not_before,
        )
        .outerjoin(Case, Message.case_id == Case.id)
        .where(stuck)
        .order_by(Message.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return StuckMessages(tuple(StuckMessage(*row) for row in rows), page, pages)


def given_up_work() -> Sequence[OutboxEntry]:
    """The work that failed too often, the newest first; one query."""
    return db.session.scalars(
        select(OutboxEntry)
        .where(OutboxEntry.given_up_at.is_not(None))
        .order_by(OutboxEntry.given_up_at.desc(), OutboxEntry.id.desc())
        .limit(WORK_SHOWN)
    ).all()


def known_messages(ids: Iterable[int]) -> list[int]:
    """Those of these ids that are messages; one query."""
    return list(db.session.scalars(select(Message.id).where(Message.id.in_(ids)).order_by(Message.id)))


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _is_code() -> ColumnElement[bool]:
    return or_(Message.otp_id.is_not(None), Message.expires_at.is_not(None))


def _unreached(now: datetime) -> ColumnElement[bool]:
    again = aliased(Message)
    return and_(
        Message.status.in_(UNREACHED),
        Message.status_at >= now - REMEMBERED,
        ~_is_code(),
        ~exists().where(again.retry_of_id == Message.id),
    )


def _retrying() -> ColumnElement[bool]:
    return and_(Message.status == MessageStatus.QUEUED, Message.reason.is_not(None), ~_is_code())


def _codes(now: datetime) -> ColumnElement[bool]:
    return and_(Message.status.in_(UNREACHED), Message.status_at >= now - CODES_REMEMBERED, _is_code())
