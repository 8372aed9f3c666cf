"""Result documents: issued with a decision, rendered by a job, replaced or annulled by the chair."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

import catalogue
import clock
from actions import outbox
from database import db, lock_row
from domain.errors import AlreadyDone, InvalidData
from domain.schema import ResultKind
from domain.verification import new_code
from integrations.storage import StoredFile
from models.cases import Case
from models.documents import ResultDocument, ResultStatus

COMMON_FACTS = frozenset(
    {"service", "edition", "article", "number", "iin", "name", "address", "chair", "body", "issued_on"}
)
OWN_FACTS: Mapping[ResultKind, frozenset[str]] = {
    ResultKind.CONCLUSION: frozenset({"reason"}),
    ResultKind.REFUSAL: frozenset({"grounds", "reasons"}),
}
"""What each kind prints besides: the reason, or the grounds and the numbered reasons (605 a.3, a.4)."""


def issue_result(
    case: Case, kind: ResultKind, facts: Mapping[str, Any], *, until_date: date | None = None
) -> ResultDocument:
    """Freeze the facts of the case's result document and ask a job to render it.

    Raises InvalidData for an until-date that is missing or has no place in this
    form, AlreadyDone when the case has a document in force, ValueError when a
    fact that is printed is missing.
    """
    in_force = ResultDocument.status.in_((ResultStatus.BEING_PREPARED, ResultStatus.GENUINE))
    exists = select(ResultDocument.id).where(ResultDocument.case_id == case.id, in_force)
    if db.session.scalar(exists) is not None:
        raise AlreadyDone("issue_result")
    form = catalogue.edition_of(case.service, case.edition).result(kind)
    if form.has_until_date != (until_date is not None):
        raise InvalidData({"until_date": "missing" if form.has_until_date else "unexpected"})
    missing = (COMMON_FACTS | OWN_FACTS[kind]) - facts.keys()
    if missing:
        raise ValueError(f"{form.template} also prints {sorted(missing)}")
    document = ResultDocument(
        case_id=case.id,
        kind=kind,
        verify_code=new_code(),
        status=ResultStatus.BEING_PREPARED,
        facts=dict(facts),
        issued_at=clock.now(),
        until_date=until_date,
    )
    db.session.add(document)
    db.session.flush()
    outbox.put("render_result", document.id)
    return document


def mark_rendered(result_id: int, stored: StoredFile) -> bool:
    """The bytes are stored, so the document is genuine from now on.

    False when it no longer waits for its bytes: they stay unclaimed and are swept.
    """
    document = lock_row(ResultDocument, result_id)
    if document.status != ResultStatus.BEING_PREPARED:
        return False
    document.storage_key, document.sha256, document.size = stored.key, stored.sha256, stored.size
    document.status = ResultStatus.GENUINE
    db.session.flush()
    return True


def replace_result(
    old: ResultDocument, facts: Mapping[str, Any], *, reason: str, until_date: date | None = None
) -> ResultDocument:
    """Issue a document in place of one with a mistake, which counts no longer from this moment.

    Raises AlreadyDone when the old one is not genuine, else as `issue_result`.
    """
    old = _genuine(old, "replace_result")
    old.status, old.reason = ResultStatus.REPLACED, reason
    # The place of the document in force must be free before the next one takes it.
    db.session.flush()
    case = db.session.get_one(Case, old.case_id)
    new = issue_result(case, ResultKind(old.kind), facts, until_date=until_date)
    old.replaced_by_id = new.id
    db.session.flush()
    return new


def annul_result(document: ResultDocument, *, reason: str) -> None:
    """The document counts no longer, and nothing takes its place.

    Raises AlreadyDone when it is not genuine.
    """
    document = _genuine(document, "annul_result")
    document.status, document.reason = ResultStatus.ANNULLED, reason
    document.annulled_at = clock.now()
    db.session.flush()


def _genuine(document: ResultDocument, what: str) -> ResultDocument:
    locked = lock_row(ResultDocument, document.id)
    if locked.status != ResultStatus.GENUINE:
        raise AlreadyDone(what)
    return locked
