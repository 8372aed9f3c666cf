"""Papers that a citizen hands in: taken in, attached, replaced, removed, handed over.

`receive` stores the bytes and belongs before the transaction; the others only write
rows. Bytes whose row never came are swept away by jobs/documents.py.
"""

import dataclasses
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy import Select, delete, func, or_, select, update

import catalogue
import clock
from actions.deeds import Deed
from actions.drafts import unfreeze
from database import db, lock_row
from domain.errors import ActionNotOpen, AlreadyDone
from domain.roles import Actor, Role
from domain.uploads import MAX_PAPERS, UploadRefused
from integrations.storage import documents_storage
from integrations.uploads.inspect import inspect
from models.cases import Case
from models.documents import Document, DocumentState
from models.drafts import Draft

SCAN = "scan.pdf"
"""What a scan is called in the package of an action that is signed."""

ADDITIONAL = "additional"
"""Kind of a paper that nobody asked for."""


@dataclass(frozen=True)
class ReceivedPaper:
    """A clean paper whose bytes are stored and which no row names yet."""

    storage_key: str
    sha256: str
    size: int
    pages: int
    content_type: str
    title: str = ""


def receive(files: Sequence[BinaryIO | bytes], *, title: str = "") -> ReceivedPaper:
    """Check, clean and store the files as one paper, pages in their order.

    Takes up to seconds and writes no row: call it before `transaction()`. `title`
    is the citizen's own name of an additional paper. Raises UploadRefused.
    """
    clean = inspect(files)
    stored = documents_storage().put(clean.content)
    return ReceivedPaper(
        stored.key, stored.sha256, stored.size, clean.pages, clean.content_type, title.strip()[:200]
    )


def attach_to_draft(draft: Draft, paper: ReceivedPaper, kind: str, actor: Actor) -> Document:
    """Add a paper to an open draft of the actor's own; what was frozen before is void.

    `kind` is the code of a document that the draft's ground asks for, or
    `additional`. The same paper once more is the one that is there: a bad network
    sends a form twice. Raises AlreadyDone for a draft that was sent or discarded,
    ActionNotOpen for somebody else's, KeyError for an unknown kind, and
    UploadRefused("too_many_papers").
    """
    draft = lock_row(Draft, draft.id)
    _check_own_and_open(draft, actor)
    title = paper.title if kind == ADDITIONAL else _required_label(draft, kind)
    there = db.session.scalar(_same(paper, kind, title).where(Document.draft_id == draft.id))
    if there is not None:
        return there
    attached = db.session.scalar(select(func.count()).where(Document.draft_id == draft.id, _IS_CURRENT))
    _check_room(attached)
    document = _document(paper, kind, title, actor)
    document.draft_id = draft.id
    unfreeze(draft)
    return _added(document)


def remove(document: Document, actor: Actor) -> None:
    """Take a paper out of an open draft; what was sent is never taken back.

    Raises ActionNotOpen or AlreadyDone like `attach_to_draft`.
    """
    if document.draft_id is None or document.case_id is not None:
        raise ActionNotOpen("remove")
    draft = lock_row(Draft, document.draft_id)
    _check_own_and_open(draft, actor)
    document.state = DocumentState.REMOVED
    unfreeze(draft)
    db.session.flush()


def attach_to_case(case: Case, paper: ReceivedPaper, kind: str, actor: Actor) -> Document:
    """Add a paper to a case that the caller has locked.

    Raises UploadRefused("too_many_papers") for an applicant's, AlreadyDone for one that they have sent
    already; an officer's own are not counted.
    """
    if actor.role is Role.CITIZEN:
        sent = _same(paper, kind, paper.title).where(
            Document.case_id == case.id, Document.person_id == actor.id
        )
        if db.session.scalar(sent) is not None:
            raise AlreadyDone("attach")
        theirs = select(func.count()).where(Document.case_id == case.id, Document.person_id.is_not(None))
        _check_room(db.session.scalar(theirs))
    document = _document(paper, kind, paper.title, actor)
    document.case_id = case.id
    return _added(document)


