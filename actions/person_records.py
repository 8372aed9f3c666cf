"""Keeping a citizen's own row as the registry of persons last described them."""

from collections.abc import Iterable

from database import lock_row
from domain.registry_facts import Fact, PersonRecord
from models.people import Person


def keep_person_record(person_id: int, facts: Iterable[Fact]) -> None:
    """Write name, birth date and address from the registry's record, if it gave one."""
    record = next((fact for fact in facts if isinstance(fact, PersonRecord)), None)
    if record is None:
        return
    person = lock_row(Person, person_id)
    person.surname, person.name, person.patronymic = record.surname, record.name, record.patronymic
    person.birth_date = record.birth_date or person.birth_date
    person.sex = record.sex or person.sex
    person.address = record.address or person.address
    person.district_code = record.district or person.district_code
    person.registry_checked_at = record.answered_at
