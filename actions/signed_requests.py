"""What a request leads to once its signatures are known to count: the deed that was signed."""

from datetime import timedelta

from sqlalchemy import select

import clock
from actions import cases, people, signatures, signing
from actions.signed_deeds import DECISION_CHANGED, take_signed
from database import db, lock_row, transaction
from domain.errors import AlreadyDone, FilingRefused
from domain.signing import DeedState, Purpose, RequestState, SignatureState
from models.people import Officer, Person
from models.signing import Signature, SigningDeed, SigningPaper, SigningRequest

COME_IN_WITHIN = timedelta(minutes=15)
"""How long after the signature a browser may come in with it: whoever waited longer may have left."""


def finish(request_id: int) -> None:
    """Do what was signed, in transactions of its own; done once, however often it is called.

    Does nothing while a signature still waits for its check.
    """
    request = db.session.get_one(SigningRequest, request_id)
    unchecked = select(Signature.id).where(
        Signature.request_id == request_id, Signature.state != SignatureState.VALID
    )
    if request.state != RequestState.RECEIVED or db.session.scalar(unchecked.limit(1)) is not None:
        return
    purpose = request.purpose
    db.session.rollback()
    match Purpose(purpose):
        case Purpose.DECISION:
            _decide(request_id)
        case Purpose.APPLICATION:
            _send(request_id)
        case Purpose.SIGN_IN:
            with transaction():
                request = lock_row(SigningRequest, request_id)
                if request.state == RequestState.RECEIVED:
                    signing.end(request, RequestState.DONE)


def come_in(request_id: int) -> Person | Officer:
    """Who signed in with this request, once and soon: for the browser that began it.

    Raises AlreadyDone when somebody has come in with it, it is not done or was
    signed too long ago, or the officer has left or signs with another key.
    """
    request = lock_row(SigningRequest, request_id)
    if request.state != RequestState.DONE or request.browser_hash is None:
        raise AlreadyDone("come_in")
    if too_late_to_come_in(request) or not signing.is_entitled(request):
        raise AlreadyDone("come_in")
    request.browser_hash = None
    db.session.flush()
    if request.officer_id is not None:
        return db.session.get_one(Officer, request.officer_id)
    iin = db.session.scalars(select(Signature.iin).where(Signature.request_id == request_id)).one()
    person = people.take_in_by_key(iin, request.language)
    request.person_id = person.id
    db.session.flush()
    return person


def too_late_to_come_in(request: SigningRequest) -> bool:
    """Whether the signature of a sign-in is so old that nobody may sit there any more who gave it."""
    return request.received_at is None or clock.now() > request.received_at + COME_IN_WITHIN


def _decide(request_id: int) -> None:
    ids = db.session.scalars(select(SigningDeed.id).where(SigningDeed.request_id == request_id)).all()
    db.session.rollback()
    for deed_id in ids:
        take_signed(deed_id)
    with transaction():
        request = lock_row(SigningRequest, request_id)
        if request.state != RequestState.RECEIVED:
            return
        for deed in request.deeds:
            signatures.link(request.id, deed.case_id, deed.event_id, deed_id=deed.id)
        if any(deed.state == DeedState.DONE for deed in request.deeds):
            signing.end(request, RequestState.DONE)
        else:
            signing.end(request, RequestState.REFUSED, request.deeds[0].reason or DECISION_CHANGED)


def _send(request_id: int) -> None:
    """The application was sent when its signature came, however long the check took."""
    try:
        with transaction():
            request = lock_row(SigningRequest, request_id)
            if request.state != RequestState.RECEIVED or request.draft_id is None:
                return
            text = db.session.scalars(
                select(SigningPaper).where(
                    SigningPaper.request_id == request.id, SigningPaper.name == "application.json"
                )
            ).one()
            case = cases.submit_application(
                request.draft_id, sha256=text.sha256, certified_by="eds", sent_at=request.received_at
            )
            signatures.link(request.id, case.id)
            signing.end(request, RequestState.DONE)
    except FilingRefused as refused:
        with transaction():
            signing.refuse(lock_row(SigningRequest, request_id), refused.code)
