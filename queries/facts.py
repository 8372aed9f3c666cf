"""What a registry said, as rows to read: a term and its value."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from catalogue.contract_questionnaire import KINSHIP_TITLES
from domain.registry_facts import (
    Child,
    Conviction,
    DispensaryRecord,
    Education,
    Fact,
    Marriage,
    MilitaryRegistration,
    PersonRecord,
    Relative,
    SpouseDeath,
)
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


def _relative(fact: Any) -> list[FactRow]:
    return [(kinship_title(fact.kinship), fact.name), (N_("Date of birth"), fact.birth_date)]


def _education(fact: Any) -> list[FactRow]:
    return [
        (N_("Level"), fact.level),
        (N_("School, college or university"), fact.school),
        (N_("Finished on"), fact.finished),
        (N_("Speciality"), fact.speciality),
        (N_("Number of the diploma"), fact.diploma),
    ]


def _conviction(fact: Any) -> list[FactRow]:
    return [
        (_CLEARED[fact.cleared], fact.article),
        (N_("Convicted on"), fact.convicted_on),
        (N_("Court"), fact.court),
    ]


_CLEARED = {
    True: N_("Conviction, cleared"),
    False: N_("Conviction, not cleared"),
    None: N_("Conviction; the registry does not say whether it is cleared"),
}


def _observation(fact: Any) -> list[FactRow]:
    since = N_("Under observation since") if fact.observed else N_("Was under observation from")
    return [(since, fact.since or "—"), (N_("Observed until"), fact.until)]


def kinship_title(code: str) -> str:
    """Who somebody is to the candidate, as a source string; a code that nobody knows as it is."""
    return KINSHIP_TITLES.get(code, code)


_ROWS: Mapping[type[Fact], Callable[[Any], list[FactRow]]] = {
    PersonRecord: _person,
    Child: _child,
    Marriage: _marriage,
    SpouseDeath: _death,
    MilitaryRegistration: _registration,
    Relative: _relative,
    Education: _education,
    Conviction: _conviction,
    DispensaryRecord: _observation,
}
