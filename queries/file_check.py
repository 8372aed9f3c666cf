"""A file that somebody hands in to have it checked: was it issued here, and is it still what was signed?

Nothing of it is kept. A PDF is known by its SHA-256; a package (ASiC-E) is taken
apart, its signatures are verified for the time when they were made, and it has to
carry the very signatures that are kept here.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, or_, select

from database import db
from domain.roles import Role
from domain.signing import Purpose, SignatureState
from integrations.eds import SignatureRejected, verify
from integrations.eds.asic_reading import Package, PackageRejected, is_package, read_package
from models.documents import ResultDocument
from models.signing import Signature, SigningDeed, SigningPaper, SigningRequest
from queries.signatures import other_signatures
from queries.verification import SignedBy, Verification, lookup_sha256, signed_by

PDF = "application/pdf"


class Outcome(StrEnum):
    """What a file turned out to be.

    GENUINE: a result document, byte by byte. SIGNED: another paper that was signed
    here, in its package. CHANGED: the package of one of these with another file in
    it. SIGNATURE: a signature in the package does not stand. DAMAGED: no whole
    package. UNKNOWN: nothing that was issued here.
    """

    GENUINE = "genuine"
    SIGNED = "signed"
    CHANGED = "changed"
    SIGNATURE = "signature"
    DAMAGED = "damaged"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class FileCheck:
    """The outcome, and the SHA-256 of the document where the file has one.

    `reason` is a code of PackageRejected when damaged; of SignatureRejected,
    `signature_missing` or `other_signature` when a signature does not stand.
    `document` is the result document that the file is, or should be; `signed` who
    signed another paper, and `title` what it is called, by language.
    """

    outcome: Outcome
    sha256: str | None = None
    packed: bool = False
    reason: str | None = None
    document: Verification | None = None
    signed: SignedBy | None = None
    title: dict[str, str] | None = None


@dataclass(frozen=True)
class _Kept:
    """What is kept of the papers that were signed together with one paper."""

    sha256: str
    title: dict[str, str]
    at: datetime
    signed: SignedBy
    pairs: frozenset[tuple[str, str]]
    """The SHA-256 of each signed paper with that of its signature."""
    other_sides: dict[str, datetime]
    """The SHA-256 of each signature that another side gave under the same paper, with its moment."""


def is_checkable(content: bytes) -> bool:
    """Whether the bytes begin as a PDF or as a package does."""
    return is_package(content) or content[:1024].lstrip().startswith(b"%PDF-")


def check_file(content: bytes, *, trust: Sequence[bytes], gost_256: bool = False) -> FileCheck:
    """What this file is worth. `trust` and `gost_256` as for `integrations.eds.verify`."""
    if is_package(content):
        return _check_package(content, trust, gost_256)
    sha256 = _sha256(content)
    document = lookup_sha256(sha256)
    return FileCheck(Outcome.GENUINE if document else Outcome.UNKNOWN, sha256, document=document)


def _check_package(content: bytes, trust: Sequence[bytes], gost_256: bool) -> FileCheck:
    try:
        package = read_package(content)
    except PackageRejected as rejected:
        document = lookup_sha256(rejected.sha256) if rejected.sha256 else None
        outcome = Outcome.CHANGED if document else Outcome.DAMAGED
        return FileCheck(outcome, packed=True, reason=rejected.code, document=document)
    paper = package.files[0]
    cms = package.beside.get(paper.name)
    kept = _kept(paper.sha256, cms)
    if kept is None:
        return FileCheck(Outcome.UNKNOWN, paper.sha256, packed=True)
    document = lookup_sha256(kept.sha256)
    if kept.sha256 != paper.sha256:
        return FileCheck(Outcome.CHANGED, paper.sha256, packed=True, document=document)
    reason = _fault(package, cms, kept, trust, gost_256)
    outcome = Outcome.SIGNATURE if reason else Outcome.GENUINE if document else Outcome.SIGNED
    return FileCheck(outcome, paper.sha256, True, reason, document, kept.signed, kept.title)


def _fault(
    package: Package, cms: bytes | None, kept: _Kept, trust: Sequence[bytes], gost_256: bool
) -> str | None:
    """Why the signatures in the package do not stand, as a code; None when they do."""
    if cms is None:
        return "signature_missing"
    paper = package.files[0]
    others = package.further.get(paper.name, ())
    pairs = ((cms, paper.content), (package.signature, package.manifest))
    try:
        for signature, content in pairs:
            verify(signature, content, at=kept.at, trust=trust, gost_256=gost_256)
        for other in others:
            at = kept.other_sides.get(_sha256(other), kept.at)
            verify(other, paper.content, at=at, trust=trust, gost_256=gost_256)
    except SignatureRejected as rejected:
        return rejected.code
    own = {(_sha256(content), _sha256(signature)) for signature, content in pairs}
    told, known = {_sha256(other) for other in others}, kept.other_sides.keys()
    if not own <= kept.pairs or not told <= known:
        return "other_signature"
    return None if told == known else "signature_missing"


def _kept(sha256: str, cms: bytes | None) -> _Kept | None:
    """What is kept under this signature; or else of the result document with this SHA-256."""
    row = None
    if cms is not None:
        row = db.session.execute(_SIGNED.where(Signature.cms_sha256 == _sha256(cms))).one_or_none()
    if row is None:
        issued = _SIGNED.join(ResultDocument, ResultDocument.storage_key == SigningPaper.storage_key)
        row = db.session.execute(issued.where(ResultDocument.sha256 == sha256).limit(1)).first()
    if row is None:
        return None
    signature, paper, role = row
    together = db.session.execute(
        select(SigningPaper.sha256, Signature.cms_sha256)
        .join(Signature, Signature.paper_id == SigningPaper.id)
        .where(SigningPaper.request_id == paper.request_id, SigningPaper.deed_id == paper.deed_id)
        .where(Signature.state == SignatureState.VALID)
    )
    pairs = frozenset((signed_content, its_cms) for signed_content, its_cms in together)
    signed = signed_by(signature, Role(role or Role.CITIZEN))
    return _Kept(paper.sha256, paper.title, signed.at, signed, pairs, _other_sides(paper))


def _other_sides(paper: SigningPaper) -> dict[str, datetime]:
    """The signatures of other sides, where the paper is a result document that both have signed."""
    issued = db.session.scalar(select(ResultDocument).where(ResultDocument.storage_key == paper.storage_key))
    if issued is None:
        return {}
    rows = db.session.scalars(other_signatures(issued.case_id, issued.sha256, issued.storage_key))
    return {row.cms_sha256: row.stamped_at or row.received_at for row in rows}


_SIGNED = (
    select(Signature, SigningPaper, SigningDeed.role)
    .join(SigningPaper, Signature.paper_id == SigningPaper.id)
    .join(SigningRequest, SigningPaper.request_id == SigningRequest.id)
    .outerjoin(SigningDeed, SigningPaper.deed_id == SigningDeed.id)
    .where(Signature.state == SignatureState.VALID, SigningPaper.content_type == PDF)
    .where(
        or_(
            Signature.event_id.is_not(None),
            and_(SigningRequest.purpose == Purpose.APPLICATION, Signature.case_id.is_not(None)),
        )
    )
)
"""Signatures under papers that led to something: a deed that was taken, an application that was sent."""


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
