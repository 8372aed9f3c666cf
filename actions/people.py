"""Citizens: known from their first sign-in on."""

from sqlalchemy import select

import clock
from actions import audit, registries
from actions.contacts import ask_for_number, change_number
from database import db, lock_row
from domain.registry_facts import RegistryKind
from domain.roles import Actor, Role
from models.people import Officer, OneTimeCode, Person


def take_in(code: OneTimeCode) -> Person:
    """The citizen whose sign-in code was right; at the first sign-in they become known.

    The number to which the code went is linked to their IIN, so messages go
    there from now on. The registry of persons is asked anew each time.
    """
    return _come_in(code.iin, code.language, code.phone)


def take_in_by_key(iin: str, language: str) -> Person:
    """The citizen who signed in with the key of this IIN; as take_in(), but their number is asked for."""
    person = _come_in(iin, language, None)
    ask_for_number(person.id)
    return person


def _come_in(iin: str, language: str, phone: str | None) -> Person:
    person = db.session.scalar(select(Person).where(Person.iin == iin).with_for_update())
    first_time = person is None
    if person is None:
        person = Person(iin=iin, language=language, created_at=clock.now())
        db.session.add(person)
    db.session.flush()
    if phone is not None:
        change_number(lock_row(Person, person.id), phone)
    registries.ask(RegistryKind.IDENTITY, person.iin, purpose="sign_in", person_id=person.id)
    audit.record("citizen_signed_in", Actor(Role.CITIZEN, id=person.id), first_time=first_time)
    return person


def choose_language(code: str, *, person: Person | None, officer: Officer | None) -> None:
    """Store the language in which the site speaks and writes to these people."""
    for whose in (person, officer):
        if whose is not None:
            whose.language = code
    db.session.flush()
