"""Requests to sign: for the page where that is done, the telephone, and the pages that they came from."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import selectinload

import catalogue
from database import db
from domain import needs
from domain.schema import PublicService, Subtype
from domain.signing import DeedState, Purpose, RequestState
from models.cases import Case
from models.drafts import Draft
from models.people import Officer, Person
from models.signing import SigningDeed, SigningPaper, SigningRequest

READABLE = "application/pdf"
"""The content type of the papers that a person reads; the others are for machines."""

_KEPT_FOR = timedelta(days=1)
_EVERY_FIELD = tuple(field for fields in needs.FIELDS.values() for field in fields)


@dataclass(frozen=True)
class DeedToSign:
    """One action of a request: its words (source strings), the case and whom it is about, its paper."""

    label: str
    done_label: str
    number: str
    person: str
    state: str
    reason: str | None
    paper: SigningPaper | None


@dataclass(frozen=True)
class ToSign:
    """What a request asks a person to sign.

    `deeds` of a decision; `service` and `subtype` of an application; neither for
    a sign-in. `signer` is the expected name, empty where the key itself says who
    signs in.
    """

    request: SigningRequest
    signer: str
    deeds: tuple[DeedToSign, ...]
    service: PublicService | None
    subtype: Subtype | None

    @property
    def readable(self) -> tuple[SigningPaper, ...]:
        """The papers to read before signing."""
        return tuple(paper for paper in self.request.papers if paper.content_type == READABLE)

    @property
    def for_machines(self) -> tuple[SigningPaper, ...]:
        """The other files that belong to what is signed."""
        return tuple(paper for paper in self.request.papers if paper.content_type != READABLE)


@dataclass(frozen=True)
class InSigning:
    """An action that somebody has begun to sign, as a source string, and where that stands.

    `reason`: why what was signed lately was not taken.
    """

    label: str
    handle: str
    state: RequestState
    reason: str | None


@dataclass(frozen=True)
class Lately:
    """By case and action: what was entered last and not signed; what is signed and being checked."""

    typed: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)
    being_checked: set[tuple[int, str]] = field(default_factory=set)


def request_of_page(handle: str) -> SigningRequest | None:
    """The request with this handle, with its papers and deeds."""
    return db.session.scalar(
        select(SigningRequest)
        .options(selectinload(SigningRequest.papers), selectinload(SigningRequest.deeds))
        .where(SigningRequest.handle == handle)
    )


def request_of_phone(phone_handle: str) -> SigningRequest | None:
    """The request that a telephone asks for, with its papers."""
    return db.session.scalar(
        select(SigningRequest)
        .options(selectinload(SigningRequest.papers))
        .where(SigningRequest.phone_handle == phone_handle)
    )


def state_of(request: SigningRequest, now: datetime) -> RequestState:
    """Where the request is at this moment; one whose time is over needs no sweep to be known as such."""
    if request.state == RequestState.WAITING and request.expires_at <= now:
        return RequestState.EXPIRED
    return RequestState(request.state)


def to_sign(request: SigningRequest) -> ToSign:
    """What the request is about, in a fixed number of queries."""
    draft = db.session.get(Draft, request.draft_id) if request.draft_id else None
    service = catalogue.edition_of(draft.service, draft.edition) if draft else None
    return ToSign(
        request=request,
        signer=_signer(request),
        deeds=_deeds(request),
        service=service,
        subtype=service.subtype(draft.subtype) if service and draft and draft.subtype else None,
    )


def own_request(handle: str, officer_id: int) -> SigningRequest | None:
    """This officer's own request with this handle."""
    found = request_of_page(handle)
    return found if found is not None and found.officer_id == officer_id else None


def lately(officer_id: int, case_ids: Collection[int], now: datetime) -> Lately:
    """What the officer has begun to sign in these cases within a day, or signed, and what is not done yet."""
    rows = db.session.execute(
        select(SigningDeed, SigningRequest.state)
        .join(SigningRequest, SigningDeed.request_id == SigningRequest.id)
        .where(
            SigningRequest.officer_id == officer_id,
            SigningDeed.case_id.in_(case_ids),
            SigningDeed.state != DeedState.DONE,
            or_(SigningRequest.created_at > now - _KEPT_FOR, SigningRequest.state == RequestState.RECEIVED),
        )
        .order_by(SigningDeed.id)
    )
    found = Lately()
    for deed, state in rows:
        key = (deed.case_id, deed.action)
        if state == RequestState.RECEIVED:
            found.being_checked.add(key)
        else:
            found.typed[key] = needs.restored(_EVERY_FIELD, deed.values)
    return found