def as_value(paper: ReceivedPaper) -> dict[str, Any]:
    """A paper as the value of a field of an action (domain/needs.py: Kind.SCAN), as JSON holds it."""
    return dataclasses.asdict(paper)


def attach_scan(deed: Deed, kind: str) -> int | None:
    """The scan that an officer added to what they do joins the file; its id, None where there is none.

    Of an action that is signed, it is the file that was signed with it.
    """
    given = deed.values.get("scan")
    if given is None:
        return None
    paper = ReceivedPaper(**given)
    if deed.signed is not None:
        signed = next(one for one in deed.signed.papers if one.name == SCAN)
        paper = dataclasses.replace(paper, storage_key=signed.storage_key)
    return attach_to_case(deed.case, paper, kind, deed.actor).id


def replace(
    old: Document, paper: ReceivedPaper, actor: Actor, *, correction_id: int | None = None
) -> Document:
    """Put a paper in the place of another, which stays in the file as replaced.

    `correction_id` names the request that it answers. Raises AlreadyDone when the
    old paper is no longer current.
    """
    old = lock_row(Document, old.id)
    if old.state != DocumentState.CURRENT:
        raise AlreadyDone("replace")
    document = _document(paper, old.kind, old.title, actor)
    document.draft_id, document.case_id = old.draft_id, old.case_id
    document.replaces_id, document.correction_id = old.id, correction_id
    old.state = DocumentState.REPLACED
    return _added(document)


def hand_over(case: Case) -> None:
    """The current papers of the case's draft become the papers of the case."""
    db.session.execute(
        update(Document)
        .where(Document.draft_id == case.draft_id, _IS_CURRENT, Document.case_id.is_(None))
        .values(case_id=case.id)
        .execution_options(synchronize_session="fetch")
    )


def forget_unsent(before: datetime) -> int:
    """Delete the rows of papers that were never sent: removed ones, and those of drafts
    discarded, all added before this moment. Returns how many; their bytes are swept later."""
    discarded = select(Draft.id).where(Draft.status == "discarded")
    forgotten = db.session.scalars(
        delete(Document)
        .where(
            Document.case_id.is_(None),
            Document.created_at < before,
            or_(Document.state == DocumentState.REMOVED, Document.draft_id.in_(discarded)),
        )
        .returning(Document.id)
        .execution_options(synchronize_session=False)
    )
    return len(forgotten.all())


_IS_CURRENT = Document.state == DocumentState.CURRENT


def _same(paper: ReceivedPaper, kind: str, title: str) -> Select[Document]:
    """The current paper of the same bytes, kind and name."""
    return select(Document).where(
        _IS_CURRENT, Document.kind == kind, Document.title == title, Document.sha256 == paper.sha256
    )


def _check_own_and_open(draft: Draft, actor: Actor) -> None:
    if actor.role is not Role.CITIZEN or actor.id != draft.person_id:
        raise ActionNotOpen("attach")
    if draft.status != "open":
        raise AlreadyDone("attach")


def _check_room(attached: int | None) -> None:
    if (attached or 0) >= MAX_PAPERS:
        raise UploadRefused("too_many_papers")


def _required_label(draft: Draft, kind: str) -> str:
    """The catalogue's name of the paper, kept in the source language and translated when shown."""
    subtype = catalogue.edition_of(draft.service, draft.edition).subtype(draft.subtype or "")
    return {document.code: document.label for document in subtype.documents}[kind]


def _document(paper: ReceivedPaper, kind: str, title: str, actor: Actor) -> Document:
    return Document(
        public_id=str(uuid.uuid4()),
        kind=kind,
        title=title,
        storage_key=paper.storage_key,
        sha256=paper.sha256,
        size=paper.size,
        pages=paper.pages,
        content_type=paper.content_type,
        state=DocumentState.CURRENT,
        person_id=actor.id if actor.role is Role.CITIZEN else None,
        officer_id=None if actor.role is Role.CITIZEN else actor.id,
        created_at=clock.now(),
    )


def _added(document: Document) -> Document:
    db.session.add(document)
    db.session.flush()
    return document
