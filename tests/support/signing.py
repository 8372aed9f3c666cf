"""Signatures that are made up, for tests that are about what follows from them.

Real signatures, with a development authority, are in tests/integration/signing/,
in the browser tests, and in the demo.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import clock
from actions import results, signed_deeds, signing, signing_papers
from actions.signed_deeds import WantedDeed
from actions.signed_requests import finish
from database import db, transaction
from domain.errors import AlreadyDone, InvalidData
from domain.roles import Actor, Role
from domain.signing import PERSON, Channel, CheckedBy, DeedState, RequestState, SignatureState
from models.signing import Signature, SigningRequest

PAPER = b"%PDF-1.7 a made-up paper"


@contextmanager
def quick_papers() -> Iterator[None]:
    """Papers are not printed but made up, each different from the others."""

    def made_up(*_arguments: Any, **_options: Any) -> bytes:
        return PAPER + secrets.token_bytes(8)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(results, "render_result", made_up)
        patch.setattr(signing_papers, "render", made_up)
        yield


def sign_and_act(case_id: int, code: str, actor: Actor, data: dict[str, Any]) -> None:
    """One signed action, as if its officer had signed it; raises what kept it from being taken."""
    wanted = WantedDeed(case_id, code, actor, data)
    with quick_papers():
        if actor.role is Role.CITIZEN:
            prepared = signed_deeds.prepare_own_deed(actor.id or 0, wanted, language="kk", back="/")
        else:
            prepared = signed_deeds.prepare_decisions(actor.id or 0, [wanted], language="kk", back="/staff/")
    db.session.rollback()
    with transaction():
        request_id = signing.ask_for(prepared).id
    sign_made_up(request_id)
    request = db.session.get_one(SigningRequest, request_id, populate_existing=True)
    deed = request.deeds[0]
    db.session.refresh(deed)
    if deed.state == DeedState.REFUSED:
        raise AlreadyDone(code) if deed.reason == AlreadyDone.code else InvalidData({"": deed.reason or ""})


def sign_made_up(request_id: int) -> None:
    """Give every paper of the request a signature that counts, and let what was signed be done."""
    receive_made_up(request_id)
    finish(request_id)


def receive_made_up(request_id: int) -> None:
    """Give every paper of the request a signature that counts; nothing is done yet."""
    with transaction():
        request = db.session.get_one(SigningRequest, request_id)
        for paper in request.papers:
            if paper.signed:
                db.session.add(made_up_signature(request, paper.id))
        request.state, request.channel = RequestState.RECEIVED, Channel.NCALAYER
        request.received_at = clock.now()


def made_up_signature(request: SigningRequest, paper_id: int) -> Signature:
    """The row of a signature whose bytes nobody has."""
    return Signature(
        paper_id=paper_id,
        request_id=request.id,
        cms_key=secrets.token_hex(16),
        cms_sha256=hashlib.sha256(secrets.token_bytes(16)).hexdigest(),
        chain_key=secrets.token_hex(16),
        iin=request.iin or "061315500019",
        bin=request.bin,
        common_name="ТЕСТОВ ТЕСТ",
        organisation="A body" if request.bin else None,
        roles=[PERSON],
        serial="6c425659bd2fc6dc",
        issuer="DEV NCA",
        algorithm="RSA-SHA256",
        received_at=clock.now(),
        state=SignatureState.VALID,
        checked_at=clock.now(),
        checked_by=CheckedBy.OCSP,
        revocation_key=secrets.token_hex(16),
    )
