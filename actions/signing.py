"""Requests to sign: opened with frozen papers, followed, ended. For one person, once, for ten minutes."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, func, select, update

import clock
from actions.messages import tell
from actions.signing_papers import FrozenPaper
from database import db, lock_row
from domain.deadlines import local_day
from domain.errors import AlreadyDone
from domain.roles import Actor, Role
from domain.signing import LIFETIME, Purpose, RequestState
from models.offices import actors_of
from models.people import Officer, Person
from models.signing import SigningDeed, SigningPaper, SigningRequest

ON_THE_PAGE = timedelta(minutes=1)
"""Who gets an answer within this time is still looking at it."""


@dataclass(frozen=True)
class PreparedDeed:
    """One action with its papers; `columns` are those of SigningDeed."""

    columns: dict[str, object]
    papers: tuple[FrozenPaper, ...]


@dataclass(frozen=True)
class Prepared:
    """What will be asked of one person; `columns` are those of SigningRequest."""

    purpose: Purpose
    columns: dict[str, object]
    papers: tuple[FrozenPaper, ...] = ()
    deeds: Sequence[PreparedDeed] = field(default=())


def ask_for(prepared: Prepared) -> SigningRequest:
    """Write down the request for what was prepared outside of the transaction."""
    now = clock.now()
    request = SigningRequest(
        handle=secrets.token_urlsafe(32),
        phone_handle=secrets.token_urlsafe(32),
        purpose=prepared.purpose,
        state=RequestState.WAITING,
        created_at=now,
        expires_at=now + LIFETIME,
        **prepared.columns,
    )
    db.session.add(request)
    db.session.flush()
    _add_papers(request, None, prepared.papers)
    for position, deed in enumerate(prepared.deeds):
        row = SigningDeed(request_id=request.id, position=position, **deed.columns)
        db.session.add(row)
        db.session.flush()
        _add_papers(request, row, deed.papers)
    db.session.refresh(request)
    return request


def withdraw(request_id: int) -> None:
    """The person does not want to sign this; signatures that come later are refused.

    Raises AlreadyDone for one that no longer waits.
    """
    request = lock_row(SigningRequest, request_id)
    if request.state != RequestState.WAITING:
        raise AlreadyDone("withdraw")
    end(request, RequestState.WITHDRAWN)


def withdraw_all(officer_id: int) -> None:
    """Nothing that this officer was asked for before is taken any more: they left, or sign with another key.

    A sign-in that was signed and not used lets nobody in.
    """
    waiting = select(SigningRequest.id).where(
        SigningRequest.officer_id == officer_id, SigningRequest.state == RequestState.WAITING
    )
    for request_id in db.session.scalars(waiting).all():
        request = lock_row(SigningRequest, request_id)
        if request.state == RequestState.WAITING:
            end(request, RequestState.WITHDRAWN)
    db.session.execute(
        update(SigningRequest)
        .where(SigningRequest.officer_id == officer_id, SigningRequest.purpose == Purpose.SIGN_IN)
        .values(browser_hash=None)
    )


def is_entitled(request: SigningRequest) -> bool:
    """Whether who was asked may still do it on the day of the signature, or today: an officer
    with the same key, and every role that the deeds are done in."""
    if request.officer_id is None:
        return True
    officer = db.session.get_one(Officer, request.officer_id)
    if not officer.active or (officer.iin, officer.bin) != (request.iin, request.bin):
        return False
    may_be = actors_of(officer.id, local_day(request.received_at or clock.now()))
    return all(actor_of(request, deed) in may_be for deed in request.deeds)


def actor_of(request: SigningRequest, deed: SigningDeed) -> Actor:
    """Who was asked is in this deed."""
    who = request.officer_id or request.person_id
    return Actor(Role(deed.role), who, deed.body_id, deed.seat, deed.standing_in_for)


def end(request: SigningRequest, state: RequestState, reason: str | None = None) -> None:
    """The request is over."""
    request.state, request.ended_at = state, clock.now()
    request.reason = reason
    db.session.flush()


def refuse(request: SigningRequest, reason: str) -> None:
    """What was signed does not count, as this code says. Whoever signed an application and may have
    closed the page hears it by SMS."""
    end(request, RequestState.REFUSED, reason)
    waited = request.received_at is not None and clock.now() - request.received_at > ON_THE_PAGE
    if request.purpose == Purpose.APPLICATION and waited:
        person = db.session.get_one(Person, request.person_id)
        if person.phone is not None:
            tell("application_not_taken", phone=person.phone, language=person.language, person_id=person.id)


def note_fetched(request_id: int) -> None:
    """The telephone has opened the request; the page on the computer says so."""
    db.session.execute(
        update(SigningRequest)
        .where(SigningRequest.id == request_id, SigningRequest.fetched_at.is_(None))
        .values(fetched_at=clock.now())
    )


def note_refusal(request_id: int, reason: str) -> None:
    """A signature came that is not taken, as this code says; another may still come."""
    db.session.execute(
        update(SigningRequest)
        .where(SigningRequest.id == request_id, SigningRequest.state == RequestState.WAITING)
        .values(reason=reason)
    )


def expire_requests() -> int:
    """End what was not signed in its time; how many."""
    late = select(SigningRequest.id).where(
        SigningRequest.state == RequestState.WAITING, SigningRequest.expires_at <= clock.now()
    )
    ids = db.session.scalars(late).all()
    for request_id in ids:
        request = lock_row(SigningRequest, request_id)
        if request.state == RequestState.WAITING:
            end(request, RequestState.EXPIRED, request.reason)
    return len(ids)


def forget_unsigned(before: datetime) -> int:
    """Forget the papers of requests that ended before this moment and were never signed; how many.

    They hold personal data and prove nothing. Their bytes are swept later.
    """
    ended = select(SigningRequest.id).where(
        SigningRequest.received_at.is_(None), SigningRequest.ended_at < before
    )
    forgotten = db.session.scalars(
        delete(SigningPaper)
        .where(SigningPaper.request_id.in_(ended))
        .returning(SigningPaper.id)
        .execution_options(synchronize_session=False)
    )
    return len(forgotten.all())


def bearer(request: SigningRequest) -> str:
    """The token with which eGov Mobile fetches and returns the papers; derived, stored nowhere."""
    key = current_app.config["SETTINGS"].code_key
    return hmac.new(key.encode(), f"signing|{request.phone_handle}".encode(), hashlib.sha256).hexdigest()


def _add_papers(request: SigningRequest, deed: SigningDeed | None, papers: Sequence[FrozenPaper]) -> None:
    here = select(func.count()).where(SigningPaper.request_id == request.id)
    for position, paper in enumerate(papers, db.session.scalar(here) or 0):
        db.session.add(
            SigningPaper(
                request_id=request.id,
                deed_id=deed.id if deed else None,
                position=position,
                name=paper.name,
                title=dict(paper.title),
                content_type=paper.content_type,
                storage_key=paper.stored.key,
                sha256=paper.stored.sha256,
                size=paper.stored.size,
                signed=paper.signed,
            )
        )
    db.session.flush()
