"""Public services for the pages that present them: passports, seasons, the ground finder."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import catalogue
from catalogue.topics import TOPICS, Topic, topic_of
from domain import deadlines
from domain.conditions import AnswerIs
from domain.schema import PublicService, Question, RequiredDocument, Subtype


@dataclass(frozen=True)
class SeasonNow:
    """Whether applications are taken today, until which day, or from which day on.

    Both days are None for a service without seasons.
    """

    open: bool
    last_day: date | None
    opens_on: date | None


@dataclass(frozen=True)
class ServiceCard:
    """A public service as the start page shows it."""

    service: PublicService
    season: SeasonNow


@dataclass(frozen=True)
class DocumentRow:
    """A paper to attach and, where it depends on an answer, on which: the question and the answers."""

    document: RequiredDocument
    question: Question | None
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """One ground of one public service."""

    service: PublicService
    subtype: Subtype


@dataclass(frozen=True)
class TopicGrounds:
    """The grounds under one heading of the finder."""

    topic: Topic
    grounds: tuple[Ground, ...]


def current_service(code: str) -> PublicService | None:
    """The edition in force of the public service with this code."""
    return catalogue.CURRENT.get(code)


def service_cards(today: date) -> list[ServiceCard]:
    """Every public service with its season."""
    return [ServiceCard(service, season_now(service, today)) for service in catalogue.CURRENT.values()]


def season_now(service: PublicService, today: date) -> SeasonNow:
    """Whether the service takes applications on this day (605 a.2 item 10; DEF-2)."""
    if deadlines.season_open(service.seasons, today):
        return SeasonNow(True, deadlines.season_end(service.seasons, today), None)
    return SeasonNow(False, None, deadlines.next_opening(service.seasons, today))


def season_days(service: PublicService, year: int) -> list[tuple[date, date]]:
    """First and last day of each season of this year."""
    return [(date(year, *season.first), date(year, *season.last)) for season in service.seasons]


def document_rows(subtype: Subtype) -> list[DocumentRow]:
    """The papers of a ground with the answers that ask for them."""
    return [_document_row(subtype, document) for document in subtype.documents]


def _document_row(subtype: Subtype, document: RequiredDocument) -> DocumentRow:
    if not isinstance(document.when, AnswerIs):
        return DocumentRow(document, None, ())
    question = next(item for item in subtype.questions if item.code == document.when.question)
    labels = tuple(choice.label for choice in question.choices if choice.code in document.when.choices)
    return DocumentRow(document, question, labels)


def find_grounds(words: str, topic: str, translate: Callable[[str], str]) -> list[TopicGrounds]:
    """The grounds that hold all these words, under their headings; empty headings are left out.

    `translate` turns a source string into the reader's language, in which the
    words are looked for; `topic` limits the answer to one heading, empty to none.
    """
    wanted = words.casefold().split()
    grounds = [
        Ground(service, subtype)
        for service in catalogue.CURRENT.values()
        for subtype in service.subtypes
        if all(word in _text(service, subtype, translate) for word in wanted)
    ]
    found = (
        TopicGrounds(heading, tuple(item for item in grounds if _topic(item) is heading))
        for heading in TOPICS
        if topic in ("", heading.code)
    )
    return [group for group in found if group.grounds]


def _topic(ground: Ground) -> Topic:
    return topic_of(ground.service.code, ground.subtype.code)


def _text(service: PublicService, subtype: Subtype, translate: Callable[[str], str]) -> str:
    parts = (service.title, subtype.short, subtype.label, topic_of(service.code, subtype.code).label)
    return " ".join(translate(part) for part in parts).casefold()
