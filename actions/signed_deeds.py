"""An officer's actions that are signed: frozen before the signature, taken after it (ALL-11; 605 p.10).

The signed facts name the SHA-256 of the application that they decide, so a
decision cannot be moved to another one; the bodies of a region, who do not read
the application, sign for its number.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import ColumnElement, select

import clock
from actions import results, signing_papers
from actions.deeds import Deed
from actions.documents import SCAN
from actions.effects import DRAFTS, DRAWN_UP, check
from actions.posts import lock_case
from actions.signing import Prepared, PreparedDeed, actor_of, is_entitled
from actions.signing_papers import PRINTED_IN, in_all_languages, statement
from actions.steps import open_deed, take_action
from database import db, lock_row, transaction
from domain import needs
from domain.applications import canonical, sha256
from domain.errors import ActionNotOpen, InvalidData, QyzmetError
from domain.needs import Field, Kind
from domain.roles import REGIONAL, ROLE_BODY_KINDS, ROLE_TITLES, Actor
from domain.schema import PublicService
from domain.signing import DeedState, Purpose
from domain.text import N_
from domain.uploads import UploadRefused
from domain.workflow import needed_fields
from integrations.eds import asic
from integrations.storage import documents_storage
from models.bodies import Body
from models.cases import Case
from models.documents import Document, DocumentState
from models.people import Officer, Person
from models.signing import SigningDeed, SigningRequest

DECISION_CHANGED = "already_done"
"""Why a signed action was not taken: somebody else was first."""

FOR_THE_APPLICANT = frozenset({"until_date", "conclusion_reason", "grounds", "facts", "reason"})
"""What the applicant reads of what is entered for a result document; the rest is told to the commission."""


@dataclass(frozen=True)
class WantedDeed:
    """An action that an officer wants to sign, with what they entered for it."""

    case_id: int
    action: str
    actor: Actor
    data: Mapping[str, Any]


@dataclass(frozen=True)
class _Signatory:
    """Who is asked to sign: an officer with the key of their organisation, or a citizen."""

    id: int
    name: str
    iin: str
    bin: str | None
    is_officer: bool

    @property
    def columns(self) -> dict[str, object]:
        """The columns of SigningRequest that say so."""
        whose = "officer_id" if self.is_officer else "person_id"
        return {whose: self.id, "iin": self.iin, "bin": self.bin}


def prepare_own_deed(person_id: int, wanted: WantedDeed, *, language: str, back: str) -> Prepared:
    """Freeze the papers of an action that a citizen signs (834 annex 1; CON-14). Call it outside of a
    transaction. Raises what take_action() would raise now."""
    person = db.session.get_one(Person, person_id)
    signatory = _Signatory(person.id, person.full_name, person.iin, None, is_officer=False)
    return _prepared(signatory, [wanted], language, back)


def prepare_decisions(officer_id: int, wanted: Sequence[WantedDeed], *, language: str, back: str) -> Prepared:
    """Freeze the papers of these actions for one officer. Call it outside of a transaction.

    Raises what take_action() would raise now, for the first action that is not
    possible; MissingKey when the officer's IIN or their organisation's BIN is
    not on file.
    """
    officer = db.session.get_one(Officer, officer_id)
    if officer.iin is None or officer.bin is None:
        raise MissingKey
    signatory = _Signatory(officer.id, officer.name, officer.iin, officer.bin, is_officer=True)
    return _prepared(signatory, wanted, language, back)


def _prepared(signatory: _Signatory, wanted: Sequence[WantedDeed], language: str, back: str) -> Prepared:
    return Prepared(
        Purpose.DECISION,
        {**signatory.columns, "language": language, "back": back},
        deeds=[_prepare(signatory, deed) for deed in wanted],
    )


class MissingKey(InvalidData):
    """Nobody has entered whose key this officer signs with."""

    def __init__(self) -> None:
        super().__init__({"key": "key_unknown"})


def take_signed(deed_id: int) -> None:
    """Take the action whose signatures count, in a transaction of its own; done once.

    An action that is no longer open, or no longer possible, is refused, and so is
    one whose officer has lost the role, or whose case has other papers by now:
    the signature stays as evidence, the case as it is.
    """
    try:
        with transaction():
            deed = lock_row(SigningDeed, deed_id)
            if deed.state != DeedState.WAITING:
                return
            request = db.session.get_one(SigningRequest, deed.request_id)
            case = lock_case(deed.case_id)
            if not is_entitled(request):
                raise _NotAsSigned("not_entitled")
            if papers_sha256(case.id) != deed.papers_sha256:
                raise _NotAsSigned("papers_changed")
            event = take_action(case.id, deed.action, actor_of(request, deed), entered(deed), signed=deed)
            deed.state, deed.event_id = DeedState.DONE, event.id
    except (ActionNotOpen, InvalidData, UploadRefused, _NotAsSigned) as refused:
        with transaction():
            deed = lock_row(SigningDeed, deed_id)
            deed.state, deed.reason = DeedState.REFUSED, refused.code


class _NotAsSigned(QyzmetError):
    """What was signed is not what would be done; `code` says what has changed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def papers_sha256(case_id: int) -> str:
    """What stands for the papers that a case has now, in whose light a decision is signed."""
    return sha256(canonical({"papers": _papers(case_id)}))


