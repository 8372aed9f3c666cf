"""What the ground finder found, as its page shows it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import catalogue
from catalogue.finder import FACTS, WAYS
from domain.finder import Fact, assess
from domain.schema import PublicService, Subtype
from queries.services import DocumentRow, SeasonNow, papers_asked_now, season_now


@dataclass(frozen=True)
class FoundGround:
    """A ground that fits what was said. `answers` go into the application; of the papers, those are
    left out that another answer would ask for."""

    service: PublicService
    subtype: Subtype
    season: SeasonNow
    documents: tuple[DocumentRow, ...]
    answers: Mapping[str, str]


@dataclass(frozen=True)
class OtherGround:
    """A ground that does not, and what was not said for it."""

    service: PublicService
    subtype: Subtype
    missing: tuple[Fact, ...]


@dataclass(frozen=True)
class Found:
    """All grounds, sorted by whether they fit."""

    fitting: tuple[FoundGround, ...]
    others: tuple[OtherGround, ...]

    def ground(self, service: str, subtype: str) -> FoundGround | None:
        """The fitting ground with these codes, if it is one."""
        same = (one for one in self.fitting if (one.service.code, one.subtype.code) == (service, subtype))
        return next(same, None)


def find(said: Collection[str], today: date) -> Found:
    """The grounds beside what was said: codes of facts, of which unknown ones say nothing."""
    fitting, others = [], []
    for one in assess(WAYS, said):
        service = catalogue.CURRENT[one.service]
        subtype = service.subtype(one.subtype)
        if one.fits:
            season, papers = season_now(service, today), tuple(_papers(subtype, one.answers))
            fitting.append(FoundGround(service, subtype, season, papers, one.answers))
        else:
            others.append(OtherGround(service, subtype, tuple(FACTS[code] for code in one.missing)))
    # What lacks least stands first: it is the likeliest to have been missed.
    return Found(tuple(fitting), tuple(sorted(others, key=lambda one: len(one.missing))))


def _papers(subtype: Subtype, answers: Mapping[str, str]) -> Iterator[DocumentRow]:
    """The papers for these answers; one that hangs on a question still open keeps it."""
    for row in papers_asked_now(subtype):
        if row.question is None or row.question.code not in answers:
            yield row
        elif row.document.when is None or row.document.when.met(answers):
            yield DocumentRow(row.document, None, ())
