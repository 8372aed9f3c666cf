"""The papers of a draft or a case, for pages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from database import db
from models.candidates import DrawnUpPaper, SpecialCheck
from models.documents import Document, DocumentState, ResultDocument
from models.signing import Signature, SigningPaper
from models.uploads import UploadPart

CLAIMS = (
    ResultDocument.storage_key,
    SpecialCheck.storage_key,
    DrawnUpPaper.storage_key,
    SigningPaper.storage_key,
    Signature.cms_key,
    Signature.chain_key,
    Signature.revocation_key,
    Signature.token_key,
    UploadPart.storage_key,
)
"""Every column that holds a key of the store, besides that of the papers handed in."""

CLAIMED_AT_ONCE = 500
"""Keys asked about in one statement; SQLite's oldest limit is 999 parameters."""


@dataclass(frozen=True)
class Paper:
    """One paper as a page shows it; `title` of a required paper is a source string."""

    id: int
    public_id: str
    kind: str
    title: str
    state: str
    content_type: str
    pages: int
    size: int
    sha256: str
    by_officer: bool
    replaces_id: int | None
    correction_id: int | None
    created_at: datetime


def papers_of_draft(draft_id: str) -> list[Paper]:
    """The current papers of a draft in the order in which they came; one query."""
    return _papers(Document.draft_id == draft_id, Document.state == DocumentState.CURRENT)


def papers_of_case(case_id: int) -> list[Paper]:
    """All papers of a case, replaced ones too, in the order in which they came; one query."""
    return _papers(Document.case_id == case_id)


def papers_of_applicant(case_id: int) -> list[Paper]:
    """The papers of a case that its applicant may know of: not those that officers took in, which belong
    to the closed part of a file (834 annex 1; CON-7). One query."""
    return _papers(Document.case_id == case_id, Document.officer_id.is_(None))


def document_of_applicant(case_id: int, public_id: str) -> Document | None:
    """A paper of this case that its applicant may read, by the id that stands in addresses."""
    found = document_of_case(case_id, public_id)
    return found if found is not None and found.officer_id is None else None


def document_of_draft(draft_id: str, public_id: str) -> Document | None:
    """A current paper of this draft by the id that stands in addresses."""
    return db.session.scalar(
        select(Document).where(
            Document.draft_id == draft_id,
            Document.public_id == public_id,
            Document.state == DocumentState.CURRENT,
        )
    )


def document_of_case(case_id: int, public_id: str) -> Document | None:
    """A paper of this case by the id that stands in addresses."""
    return db.session.scalar(
        select(Document).where(Document.case_id == case_id, Document.public_id == public_id)
    )


def superseded_key(document_id: int) -> str | None:
    """Under which key the bytes of this paper were stored, if digital data took its place."""
    return db.session.scalar(
        select(Document.storage_key).where(
            Document.id == document_id, Document.state == DocumentState.SUPERSEDED
        )
    )


def results_of_case(case_id: int) -> list[ResultDocument]:
    """The result documents of a case, the oldest first; one query."""
    return list(
        db.session.scalars(
            select(ResultDocument).where(ResultDocument.case_id == case_id).order_by(ResultDocument.id)
        )
    )


def result_of_case(case_id: int, code: str) -> ResultDocument | None:
    """The result document of the case with this verification code; one query."""
    return db.session.scalars(
        select(ResultDocument).where(ResultDocument.case_id == case_id, ResultDocument.verify_code == code)
    ).one_or_none()


def claimed_keys(keys: Collection[str]) -> set[str]:
    """Those of the storage keys that some row names. The bytes of a superseded paper are nobody's (CON-1)."""
    claimed: set[str] = set()
    wanted = list(keys)
    for start in range(0, len(wanted), CLAIMED_AT_ONCE):
        some = wanted[start : start + CLAIMED_AT_ONCE]
        kept = select(Document.storage_key).where(Document.state != DocumentState.SUPERSEDED)
        claimed.update(db.session.scalars(kept.where(Document.storage_key.in_(some))))
        for column in CLAIMS:
            claimed.update(key for key in db.session.scalars(select(column).where(column.in_(some))) if key)
    return claimed


def _papers(*conditions: ColumnElement[bool]) -> list[Paper]:
    rows = db.session.execute(
        select(
            Document.id,
            Document.public_id,
            Document.kind,
            Document.title,
            Document.state,
            Document.content_type,
            Document.pages,
            Document.size,
            Document.sha256,
            Document.officer_id.is_not(None).label("by_officer"),
            Document.replaces_id,
            Document.correction_id,
            Document.created_at,
        )
        .where(*conditions)
        .order_by(Document.id)
    )
    return [Paper(**row._asdict()) for row in rows]