def entered(deed: SigningDeed) -> dict[str, Any]:
    """What the officer entered, as they entered it."""
    every = tuple(field for fields in needs.FIELDS.values() for field in fields)
    return needs.restored(every, deed.values)


def _prepare(signatory: _Signatory, wanted: WantedDeed) -> PreparedDeed:
    deed = open_deed(db.session.get_one(Case, wanted.case_id), wanted.action, wanted.actor, wanted.data)
    check(deed)
    draft = next((DRAFTS[effect](deed) for effect in deed.action.effects if effect in DRAFTS), None)
    drawn_up = next((DRAWN_UP[effect](deed) for effect in deed.action.effects if effect in DRAWN_UP), None)
    if drawn_up is not None:
        content, name = drawn_up, f"{deed.case.number}-{deed.action.code}.pdf"
        title = in_all_languages(deed.action.label)
    elif draft is not None:
        content = results.print_result(deed.case, draft, public_url=current_app.config["SETTINGS"].public_url)
        title = in_all_languages(deed.service.result(draft.kind).label)
        name = f"{deed.case.number}-{draft.kind}.pdf"
    else:
        content, title = _print(deed, signatory), in_all_languages(deed.action.label)
        name = f"{deed.case.number}-{deed.action.code}.pdf"
    result = draft.plain() if draft else None
    facts = _facts(deed, signatory) | ({"result": result} if result else {})
    salt = secrets.token_hex(16)
    if result:
        facts |= _for_the_applicant(facts["values"], salt)
    readable = asic.File(name, signing_papers.PDF, content)
    actor = deed.actor
    return PreparedDeed(
        {
            "case_id": deed.case.id,
            "action": deed.action.code,
            "role": actor.role,
            "body_id": actor.body_id,
            "seat": actor.seat,
            "standing_in_for": actor.standing_in_for,
            "values": needs.plain(deed.values),
            "result": result,
            "salt": salt,
            "papers_sha256": papers_sha256(deed.case.id),
        },
        signing_papers.freeze_package(readable, title, facts, _scans(deed)),
    )


def _scans(deed: Deed) -> list[asic.File]:
    """The scan that belongs to what is signed, as it was taken in."""
    scan = deed.values.get("scan")
    if scan is None:
        return []
    with documents_storage().open(scan["storage_key"]) as file:
        return [asic.File(SCAN, scan["content_type"], file.read())]


def _of_the_application(deed: Deed) -> dict[str, Any]:
    """What the application is for, its hash and its papers, for whoever may read it."""
    if not _may_read_it(deed.actor):
        return {}
    return {
        "subtype": deed.case.subtype,
        "application_sha256": deed.case.application_sha256,
        "papers": _papers(deed.case.id, Document.officer_id.is_(None)),
    }


