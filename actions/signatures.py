"""Signatures: verified against the frozen bytes, kept with their evidence, checked with the NCA, counted.

Between receiving and counting a signature is neither valid nor invalid: the job
(jobs/signatures.py) asks whether the key was in force, as often as it takes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from ssl import DER_cert_to_PEM_cert
from typing import Any

from flask import current_app
from sqlalchemy import select, update

import clock
from actions import audit, outbox, signing
from database import db, lock_row
from domain.errors import AlreadyDone
from domain.roles import Actor, Role
from domain.signing import Channel, CheckedBy, Purpose, RequestState, SignatureState, wrong_key
from integrations.eds import SignatureRejected, Signer, read_trust, unwrap, verify
from integrations.storage import StoredFile, documents_storage
from models.signing import Signature, SigningPaper, SigningRequest


@dataclass(frozen=True)
class AcceptedSignature:
    """A signature that fits its paper and its person; its bytes are stored."""

    paper_id: int
    signer: Signer
    cms: StoredFile
    chain: StoredFile


def accept(request: SigningRequest, received: Sequence[bytes]) -> list[AcceptedSignature]:
    """Verify one CMS for each paper that is signed, and store them. Call it outside of a transaction.

    Raises SignatureRejected with the verifier's codes and wrong_number,
    wrong_person, wrong_organisation, wrong_kind_of_key, no_iin, mixed_keys.
    """
    papers = [paper for paper in request.papers if paper.signed]
    contents = [unwrap(signature) for signature in received]
    if len(contents) != len(papers):
        raise SignatureRejected("wrong_number")
    signers = [verify_paper(paper, content) for paper, content in zip(papers, contents, strict=True)]
    if len({signer.certificate for signer in signers}) != 1:
        raise SignatureRejected("mixed_keys")
    if wrong := _wrong_key(request, signers[0]):
        raise SignatureRejected(wrong)
    store = documents_storage()
    return [
        AcceptedSignature(paper.id, signer, store.put(content), store.put(_chain_of(signer)))
        for paper, signer, content in zip(papers, signers, contents, strict=True)
    ]


def keep(request_id: int, accepted: Sequence[AcceptedSignature], channel: Channel) -> None:
    """Take the accepted signatures in: the request is received, and the NCA is asked.

    The same bytes once more change nothing. Raises AlreadyDone for a request that
    no longer waits, SignatureRejected: used_before for a signature that was given
    for something else, not_entitled for an officer who has lost role or key since
    the request was opened.
    """
    request = lock_row(SigningRequest, request_id)
    hashes = {signature.cms.sha256 for signature in accepted}
    known = db.session.scalars(select(Signature).where(Signature.cms_sha256.in_(hashes))).all()
    if hashes == {row.cms_sha256 for row in known if row.request_id == request.id}:
        return
    if request.state != RequestState.WAITING or request.expires_at <= clock.now():
        raise AlreadyDone("sign")
    if known or len(hashes) != len(accepted):
        raise SignatureRejected("used_before")
    if not signing.is_entitled(request):
        raise SignatureRejected("not_entitled")
    for signature in accepted:
        row = _row(request, signature)
        db.session.add(row)
        db.session.flush()
        if _stamps() or signature.signer.time_stamp is not None:
            outbox.put("stamp_signature", row.id)
    request.state, request.channel, request.reason = RequestState.RECEIVED, channel, None
    request.received_at = clock.now()
    outbox.put("check_signatures", request.id)
    audit.record("signature_received", _signer_of(request), subject=f"signing:{request.id}", channel=channel)
    db.session.flush()


def record_check(
    signature_id: int, by: CheckedBy, evidence_key: str, opinion: Mapping[str, Any] | None
) -> None:
    """The NCA said that the key is in force, and this is its word; done once."""
    row = lock_row(Signature, signature_id)
    if row.state == SignatureState.TO_CHECK:
        row.state, row.checked_at, row.checked_by = SignatureState.VALID, clock.now(), by
        row.revocation_key = evidence_key
        row.second_opinion = dict(opinion) if opinion is not None else None
        db.session.flush()


def record_refused(
    request_id: int,
    by: CheckedBy,
    evidence_key: str,
    reason: str,
    opinion: Mapping[str, Any] | None = None,
) -> None:
    """The key does not count: nothing that it signed here does, and the request is refused.

    `reason`: revoked, unknown_certificate, or second_opinion, with that opinion.
    """
    request = lock_row(SigningRequest, request_id)
    for row in _signatures(request_id):
        row.state, row.checked_at, row.checked_by = SignatureState.REFUSED, clock.now(), by
        row.revocation_key = evidence_key
        row.second_opinion = dict(opinion) if opinion is not None else row.second_opinion
    if request.state == RequestState.RECEIVED:
        signing.refuse(request, reason)
    audit.record("signature_refused", _signer_of(request), subject=f"signing:{request.id}", reason=reason)


def record_stamp(signature_id: int, token_key: str, at: datetime) -> None:
    """The time-stamping authority has seen the signature at this moment; done once."""
    row = lock_row(Signature, signature_id)
    if row.token_key is None:
        row.token_key, row.stamped_at = token_key, at
        db.session.flush()


def link(request_id: int, case_id: int, event_id: int | None = None, *, deed_id: int | None = None) -> None:
    """Note which case, and which event, the signatures of the request (or of one deed of it) led to."""
    papers = select(SigningPaper.id).where(
        SigningPaper.request_id == request_id, SigningPaper.deed_id == deed_id
    )
    db.session.execute(
        update(Signature).where(Signature.paper_id.in_(papers)).values(case_id=case_id, event_id=event_id)
    )


def verify_paper(paper: SigningPaper, cms: bytes, *, at: datetime | None = None) -> Signer:
    """Who signed this paper, with a key in force at `at`, or now. Raises SignatureRejected."""
    with documents_storage().open(paper.storage_key) as file:
        content = file.read()
    settings = current_app.config["SETTINGS"]
    return verify(cms, content, at=at or clock.now(), trust=trusted(), gost_256=settings.eds_gost_256)


def trusted() -> tuple[bytes, ...]:
    """The certificates that this site trusts. Raises RuntimeError where none are installed."""
    folder = current_app.config["SETTINGS"].eds_trust_dir
    if folder is None:
        raise RuntimeError("EDS_TRUST_DIR is not set")
    return read_trust(folder)


def _wrong_key(request: SigningRequest, signer: Signer) -> str | None:
    return wrong_key(
        iin=signer.iin,
        bin=signer.bin,
        roles=signer.roles,
        wanted_iin=request.iin,
        wanted_bin=request.bin,
    )


def _row(request: SigningRequest, accepted: AcceptedSignature) -> Signature:
    signer = accepted.signer
    return Signature(
        paper_id=accepted.paper_id,
        request_id=request.id,
        cms_key=accepted.cms.key,
        cms_sha256=accepted.cms.sha256,
        chain_key=accepted.chain.key,
        iin=signer.iin,
        bin=signer.bin,
        common_name=signer.common_name,
        organisation=signer.organisation,
        roles=list(signer.roles),
        serial=signer.serial,
        issuer=signer.issuer,
        algorithm=signer.algorithm,
        claimed_at=signer.signed_at,
        received_at=clock.now(),
        state=SignatureState.TO_CHECK,
    )


def _chain_of(signer: Signer) -> bytes:
    """The signer's certificate and its issuers up to the root, as PEM."""
    return "".join(
        DER_cert_to_PEM_cert(certificate) for certificate in (signer.certificate, *signer.chain)
    ).encode()


def _stamps() -> bool:
    return bool(current_app.config["SETTINGS"].eds_tsa_url)


def _signatures(request_id: int) -> Sequence[Signature]:
    return db.session.scalars(
        select(Signature).where(Signature.request_id == request_id).order_by(Signature.id)
    ).all()


def _signer_of(request: SigningRequest) -> Actor:
    """Who signed, for the audit log."""
    if request.officer_id is not None:
        return audit.at_the_door(request.officer_id)
    if request.purpose == Purpose.SIGN_IN:
        return Actor(Role.SITE)
    return Actor(Role.CITIZEN, request.person_id)
