"""Finding a ground: what people say of their lives, and which grounds that leads to.

The catalogue says which facts a ground takes (catalogue/finder.py). Nothing is decided
here: who applies is heard by the commission, whatever the finder thought.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fact:
    """Something that one can say of oneself, in the first person."""

    code: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Chapter:
    """The facts of one side of life; `topic` is a heading of catalogue/topics.py."""

    topic: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Way:
    """One way to a ground: all of `facts` have to be so. `answers`: what they already say to
    the questions of the ground's application."""

    service: str
    subtype: str
    facts: tuple[str, ...]
    answers: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Assessment:
    """What was said, beside one ground: the facts that are `missing` on the shortest way to it."""

    service: str
    subtype: str
    missing: tuple[str, ...]
    answers: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def fits(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def assess(ways: Iterable[Way], said: Collection[str]) -> list[Assessment]:
    """Every ground once, in the order of the ways. Of several ways the one counts on which least is missing;
    where two are complete and answer a question differently, the question stays open."""
    best: dict[tuple[str, str], Assessment] = {}
    for way in ways:
        missing = tuple(fact for fact in way.facts if fact not in said)
        found = Assessment(way.service, way.subtype, missing, {} if missing else way.answers)
        before = best.get((way.service, way.subtype))
        best[way.service, way.subtype] = found if before is None else _better(before, found)
    return list(best.values())


def _better(before: Assessment, found: Assessment) -> Assessment:
    if before.fits and found.fits:
        agreed = {
            question: answer
            for question, answer in before.answers.items()
            if found.answers.get(question) == answer
        }
        return Assessment(before.service, before.subtype, (), agreed)
    return min(before, found, key=lambda one: len(one.missing))
