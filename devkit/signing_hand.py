"""The hand that signs: what a person does with their key, for the demo's stories and for tests.

The services of the development CA have to answer where the settings look for them.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

import clock
from actions import signatures, signed_deeds, signing, signing_requests
from actions.signed_deeds import WantedDeed
from actions.signing import Prepared
from database import db, transaction
from devkit.demo import holders
from devkit.demo.work import work_off_outbox
from devkit.nca.holders import Holder, key_of
from devkit.nca.pairs import Kind
from domain.roles import Actor, Role
from domain.signing import Channel, DeedState, RequestState
from integrations.storage import documents_storage
from models.cases import Case
from models.signing import SigningPaper, SigningRequest


class NotTaken(RuntimeError):
    """What was signed was not done; the message is the code of the reason, or the state."""


def sign_and_take(
    case_id: int,
    action: str,
    actor: Actor,
    data: Mapping[str, Any],
    *,
    kind: Kind = Kind.RSA,
    channel: Channel = Channel.NCALAYER,
) -> None:
    """Let the officer, or the applicant, take this action with a signature of their own key, and the
    workers check it.

    Raises what keeps the action from being prepared, SignatureRejected, NotTaken.
    """
    wanted, signatory = WantedDeed(case_id, action, actor, data), actor.id or 0
    if actor.role is Role.CITIZEN:
        prepared = signed_deeds.prepare_own_deed(signatory, wanted, language="kk", back="/cabinet/")
    else:
        prepared = signed_deeds.prepare_decisions(signatory, [wanted], language="kk", back="/staff/")
    request = _signed(prepared, kind, channel)
    undone = next((deed for deed in request.deeds if deed.state != DeedState.DONE), None)
    if undone is not None:
        raise NotTaken(undone.reason or undone.state)


def sign_application(draft_id: str, *, kind: Kind = Kind.RSA, channel: Channel = Channel.NCALAYER) -> int:
    """Let the citizen sign the draft and send it; returns the case's id.

    Raises FilingRefused, SignatureRejected, NotTaken.
    """
    with transaction():
        signing_requests.freeze_for_signing(draft_id)
    prepared = signing_requests.prepare_application(draft_id, language="kk", back="/cabinet/")
    _signed(prepared, kind, channel)
    return db.session.scalars(select(Case.id).where(Case.draft_id == draft_id)).one()


def hand_in(request_id: int, holder: Holder, channel: Channel) -> None:
    """Sign every paper of the request with the holder's key, and give the signatures to the site."""
    request = db.session.get_one(SigningRequest, request_id, populate_existing=True)
    contents = [_sign(paper, holder, channel) for paper in request.papers if paper.signed]
    accepted = signatures.accept(request, contents)
    db.session.rollback()
    with transaction():
        signatures.keep(request_id, accepted, channel)


def _signed(prepared: Prepared, kind: Kind, channel: Channel) -> SigningRequest:
    db.session.rollback()
    with transaction():
        request = signing.ask_for(prepared)
        request_id, holder = request.id, holders.expected(request, kind=kind)
    hand_in(request_id, holder, channel)
    work_off_outbox()
    request = db.session.get_one(SigningRequest, request_id, populate_existing=True)
    if request.state != RequestState.DONE:
        raise NotTaken(request.reason or request.state)
    return request


def _sign(paper: SigningPaper, holder: Holder, channel: Channel) -> bytes:
    """As the program of this channel does it: NCALayer gets a time stamp, eGov Mobile does not."""
    with documents_storage().open(paper.storage_key) as file:
        content = file.read()
    authority = holders.authority()
    key = key_of(authority, holder)
    if channel is Channel.NCALAYER:
        return authority.sign_with_time_stamp(key, content, at=clock.now())
    return key.sign(content, at=clock.now())