def _may_read_it(actor: Actor) -> bool:
    """Whether the application itself is open to this role: the bodies of a region are sent what they
    need of it (834 annex 1; CON-9, CON-12)."""
    return not ROLE_BODY_KINDS.get(actor.role, frozenset()) & REGIONAL


def _facts(deed: Deed, signatory: _Signatory) -> dict[str, Any]:
    """What the signature stands for, for machines."""
    case, actor = deed.case, deed.actor
    person = db.session.get_one(Person, case.person_id)
    return {
        "purpose": Purpose.DECISION,
        "action": deed.action.code,
        "case": case.number,
        "service": case.service,
        "edition": case.edition,
        **_of_the_application(deed),
        "applicant_iin": person.iin,
        "signatory": {
            "name": signatory.name,
            "iin": signatory.iin,
            "bin": signatory.bin,
            "role": actor.role,
            "body": actor.body_id,
            "seat": actor.seat,
            "standing_in_for": actor.standing_in_for,
        },
        "values": needs.plain(deed.values),
    }


def _papers(case_id: int, *conditions: ColumnElement[bool]) -> list[dict[str, str]]:
    """The papers that count now, by kind and SHA-256; mended ones came after the application."""
    current = select(Document.kind, Document.sha256).where(
        Document.case_id == case_id, Document.state == DocumentState.CURRENT, *conditions
    )
    return [
        {"kind": kind, "sha256": hashed} for kind, hashed in db.session.execute(current.order_by(Document.id))
    ]


def _for_the_applicant(values: Mapping[str, Any], salt: str) -> dict[str, Any]:
    """What the applicant may read, whose package these facts go into; of the rest, its SHA-256 alone,
    with a salt that the site keeps, so that nobody finds the rest by guessing."""
    shown = {name: value for name, value in values.items() if name in FOR_THE_APPLICANT}
    rest = {name: value for name, value in values.items() if name not in shown}
    return {"values": shown, "other_values_sha256": sha256(canonical({"salt": salt, "values": rest}))}


def _print(deed: Deed, signatory: _Signatory) -> bytes:
    """The paper of an action for which the acts have no form, in Kazakh."""
    case, service = deed.case, deed.service
    person = db.session.get_one(Person, case.person_id)
    body = db.session.get_one(Body, case.body_id)
    with force_locale(PRINTED_IN):
        rows = [
            (gettext(N_("Case")), case.number),
            (gettext(N_("Service")), gettext(service.title)),
            # For which post it is, the bodies of the region are not told (834 annex 1; CON-12).
            *(
                ()
                if service.by_vacancy
                else ((gettext(N_("Ground")), gettext(service.subtype(case.subtype).label)),)
            ),
            (gettext(N_("Applicant")), person.full_name),
            (gettext(N_("Body")), body.name_kk),
            (_position(deed), signatory.name),
            *(
                (gettext(field.label), spoken(field, deed.values[field.name], service))
                for field in needed_fields(deed.snapshot, deed.action)
                if field.name in deed.values
            ),
            *(
                ((gettext(N_("SHA-256 of the application")), case.application_sha256),)
                if _may_read_it(deed.actor)
                else ()
            ),
        ]
        return statement(
            gettext(deed.action.label), rows, number=case.number, at=clock.now(), author=body.name_kk
        )


def _position(deed: Deed) -> str:
    """What the officer is here: the role, or a member's place."""
    seat = next((seat.label for seat in deed.service.seats if seat.code == deed.actor.seat), None)
    return str(gettext(seat or ROLE_TITLES[deed.actor.role]))


def spoken(field: Field, value: Any, service: PublicService) -> str:
    """A value as a reader of the present language reads it."""
    if field.kind is Kind.CHOICE:
        return str(gettext(dict(field.choices)[value]))
    if field.kind is Kind.GROUNDS:
        return "\n".join(gettext(service.ground(code).label) for code in value)
    if field.kind is Kind.SCAN:
        return f"SHA-256 {value['sha256']}"
    if isinstance(value, datetime):
        return clock.local(value).strftime("%d.%m.%Y %H:%M")
    return value.strftime("%d.%m.%Y") if isinstance(value, date) else str(value)
