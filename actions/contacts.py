"""A citizen's phone number, taken anew from the mobile citizens database; nobody types one in (ALL-1)."""

from datetime import timedelta

from sqlalchemy import select

import clock
from actions import audit, messages, outbox, registries
from actions.history import add_event
from database import db, lock_row
from domain.registry_facts import WAITING, BoundPhone, QueryStatus, RegistryKind, facts_from_json
from domain.roles import SITE, Actor, Role
from models.cases import Case
from models.people import Person
from models.registries import RegistryQuery

TOPIC = "refresh_phone"
PURPOSE = "contact"

COOL_DOWN = timedelta(seconds=60)
"""The least time between two questions that a person may cause."""


def ask_for_number(person_id: int) -> bool:
    """Ask the registry which number is linked to the person's IIN; False when it was asked a moment ago."""
    person = lock_row(Person, person_id)
    last = last_question(person.id)
    if last is not None and clock.now() < last.created_at + COOL_DOWN:
        return False
    query = registries.ask(RegistryKind.MOBILE_CITIZENS, person.iin, purpose=PURPOSE, person_id=person.id)
    outbox.put(TOPIC, query.id)
    audit.record("phone_asked", Actor(Role.CITIZEN, id=person.id))
    return True


def last_question(person_id: int) -> RegistryQuery | None:
    """The last such question of this person, whatever became of it."""
    return db.session.scalar(
        select(RegistryQuery)
        .where(RegistryQuery.person_id == person_id, RegistryQuery.purpose == PURPOSE)
        .order_by(RegistryQuery.id.desc())
        .limit(1)
    )


def take_number(query_id: int) -> bool:
    """Write the number that the registry named; both the old and the new phone are told of a change.

    False while the answer is still on its way. Doing it twice changes nothing;
    where no number is linked any more, the old one stays.
    """
    query = lock_row(RegistryQuery, query_id)
    if query.status in WAITING:
        return False
    phones = (fact.phone for fact in facts_from_json(query.facts) if isinstance(fact, BoundPhone))
    phone = next(phones, None)
    if query.person_id is None or query.status != QueryStatus.ANSWERED or phone is None:
        return True
    person = lock_row(Person, query.person_id)
    change_number(person, phone)
    return True


def change_number(person: Person, phone: str) -> None:
    """Write to this number from now on; where another was known, both phones and the open cases are told."""
    if person.phone is None:
        person.phone = phone
    elif person.phone != phone:
        _change(person, phone)


def _change(person: Person, phone: str) -> None:
    old, person.phone = person.phone, phone
    for number in filter(None, (old, phone)):
        messages.tell("phone_changed", phone=number, language=person.language, person_id=person.id)
    audit.record("phone_changed", Actor(Role.CITIZEN, id=person.id))
    open_cases = select(Case.id).where(Case.person_id == person.id, Case.open_key.is_not(None))
    for case_id in db.session.scalars(open_cases.order_by(Case.id)).all():
        add_event(lock_row(Case, case_id), "phone_refreshed", SITE)
