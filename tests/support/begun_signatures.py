"""Signatures that are begun before a case changes, and arrive after it."""

from actions import signing
from actions.signed_deeds import WantedDeed, prepare_decisions, prepare_own_deed
from actions.signed_requests import finish
from database import db, transaction
from domain.roles import Actor, Role
from domain.signing import RequestState
from models.signing import SigningRequest
from tests.support.signing import quick_papers, receive_made_up


def begun(case_id: int, code: str, actor: Actor) -> int:
    """Somebody has opened the page that asks for their signature; returns the request's id."""
    wanted = WantedDeed(case_id, code, actor, {})
    with quick_papers():
        if actor.role is Role.CITIZEN:
            prepared = prepare_own_deed(actor.id or 0, wanted, language="en", back="/")
        else:
            prepared = prepare_decisions(actor.id or 0, [wanted], language="en", back="/staff/")
    db.session.rollback()
    with transaction():
        return signing.ask_for(prepared).id


def signed(request_id: int) -> int:
    """The signature has come, and its key is still being checked."""
    receive_made_up(request_id)
    return request_id


def checked(request_id: int) -> tuple[str, str | None]:
    """The key is good, and what was signed is done: what became of it, and why not."""
    finish(request_id)
    db.session.rollback()
    request = db.session.get_one(SigningRequest, request_id)
    return request.state, request.reason


DONE = (RequestState.DONE, None)
