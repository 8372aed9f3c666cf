"""Requests to sign, opened and followed the short way: what tests with real signatures begin with."""

from sqlalchemy import select

from actions import signed_deeds, signing, signing_requests
from actions.signed_deeds import WantedDeed
from database import db, transaction
from domain.roles import Actor
from models.cases import Case
from models.people import Officer
from models.signing import Signature, SigningRequest
from tests.support import factories as make
from tests.support.eds import key_of_officer, sign_all


def ask(case_id: int, code: str, actor: Actor, **data: object) -> SigningRequest:
    """The officer is asked to sign this action."""
    prepared = signed_deeds.prepare_decisions(
        actor.id or 0, [WantedDeed(case_id, code, actor, data)], language="kk", back="/staff/"
    )
    db.session.rollback()
    with transaction():
        return signing.ask_for(prepared)


def application_request(person_id: int, **draft: object) -> tuple[str, SigningRequest]:
    """A draft, and the request to its person to sign it."""
    draft_id = make.make_draft(person_id, **draft)
    return draft_id, application_again(draft_id)


def application_again(draft_id: str) -> SigningRequest:
    """The request to sign the draft as it is now."""
    with transaction():
        signing_requests.freeze_for_signing(draft_id)
    prepared = signing_requests.prepare_application(draft_id, language="kk", back="/cabinet/")
    db.session.rollback()
    with transaction():
        return signing.ask_for(prepared)


def sign_in_request(officer_id: int | None) -> SigningRequest:
    """The challenge to this officer, or to a citizen."""
    officer = db.session.get_one(Officer, officer_id) if officer_id else None
    prepared = signing_requests.prepare_sign_in(
        officer, language="kk", host="qyzmet.test", browser_hash="0" * 64, back="/cabinet/"
    )
    db.session.rollback()
    with transaction():
        return signing.ask_for(prepared)


def again(request: SigningRequest) -> SigningRequest:
    """The request as it is in the database now."""
    db.session.rollback()
    return db.session.get_one(SigningRequest, request.id, populate_existing=True)


def rows(request: SigningRequest) -> list[Signature]:
    """The signatures that came for it."""
    return list(
        db.session.scalars(select(Signature).where(Signature.request_id == request.id).order_by(Signature.id))
    )


def status(case_id: int) -> str:
    """Where the case is now."""
    db.session.rollback()
    return db.session.get_one(Case, case_id).status


def signed_by(request: SigningRequest, officer: Actor, **other: str) -> list[bytes]:
    """What the officer's own key makes of it."""
    return sign_all(again(request), key_of_officer(officer.id or 0, **other))
