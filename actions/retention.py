"""Forgetting what is past its time (catalogue/retention.py). Nothing that a case is made of is touched.

Each function forgets at most so many things that are older than a moment, with what hangs
on them, and says how many; the caller's transaction commits. Bytes of papers whose row is
gone are swept afterwards, by jobs/documents.py.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Delete, Select, and_, delete, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from actions import documents, signing
from database import db
from domain.message_statuses import FINAL
from domain.registry_facts import WAITING
from models.cases import Case, Event
from models.documents import Document
from models.drafts import Draft
from models.messaging import Message, MessageAttempt
from models.people import OneTimeCode, Person, SignInSession
from models.registries import RegistryQuery
from models.signing import Signature, SigningDeed, SigningPaper, SigningRequest
from models.uploads import Upload, UploadPart

T = TypeVar("T")

Forget = Callable[[datetime, int], int]


def _unsent_papers(before: datetime, _most: int) -> int:
    return documents.forget_unsent(before)  # all at once, there are never many


def _uploads(before: datetime, most: int) -> int:
    found = _ids(select(Upload.id).where(Upload.touched_at < before).limit(most))
    _delete(delete(UploadPart).where(UploadPart.upload_id.in_(found)))
    _delete(delete(Upload).where(Upload.id.in_(found)))
    return len(found)


def _unsigned_papers(before: datetime, _most: int) -> int:
    return signing.forget_unsigned(before)


def _unsigned_requests(before: datetime, most: int) -> int:
    """Never one of which a signature came: those are kept with their evidence."""
    signed = exists().where(Signature.request_id == SigningRequest.id)
    found = select(SigningRequest.id).where(
        SigningRequest.received_at.is_(None), SigningRequest.ended_at < before, ~signed
    )
    return _forget_requests(found.limit(most))


def _discarded_drafts(before: datetime, most: int) -> int:
    return _forget_drafts(Draft.status == "discarded", Draft.updated_at < before, most=most)


def _idle_drafts(before: datetime, most: int) -> int:
    return _forget_drafts(Draft.status == "open", Draft.updated_at < before, most=most)


def _codes(before: datetime, most: int) -> int:
    """Not the one that certified an application, nor one whose message is still on its way."""
    certified = and_(OneTimeCode.used_at.is_not(None), exists().where(Case.draft_id == OneTimeCode.draft_id))
    moving = exists().where(Message.otp_id == OneTimeCode.id, Message.status.not_in(FINAL))
    found = select(OneTimeCode.id).where(OneTimeCode.created_at < before, ~certified, ~moving)
    return _deleted(OneTimeCode.id, found.limit(most))


def _sessions(before: datetime, most: int) -> int:
    over = or_(SignInSession.ended_at < before, SignInSession.expires_at < before)
    return _deleted(SignInSession.id, select(SignInSession.id).where(over).limit(most))


def _messages(before: datetime, most: int) -> int:
    """The last of a row of repetitions first, as each names the one that it repeats."""
    again = aliased(Message)
    repeated = exists().where(again.retry_of_id == Message.id)
    found = _ids(
        select(Message.id)
        .where(Message.case_id.is_(None), Message.status.in_(FINAL), Message.status_at < before, ~repeated)
        .limit(most)
    )
    _delete(delete(MessageAttempt).where(MessageAttempt.message_id.in_(found)))
    _delete(delete(Message).where(Message.id.in_(found)))
    return len(found)


def _registry_answers(before: datetime, most: int) -> int:
    """Those of an application go with it, or stay with its case."""
    found = select(RegistryQuery.id).where(
        RegistryQuery.draft_id.is_(None),
        RegistryQuery.case_id.is_(None),
        RegistryQuery.created_at < before,
        RegistryQuery.status.not_in(WAITING),
        RegistryQuery.next_attempt_at.is_(None),
    )
    return _deleted(RegistryQuery.id, found.limit(most))


def _people(before: datetime, most: int) -> int:
    """Whoever is named nowhere any more. A sign-in has the registry asked, or brings a session."""
    named = [
        exists().where(column == Person.id)
        for column in (
            Draft.person_id,
            Case.person_id,
            Event.person_id,
            Document.person_id,
            Message.person_id,
            RegistryQuery.person_id,
            SigningRequest.person_id,
            SignInSession.person_id,
            Upload.person_id,
        )
    ]
    found = select(Person.id).where(
        Person.created_at < before,
        or_(Person.registry_checked_at.is_(None), Person.registry_checked_at < before),
        ~or_(*named),
    )
    return _deleted(Person.id, found.limit(most))


FORGET: dict[str, Forget] = {
    "unsent_papers": _unsent_papers,
    "uploads": _uploads,
    "unsigned_papers": _unsigned_papers,
    "unsigned_requests": _unsigned_requests,
    "discarded_drafts": _discarded_drafts,
    "idle_drafts": _idle_drafts,
    "codes": _codes,
    "sessions": _sessions,
    "messages": _messages,
    "registry_answers": _registry_answers,
    "people": _people,
}
"""How each kind of thing is forgotten, by its code in the catalogue."""


def _forget_drafts(*conditions: ColumnElement[bool], most: int) -> int:
    """Drafts of which no case was made, and which nobody is signing now, with all that belongs to them.

    The rows are locked first: whoever sends one of them at this moment finds it gone, or has sent it.
    """
    signing_now = exists().where(SigningRequest.draft_id == Draft.id, SigningRequest.ended_at.is_(None))
    found = _ids(
        select(Draft.id)
        .where(*conditions, ~exists().where(Case.draft_id == Draft.id), ~signing_now)
        .limit(most)
        .with_for_update(of=Draft, skip_locked=True)
    )
    _forget_requests(select(SigningRequest.id).where(SigningRequest.draft_id.in_(found)))
    for model in (Document, RegistryQuery, OneTimeCode):
        _delete(delete(model).where(model.draft_id.in_(found)))
    _delete(delete(Draft).where(Draft.id.in_(found)))
    return len(found)


def _forget_requests(wanted: Select[int]) -> int:
    found = _ids(wanted)
    _delete(delete(Signature).where(Signature.request_id.in_(found)))
    _delete(delete(SigningPaper).where(SigningPaper.request_id.in_(found)))
    _delete(delete(SigningDeed).where(SigningDeed.request_id.in_(found)))
    _delete(delete(SigningRequest).where(SigningRequest.id.in_(found)))
    return len(found)


def _deleted(row_id: InstrumentedAttribute[int], wanted: Select[int]) -> int:
    found = _ids(wanted)
    _delete(delete(row_id.class_).where(row_id.in_(found)))
    return len(found)


def _ids(wanted: Select[T]) -> list[T]:
    return list(db.session.scalars(wanted))


def _delete(statement: Delete) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
