"""Reading what the registries said of an applicant into the domain's facts."""

from collections.abc import Callable

from sqlalchemy import select

from database import db
from domain.conditions import Facts
from domain.registry_answers import said_all
from domain.registry_facts import (
    Child,
    Fact,
    Marriage,
    PersonRecord,
    RegistryKind,
    SpouseDeath,
    facts_from_json,
)
from models.registries import RegistryQuery


def facts_of(draft_id: str) -> Facts:
    """The facts of a draft's person, as far as the registries have answered."""
    rows = db.session.scalars(select(RegistryQuery).where(RegistryQuery.draft_id == draft_id))
    said: dict[str, tuple[Fact, ...]] = {
        query.kind: facts_from_json(query.facts) for query in rows if said_all(query.status, query.missing)
    }
    marriages = said.get(RegistryKind.MARRIAGE)
    births = said.get(RegistryKind.BIRTHS)
    deaths = said.get(RegistryKind.SPOUSE_DEATH)
    person = next(
        (fact for fact in said.get(RegistryKind.IDENTITY, ()) if isinstance(fact, PersonRecord)), None
    )
    return Facts(
        birth_date=person.birth_date if person else None,
        married=_any(marriages, lambda fact: isinstance(fact, Marriage) and fact.ended is None),
        children=None if births is None else sum(isinstance(fact, Child) for fact in births),
        spouse_died=_any(deaths, lambda fact: isinstance(fact, SpouseDeath)),
    )


def _any(facts: tuple[Fact, ...] | None, holds: Callable[[Fact], bool]) -> bool | None:
    """Whether one of the facts holds; None while the registry has said nothing."""
    return None if facts is None else any(holds(fact) for fact in facts)
