"""Conditions on what a person answered and on what the registries say.

The catalogue builds them, pages and the engine ask them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class Facts:
    """What the registries said of a person; None where nothing is known yet."""

    birth_date: date | None = None
    married: bool | None = None
    children: int | None = None
    spouse_died: bool | None = None


class Condition(Protocol):
    """Something that the person's answers do or do not satisfy."""

    def met(self, answers: Mapping[str, str]) -> bool:
        """Whether these answers (question code to choice code) satisfy it."""


@dataclass(frozen=True)
class AnswerIs:
    """The question was answered with one of these choices."""

    question: str
    choices: frozenset[str]

    def met(self, answers: Mapping[str, str]) -> bool:
        return answers.get(self.question) in self.choices


def answer_is(question: str, *choices: str) -> AnswerIs:
    """Shorthand for the catalogue."""
    return AnswerIs(question, frozenset(choices))


class Check(Protocol):
    """Something that a registry can already answer before anything is filled in."""

    def passes(self, facts: Facts, today: date) -> bool | None:
        """True or False, or None while the registry has not answered."""


def age_on(birth_date: date, today: date) -> int:
    """Completed years; born on 29 February one turns on 1 March of a common year."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


@dataclass(frozen=True)
class AgeAtLeast:
    """The person has completed this many years of age."""

    years: int

    def passes(self, facts: Facts, today: date) -> bool | None:
        return None if facts.birth_date is None else age_on(facts.birth_date, today) >= self.years


@dataclass(frozen=True)
class IsMarried:
    """The civil registry holds a marriage that has not ended."""

    def passes(self, facts: Facts, today: date) -> bool | None:
        return facts.married


@dataclass(frozen=True)
class HasChildren:
    """The civil registry holds at least this many births of the person's children."""

    at_least: int = 1

    def passes(self, facts: Facts, today: date) -> bool | None:
        return None if facts.children is None else facts.children >= self.at_least
