"""Asking the applicant to mend a document, without moving the due date (CLK-5)."""

from datetime import datetime

from sqlalchemy import ColumnElement, select

from actions import documents
from actions.deeds import Deed
from database import db
from domain.errors import InvalidData
from models.cases import Correction
from models.documents import Document


def request_correction(deed: Deed) -> None:
    """One remark on one document; to be answered before the last day for a hearing notice."""
    document = db.session.get(Document, deed.values["document"])
    if document is None or document.case_id != deed.case.id or document.state != "current":
        raise InvalidData({"document": "unknown_choice"})
    pending = select(Correction.id).where(Correction.document_id == document.id, Correction.status == "asked")
    if db.session.scalar(pending) is not None:
        raise InvalidData({"document": "already_asked"})
    correction = Correction(
        case_id=deed.case.id,
        document_id=document.id,
        remark=deed.values["remark"],
        officer_id=deed.actor.id,
        role=deed.actor.role,
        asked_at=deed.now,
        answer_by=deed.case.correction_answer_by,
    )
    db.session.add(correction)
    db.session.flush()
    deed.remembered |= {"document": document.title, "remark": correction.remark, "by": correction.answer_by}
    deed.said |= {"by": correction.answer_by}


def answer_correction(deed: Deed) -> None:
    """The mended document takes the place of the old one, which stays in the file."""
    correction = db.session.get(Correction, deed.values["correction"])
    if correction is None or correction.case_id != deed.case.id or correction.status != "asked":
        raise InvalidData({"correction": "unknown_choice"})
    old = db.session.get_one(Document, correction.document_id)
    documents.replace(old, deed.values["files"], deed.actor, correction_id=correction.id)
    correction.status = "answered"
    correction.closed_at = deed.now
    deed.remembered |= {"document": old.title}


def add_document(deed: Deed) -> None:
    """A paper that nobody asked for joins the file."""
    document = documents.attach_to_case(deed.case, deed.values["files"], "additional", deed.actor)
    deed.remembered |= {"document": document.title}


def expire_corrections(deed: Deed) -> None:
    """Requests that were not answered in time are closed; the case goes on with what is there."""
    close_pending(deed.case.id, deed.now, Correction.answer_by <= deed.now)


def close_pending(case_id: int, now: datetime, *conditions: ColumnElement[bool]) -> None:
    """Close what is still asked of the applicant; a decision leaves nothing to be mended."""
    asked = select(Correction).where(Correction.case_id == case_id, Correction.status == "asked", *conditions)
    for correction in db.session.scalars(asked):
        correction.status = "expired"
        correction.closed_at = now
