"""Asking the NCA about the keys that signed, and its time stamps; then what was signed is done."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import select

import clock
from actions import signatures, signing
from actions.signed_requests import finish
from database import db, transaction
from domain.signing import CheckedBy, Purpose, SignatureState
from integrations.eds import SignatureRejected, Signer, verify_time_stamp
from integrations.eds.ncanode import second_opinion
from integrations.eds.online import check_revocation, fetch_time_stamp
from integrations.eds.revocation import Revocation, counts_as_good
from integrations.storage import documents_storage
from jobs import tally
from models.signing import Signature, SigningPaper, SigningRequest


@dataclass(frozen=True)
class _Unchecked:
    """A signature that waits for its check, read out of the database."""

    id: int
    purpose: Purpose
    signer: Signer
    cms: bytes
    content: bytes
    received_at: datetime


def check_signatures(request_id: int) -> None:
    """Ask whether the key of the request's signatures was in force, and finish the request.

    Raises NotAnswered while nobody says so: the outbox tries again, and until then
    the signatures are neither valid nor invalid. What is known of one stays known.
    """
    waiting = _unchecked(request_id)
    if waiting:
        revocation = _ask(waiting[0].signer)
        by = CheckedBy(revocation.by)
        # One file, in which DER says where each answer ends: the deciding one, then the lists it rests on.
        evidence = documents_storage().put(b"".join((revocation.evidence, *revocation.more_evidence))).key
        if not _counts(revocation, waiting[0]):
            with transaction():
                signatures.record_refused(request_id, by, evidence, _reason(revocation))
            tally.count_check("refused")
            return
        for one in waiting:
            opinion = _second_opinion(one)
            with transaction():
                if opinion is not None and not opinion["agrees"]:
                    signatures.record_refused(request_id, by, evidence, "second_opinion", opinion)
                    return
                signatures.record_check(one.id, by, evidence, opinion)
        tally.count_check("valid")
    finish(request_id)


def stamp_signature(signature_id: int) -> None:
    """Keep the time stamp that came with the signature, or get one. Raises NotAnswered."""
    row = db.session.get(Signature, signature_id)
    if row is None or row.token_key is not None:
        return
    signer = _read(row).signer
    db.session.rollback()
    stamp = _own_stamp(signer) or _new_stamp(signer)
    if stamp is None:
        return
    token, at = stamp
    stored = documents_storage().put(token)
    with transaction():
        signatures.record_stamp(signature_id, stored.key, at)


def _own_stamp(signer: Signer) -> tuple[bytes, datetime] | None:
    """The token that came with the signature and its time; None without one that can be verified."""
    token = signer.time_stamp
    if token is None:
        return None
    settings = current_app.config["SETTINGS"]
    try:
        return token, verify_time_stamp(
            token,
            signer.signature,
            at=clock.now(),
            trust=signatures.trusted(),
            gost_256=settings.eds_gost_256,
        )
    except SignatureRejected:
        return None


def _new_stamp(signer: Signer) -> tuple[bytes, datetime] | None:
    """One from the authority; None where the site has none to ask."""
    settings = current_app.config["SETTINGS"]
    if not settings.eds_tsa_url:
        return None
    return fetch_time_stamp(
        signer.signature,
        at=clock.now(),
        trust=signatures.trusted(),
        url=settings.eds_tsa_url,
        gost_256=settings.eds_gost_256,
    )


def expire_requests() -> None:
    """End the requests that nobody signed in their time."""
    with transaction():
        signing.expire_requests()


def _unchecked(request_id: int) -> list[_Unchecked]:
    rows = db.session.scalars(
        select(Signature)
        .where(Signature.request_id == request_id, Signature.state == SignatureState.TO_CHECK)
        .order_by(Signature.id)
    ).all()
    found = [_read(row) for row in rows]
    db.session.rollback()
    return found


def _read(row: Signature) -> _Unchecked:
    paper = db.session.get_one(SigningPaper, row.paper_id)
    store = documents_storage()
    with store.open(row.cms_key) as file:
        cms = file.read()
    with store.open(paper.storage_key) as file:
        content = file.read()
    signer = signatures.verify_paper(paper, cms, at=row.received_at)
    purpose = Purpose(db.session.get_one(SigningRequest, row.request_id).purpose)
    return _Unchecked(row.id, purpose, signer, cms, content, row.received_at)


def _ask(signer: Signer) -> Revocation:
    settings = current_app.config["SETTINGS"]
    return check_revocation(
        signer.certificate,
        signer.chain[0],
        at=clock.now(),
        trust=signatures.trusted(),
        ocsp_urls=settings.eds_ocsp_urls,
        crl_urls=settings.eds_crl_urls,
        cache=settings.data_dir / "crl",
        gost_256=settings.eds_gost_256,
    )


def _counts(revocation: Revocation, one: _Unchecked) -> bool:
    """What was signed before its key was revoked stays signed; but nobody comes in with a revoked key."""
    signed_at = None if one.purpose == Purpose.SIGN_IN else one.received_at
    return counts_as_good(revocation, signed_at)


def _reason(revocation: Revocation) -> str:
    return "revoked" if revocation.status == "revoked" else "unknown_certificate"


def _second_opinion(one: _Unchecked) -> dict[str, object] | None:
    url = current_app.config["SETTINGS"].ncanode_url
    if not url:
        return None
    opinion = second_opinion(one.cms, one.content, one.signer, url=url)
    return {"agrees": opinion.agrees, "code": opinion.code}
