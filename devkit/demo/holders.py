"""Who in the demo holds which key: citizens their own, officers one of their organisation."""

from functools import cache
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from database import db
from devkit.demo.names import CITIZEN_NAMES, OFFICER_KEYS, known
from devkit.demo.officer import DemoOfficer
from devkit.gateway.people import CITIZENS
from devkit.nca.authority import FOLDER, Authority
from devkit.nca.holders import Holder, Name
from devkit.nca.pairs import Kind
from devkit.nca.profile import Role as KeyRole
from domain.roles import Role
from models.people import Officer, Person
from models.signing import SigningRequest


def authority() -> Authority:
    """The development CA of this app's demo."""
    return _authority_in(current_app.config["SETTINGS"].data_dir)


def citizen(iin: str, *, kind: Kind = Kind.GOST) -> Holder:
    """A citizen with their own key."""
    name = known(iin, None)
    if iin not in CITIZEN_NAMES:
        person = db.session.scalar(select(Person).where(Person.iin == iin))
        name = Name(_certifiable(person.full_name)) if person and person.full_name else name
    return Holder(iin, name, kind=kind)


def officer(row: Officer, *, kind: Kind = Kind.GOST) -> Holder:
    """An officer with the key of their organisation, as the administrator has entered it."""
    iin, bin = row.iin or "", row.bin or ""
    named = Name(_certifiable(row.name), known(iin, bin).organisation)
    return Holder(iin, named, bin=bin, kind=kind, role=_role_of(OFFICER_KEYS.get((iin, bin))))


def expected(request: SigningRequest, *, kind: Kind = Kind.GOST) -> Holder:
    """Whose key the request waits for; the first citizen where the key itself says who signs in."""
    if request.officer_id is not None:
        return officer(db.session.get_one(Officer, request.officer_id), kind=kind)
    return citizen(request.iin or CITIZENS[0].iin, kind=kind)


def officers() -> list[Officer]:
    """The officers with a key, by login."""
    with_key = select(Officer).where(Officer.iin.is_not(None), Officer.bin.is_not(None))
    return list(db.session.scalars(with_key.order_by(Officer.login)))


@cache
def _authority_in(data_dir: Path) -> Authority:
    return Authority.at(data_dir / FOLDER)


def _role_of(demo: DemoOfficer | None) -> KeyRole:
    """A chair, their deputy and the ministry's head have the right of signature; the head of a military body
    signs as such, others as employees."""
    if demo is None:
        return KeyRole.EMPLOYEE
    signs = dict.fromkeys((Role.CHAIR, Role.HEAD, None), KeyRole.RIGHT_OF_SIGNATURE)
    return (signs | {Role.MILITARY_BODY: KeyRole.HEAD}).get(demo.role, KeyRole.EMPLOYEE)


def _certifiable(name: str) -> str:
    """A certificate has a surname and a given name; an account may have a single word."""
    return name if len(name.split()) > 1 else f"{name} —"