def in_signing(officer_id: int, case: Case, now: datetime) -> tuple[InSigning, ...]:
    """What this officer has begun to sign in this case, what of it is being checked, and what was
    signed within a day and not taken. Of each action the last is told."""
    return _in_signing(SigningRequest.officer_id == officer_id, case, now)


def own_in_signing(person_id: int, case: Case, now: datetime) -> tuple[InSigning, ...]:
    """The same of what the applicant signs in their case, such as the agreement (834 annex 1)."""
    return _in_signing(SigningRequest.person_id == person_id, case, now)


def _in_signing(who: ColumnElement[bool], case: Case, now: datetime) -> tuple[InSigning, ...]:
    rows = db.session.execute(
        select(SigningDeed, SigningRequest)
        .join(SigningRequest, SigningDeed.request_id == SigningRequest.id)
        .where(who, SigningDeed.case_id == case.id)
        .order_by(SigningDeed.id)
    )
    last = {deed.action: (deed, request) for deed, request in rows}
    labels = _labels(case)
    return tuple(
        InSigning(labels[deed.action][0], request.handle, state, deed.reason or request.reason)
        for deed, request in last.values()
        for state in (_stands(deed, request, now),)
        if state in (RequestState.WAITING, RequestState.RECEIVED)
        or (state is RequestState.REFUSED and request.received_at and request.received_at > now - _KEPT_FOR)
    )


def _stands(deed: SigningDeed, request: SigningRequest, now: datetime) -> RequestState:
    """Where one action of a request is: in a sitting some may be done and others refused."""
    return RequestState.REFUSED if deed.state == DeedState.REFUSED else state_of(request, now)


def last_of_drafts(draft_ids: Collection[str]) -> dict[str, SigningRequest]:
    """By draft, the last request to sign it whose signature came; one query, none for no drafts."""
    if not draft_ids:
        return {}
    rows = db.session.scalars(
        select(SigningRequest)
        .where(
            SigningRequest.draft_id.in_(draft_ids),
            SigningRequest.purpose == Purpose.APPLICATION,
            SigningRequest.received_at.is_not(None),
        )
        .order_by(SigningRequest.id)
    )
    return {request.draft_id: request for request in rows if request.draft_id}


def being_checked(draft_id: str) -> str | None:
    """The handle of the request that signed this draft, while its key is asked about; one query."""
    request = last_of_drafts([draft_id]).get(draft_id)
    return request.handle if request and request.state == RequestState.RECEIVED else None


def _deeds(request: SigningRequest) -> tuple[DeedToSign, ...]:
    if not request.deeds:
        return ()
    ids = {deed.case_id for deed in request.deeds}
    found = db.session.execute(
        select(Case, Person).join(Person, Case.person_id == Person.id).where(Case.id.in_(ids))
    )
    cases = {case.id: (case, person) for case, person in found}
    return tuple(_deed(request, deed, *cases[deed.case_id]) for deed in request.deeds)


def _deed(request: SigningRequest, deed: SigningDeed, case: Case, person: Person) -> DeedToSign:
    papers = [paper for paper in request.papers if paper.deed_id == deed.id]
    label, done_label = _labels(case)[deed.action]
    return DeedToSign(
        label=label,
        done_label=done_label,
        number=case.number,
        person=person.full_name,
        state=deed.state,
        reason=deed.reason,
        paper=next((paper for paper in papers if paper.content_type == READABLE), None),
    )


def _labels(case: Case) -> dict[str, tuple[str, str]]:
    """By code, what each action of the case is called before and after it is taken."""
    actions = catalogue.edition_of(case.service, case.edition).workflow.actions()
    return {code: (action.label, action.event_label) for code, action in actions.items()}


def _signer(request: SigningRequest) -> str:
    if request.officer_id is not None:
        return db.session.get_one(Officer, request.officer_id).name
    if request.person_id is not None:
        return db.session.get_one(Person, request.person_id).full_name
    return ""
