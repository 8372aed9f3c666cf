"""What a registry said, as rows to read: a term and its value."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from domain.registry_facts import Child, Fact, Marriage, MilitaryRegistration, PersonRecord, SpouseDeath
from domain.text import N_

FactRow = tuple[str, str | date | None]
"""A source string to translate, and a value to show as it is."""


def fact_rows(fact: Fact) -> list[FactRow]:
    """The rows of one fact; those without a value are left out."""
    return [(term, value) for term, value in _ROWS[type(fact)](fact) if value]


def _person(fact: Any) -> list[FactRow]:
    return [
        (N_("Name"), fact.full_name),
        (N_("Date of birth"), fact.birth_date),
        (N_("Registered address"), fact.address),
    ]


def _child(fact: Any) -> list[FactRow]:
    return [(N_("Child"), fact.name), (N_("Date of birth"), fact.birth_date)]


def _marriage(fact: Any) -> list[FactRow]:
    return [(N_("Spouse"), fact.spouse_name), (N_("Married on"), fact.since), (N_("Ended on"), fact.ended)]


def _death(fact: Any) -> list[FactRow]:
    return [(N_("Spouse"), fact.spouse_name), (N_("Died on"), fact.died_on)]


def _registration(fact: Any) -> list[FactRow]:
    return [(N_("Registered with"), fact.body_name), (N_("Registered on"), fact.registered_on)]


_ROWS: Mapping[type[Fact], Callable[[Any], list[FactRow]]] = {
    PersonRecord: _person,
    Child: _child,
    Marriage: _marriage,
    SpouseDeath: _death,
    MilitaryRegistration: _registration,
}
