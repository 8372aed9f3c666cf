"""An officer's actions that are signed: frozen before the signature, taken after it (ALL-11; 605 p.10).

The signed facts name the SHA-256 of the application that they decide, so a
decision cannot be moved to another one.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import select

import clock
from actions import results, signing_papers
from actions.deeds import Deed
from actions.effects import DRAFTS
from actions.signing import Prepared, PreparedDeed, actor_of, is_entitled
from actions.signing_papers import PRINTED_IN, in_all_languages, statement
from actions.steps import open_deed, take_action
from database import db, lock_row, transaction
from domain import needs
from domain.applications import canonical, sha256
from domain.errors import ActionNotOpen, InvalidData, QyzmetError
from domain.needs import Field, Kind
from domain.roles import ROLE_TITLES, Actor
from domain.schema import PublicService
from domain.signing import DeedState, Purpose
from domain.text import N_
from domain.workflow import needed_fields
from integrations.eds import asic
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


def prepare_decisions(officer_id: int, wanted: Sequence[WantedDeed], *, language: str, back: str) -> Prepared:
    """Freeze the papers of these actions for one officer. Call it outside of a transaction.

    Raises what take_action() would raise now, for the first action that is not
    possible; MissingKey when the officer's IIN or their organisation's BIN is
    not on file.
    """
    officer = db.session.get_one(Officer, officer_id)
    if officer.iin is None or officer.bin is None:
        raise MissingKey
    return Prepared(
        Purpose.DECISION,
        {
            "officer_id": officer.id,
            "iin": officer.iin,
            "bin": officer.bin,
            "language": language,
            "back": back,
        },
        deeds=[_prepare(officer, deed) for deed in wanted],
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
            case = lock_row(Case, deed.case_id)
            if not is_entitled(request):
                raise _NotAsSigned("not_entitled")
            if papers_sha256(case.id) != deed.papers_sha256:
                raise _NotAsSigned("papers_changed")
            event = take_action(case.id, deed.action, actor_of(request, deed), entered(deed), signed=deed)
            deed.state, deed.event_id = DeedState.DONE, event.id
    except (ActionNotOpen, InvalidData, _NotAsSigned) as refused:
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


def _prepare(officer: Officer, wanted: WantedDeed) -> PreparedDeed:
    deed = open_deed(db.session.get_one(Case, wanted.case_id), wanted.action, wanted.actor, wanted.data)
    draft = next((DRAFTS[effect](deed) for effect in deed.action.effects if effect in DRAFTS), None)
    if draft is not None:
        content = results.print_result(deed.case, draft, public_url=current_app.config["SETTINGS"].public_url)
        title = in_all_languages(deed.service.result(draft.kind).label)
        name = f"{deed.case.number}-{draft.kind}.pdf"
    else:
        content, title = _print(deed, officer), in_all_languages(deed.action.label)
        name = f"{deed.case.number}-{deed.action.code}.pdf"
    result = draft.plain() if draft else None
    facts = _facts(deed, officer) | ({"result": result} if result else {})
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
        signing_papers.freeze_package(readable, title, facts),
    )


def _facts(deed: Deed, officer: Officer) -> dict[str, Any]:
    """What the signature stands for, for machines."""
    case, actor = deed.case, deed.actor
    person = db.session.get_one(Person, case.person_id)
    return {
        "purpose": Purpose.DECISION,
        "action": deed.action.code,
        "case": case.number,
        "service": case.service,
        "edition": case.edition,
        "subtype": case.subtype,
        "applicant_iin": person.iin,
        "application_sha256": case.application_sha256,
        "papers": _papers(case.id),
        "officer": {
            "name": officer.name,
            "iin": officer.iin,
            "bin": officer.bin,
            "role": actor.role,
            "body": actor.body_id,
            "seat": actor.seat,
            "standing_in_for": actor.standing_in_for,
        },
        "values": needs.plain(deed.values),
    }


def _papers(case_id: int) -> list[dict[str, str]]:
    """The papers that count now, by kind and SHA-256; mended ones came after the application."""
    current = select(Document.kind, Document.sha256).where(
        Document.case_id == case_id, Document.state == DocumentState.CURRENT
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


def _print(deed: Deed, officer: Officer) -> bytes:
    """The paper of an action for which the acts have no form, in Kazakh."""
    case, service = deed.case, deed.service
    person = db.session.get_one(Person, case.person_id)
    body = db.session.get_one(Body, case.body_id)
    with force_locale(PRINTED_IN):
        rows = [
            (gettext(N_("Case")), case.number),
            (gettext(N_("Service")), gettext(service.title)),
            (gettext(N_("Ground")), gettext(service.subtype(case.subtype).label)),
            (gettext(N_("Applicant")), person.full_name),
            (gettext(N_("Body")), body.name_kk),
            (_position(deed), officer.name),
            *(
                (gettext(field.label), spoken(field, deed.values[field.name], service))
                for field in needed_fields(deed.snapshot, deed.action)
                if field.name in deed.values
            ),
            (gettext(N_("SHA-256 of the application")), case.application_sha256),
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
    if isinstance(value, datetime):
        return clock.local(value).strftime("%d.%m.%Y %H:%M")
    return value.strftime("%d.%m.%Y") if isinstance(value, date) else str(value)
