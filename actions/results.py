"""Result documents: drafted, printed, issued once they are signed, replaced or annulled by the chair."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import not_, select

import catalogue
import clock
from database import db, lock_row
from domain.errors import AlreadyDone, InvalidData
from domain.schema import ResultDocument as ResultForm
from domain.schema import ResultKind
from domain.verification import new_code
from integrations.pdf import render_result
from integrations.storage import StoredFile
from models.cases import Case
from models.documents import ResultDocument, ResultStatus

COMMON_FACTS = frozenset(
    {"service", "edition", "article", "number", "iin", "name", "address", "chair", "body", "issued_on"}
)
OWN_FACTS: Mapping[ResultKind, frozenset[str]] = {
    ResultKind.CONCLUSION: frozenset({"reason"}),
    ResultKind.REFUSAL: frozenset({"grounds", "reasons"}),
    ResultKind.AGREEMENT: frozenset({"post", "unit", "years", "serves_from", "conditions"}),
    ResultKind.INSTRUCTION: frozenset({"unit", "report_at", "report_place"}),
}
"""What each kind prints besides (605 a.3, a.4; 834 annex 1)."""


@dataclass(frozen=True)
class ResultDraft:
    """A result document before it is signed: everything that its paper prints."""

    kind: ResultKind
    facts: Mapping[str, Any]
    until_date: date | None
    code: str

    def plain(self) -> dict[str, Any]:
        """The draft as JSON holds it."""
        until = self.until_date.isoformat() if self.until_date else None
        return {"kind": self.kind, "facts": dict(self.facts), "until_date": until, "code": self.code}

    @classmethod
    def restored(cls, kept: Mapping[str, Any]) -> "ResultDraft":
        """The draft that `plain` wrote."""
        until = date.fromisoformat(kept["until_date"]) if kept["until_date"] else None
        return cls(ResultKind(kept["kind"]), kept["facts"], until, kept["code"])


def draft_result(
    case: Case, kind: ResultKind, facts: Mapping[str, Any], *, until_date: date | None = None
) -> ResultDraft:
    """Draft a result document with a new verification code; nothing is written.

    Raises InvalidData for an until-date that is missing or has no place in this
    form, ValueError when a fact that is printed is missing.
    """
    form = _form(case, kind)
    if form.has_until_date != (until_date is not None):
        raise InvalidData({"until_date": "missing" if form.has_until_date else "unexpected"})
    missing = (COMMON_FACTS | OWN_FACTS[kind]) - facts.keys()
    if missing:
        raise ValueError(f"{form.template} also prints {sorted(missing)}")
    return ResultDraft(kind, facts, until_date, new_code())


def print_result(case: Case, draft: ResultDraft, *, public_url: str) -> bytes:
    """The paper of the draft, in the form of the annex: the bytes that are signed."""
    return render_result(
        _form(case, draft.kind).template,
        draft.facts,
        code=draft.code,
        until_date=draft.until_date,
        public_url=public_url,
    )


def issue_result(case: Case, draft: ResultDraft, paper: StoredFile) -> ResultDocument:
    """Issue the document whose signed paper is stored; it is genuine from now on.

    Raises AlreadyDone when the case has a decision in force, or for an instruction another one.
    """
    follows = ResultDocument.kind == ResultKind.INSTRUCTION
    exists = select(ResultDocument.id).where(
        ResultDocument.case_id == case.id,
        follows if draft.kind is ResultKind.INSTRUCTION else not_(follows),
        ResultDocument.status == ResultStatus.GENUINE,
    )
    if db.session.scalar(exists) is not None:
        raise AlreadyDone("issue_result")
    document = ResultDocument(
        case_id=case.id,
        kind=draft.kind,
        verify_code=draft.code,
        status=ResultStatus.GENUINE,
        facts=dict(draft.facts),
        storage_key=paper.key,
        sha256=paper.sha256,
        size=paper.size,
        issued_at=clock.now(),
        until_date=draft.until_date,
    )
    db.session.add(document)
    db.session.flush()
    return document


def replace_result(
    old: ResultDocument, draft: ResultDraft, paper: StoredFile, *, reason: str
) -> ResultDocument:
    """Issue a document in place of one with a mistake, which counts no longer from this moment.

    Raises AlreadyDone when the old one is not genuine, else as `issue_result`.
    """
    old = _genuine(old, "replace_result")
    old.status, old.reason = ResultStatus.REPLACED, reason
    # The place of the document in force must be free before the next one takes it.
    db.session.flush()
    new = issue_result(db.session.get_one(Case, old.case_id), draft, paper)
    old.replaced_by_id = new.id
    db.session.flush()
    return new


def annul_result(document: ResultDocument, *, reason: str | None) -> None:
    """The document counts no longer, and nothing takes its place; its holder reads the reason.

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


def _form(case: Case, kind: ResultKind) -> ResultForm:
    return catalogue.edition_of(case.service, case.edition).result(kind)
