"""Who signed what in a case, for the pages of the case and for the packages that people take with them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from database import db
from domain.signing import SignatureState
from models.documents import ResultDocument
from models.signing import Signature, SigningDeed, SigningPaper

APPLICATION = "application.pdf"
"""What the paper of an application is called (actions/signing_requests.py)."""


@dataclass(frozen=True)
class SignedPaper:
    """One signed paper of a case: the signature's own words, without the signer's IIN.

    `at` is the authority's time stamp, or else our own clock's; `title` by language;
    `role` that in which a deed was signed.
    """

    paper_id: int
    request_id: int
    deed_id: int | None
    event_id: int | None
    name: str
    title: dict[str, str]
    content_type: str
    storage_key: str
    sha256: str
    role: str | None
    signer: str
    organisation: str | None
    serial: str
    issuer: str
    algorithm: str
    at: datetime
    stamped: bool
    checked_by: str | None


@dataclass(frozen=True)
class CaseSignatures:
    """The signed papers of a case, for a page that shows who signed what."""

    papers: tuple[SignedPaper, ...]

    @property
    def application(self) -> SignedPaper | None:
        """The application as it was signed; None for one that a code certified."""
        return next((paper for paper in self.papers if paper.name == APPLICATION), None)

    def of_file(self, storage_key: str) -> SignedPaper | None:
        """Who signed the file with this key, such as a result document."""
        return next((paper for paper in self.papers if paper.storage_key == storage_key), None)

    def other_sides(self, signed: SignedPaper) -> tuple[SignedPaper, ...]:
        """Who else signed the same bytes, as the candidate the agreement (834 annex 1)."""
        same = (paper for paper in self.papers if paper.sha256 == signed.sha256 and paper.event_id)
        return tuple(paper for paper in same if paper.paper_id != signed.paper_id)

    def of_event(self, event_id: int | None) -> SignedPaper | None:
        """What was signed for this event of the case's history."""
        found = (paper for paper in self.papers if paper.event_id == event_id)
        return next(found, None) if event_id is not None else None


def case_signatures(case_id: int) -> CaseSignatures:
    """The same as signatures_of_case(), to look things up in; one query."""
    return CaseSignatures(tuple(signatures_of_case(case_id)))


def signatures_of_case(case_id: int) -> list[SignedPaper]:
    """The signed papers of a case that people read, the oldest first; one query.

    The manifests, which are signed together with them, are left out.
    """
    rows = db.session.execute(
        _SIGNED.where(Signature.case_id == case_id, SigningPaper.content_type == "application/pdf").order_by(
            Signature.id
        )
    )
    return [_signed(signature, paper, role) for signature, paper, role in rows]


def signature_of_result(document: ResultDocument) -> SignedPaper | None:
    """Who signed this result document; one query."""
    return signatures_of_files([document.storage_key]).get(document.storage_key)


def signatures_of_files(storage_keys: Collection[str]) -> dict[str, SignedPaper]:
    """Who signed each of these files, by its key in the store; one query, none for no files."""
    if not storage_keys:
        return {}
    rows = db.session.execute(_SIGNED.where(SigningPaper.storage_key.in_(storage_keys)))
    return {paper.storage_key: _signed(signature, paper, role) for signature, paper, role in rows}


def signed_application(case_id: int) -> SignedPaper | None:
    """The application as it was signed; None for one that a code certified."""
    return case_signatures(case_id).application


def other_signatures(case_id: int, sha256: str, storage_key: str) -> Select[Signature, str]:
    """The signatures that count under the same bytes by other sides than who signed this file, with the
    role of each, the oldest first (834 annex 1)."""
    return (
        select(Signature, SigningDeed.role)
        .join(SigningPaper, Signature.paper_id == SigningPaper.id)
        .join(SigningDeed, SigningPaper.deed_id == SigningDeed.id)
        .where(
            Signature.case_id == case_id,
            Signature.state == SignatureState.VALID,
            Signature.event_id.is_not(None),
            SigningPaper.sha256 == sha256,
            SigningPaper.storage_key != storage_key,
        )
        .order_by(Signature.id)
    )


_SIGNED = (
    select(Signature, SigningPaper, SigningDeed.role)
    .join(SigningPaper, Signature.paper_id == SigningPaper.id)
    .outerjoin(SigningDeed, SigningPaper.deed_id == SigningDeed.id)
)


def _signed(signature: Signature, paper: SigningPaper, role: str | None) -> SignedPaper:
    return SignedPaper(
        paper_id=paper.id,
        request_id=paper.request_id,
        deed_id=paper.deed_id,
        event_id=signature.event_id,
        name=paper.name,
        title=paper.title,
        content_type=paper.content_type,
        storage_key=paper.storage_key,
        sha256=paper.sha256,
        role=role,
        signer=signature.common_name,
        organisation=signature.organisation,
        serial=signature.serial,
        issuer=signature.issuer,
        algorithm=signature.algorithm,
        at=signature.stamped_at or signature.received_at,
        stamped=signature.stamped_at is not None,
        checked_by=signature.checked_by,
    )
