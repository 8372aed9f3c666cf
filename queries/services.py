"""Public services for the pages that present them: passports, seasons, the ground finder."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import current_app

import catalogue
from catalogue.topics import TOPICS, Topic, topic_of
from domain import applications, deadlines
from domain.applications import possible_documents
from domain.conditions import AnswerIs
from domain.schema import Effect, PublicService, Question, RequiredDocument, Subtype
from models.connected import is_connected

VACANCIES = "/vacancies/"
"""Where posts are looked through."""


@dataclass(frozen=True)
class SeasonNow:
    """Whether applications are taken today, until which day, or from which day on.

    Both days are None for a service without seasons. `pilot_until` is when the pilot
    ended, for an act whose time is over: it is open by a decision, or closed.
    """

    open: bool
    last_day: date | None
    opens_on: date | None
    pilot_until: date | None = None


@dataclass(frozen=True)
class ServiceCard:
    """A public service as the start page shows it."""

    service: PublicService
    season: SeasonNow

    @property
    def begin(self) -> str:
        """The address at which an application begins."""
        return begin(self.service)


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

    @property
    def begin(self) -> str:
        """The address at which an application on this ground begins."""
        return begin(self.service, self.subtype)


@dataclass(frozen=True)
class TopicGrounds:
    """The grounds under one heading of the finder."""

    topic: Topic
    grounds: tuple[Ground, ...]


def begin(service: PublicService, subtype: Subtype | None = None) -> str:
    """The address at which an application begins: with a post of this kind, or with the ground."""
    page, name = (VACANCIES, "kind") if service.by_vacancy else (f"/apply/{service.code}/", "ground")
    return f"{page}?{name}={subtype.code}" if subtype else page


def current_service(code: str) -> PublicService | None:
    """The edition in force of the public service with this code."""
    return catalogue.CURRENT.get(code)


def service_cards(today: date) -> list[ServiceCard]:
    """Every public service with its season."""
    return [ServiceCard(service, season_now(service, today)) for service in catalogue.CURRENT.values()]


def season_now(service: PublicService, today: date) -> SeasonNow:
    """Whether the service takes applications on this day (605 a.2 item 10; DEF-2; 834 p.7)."""
    over = service.in_force_until if service.in_force_until and today > service.in_force_until else None
    if over is not None:
        pilots_open = current_app.config["SETTINGS"].pilots_open
        return SeasonNow(applications.is_open(service, today, pilots_open), None, None, over)
    if deadlines.season_open(service.seasons, today):
        return SeasonNow(True, deadlines.season_end(service.seasons, today), None)
    return SeasonNow(False, None, deadlines.next_opening(service.seasons, today))


def season_days(service: PublicService, year: int) -> list[tuple[date, date]]:
    """First and last day of each season of this year."""
    return [(date(year, *season.first), date(year, *season.last)) for season in service.seasons]


def conceals_grounds(service: PublicService) -> bool:
    """Whether an applicant who is declined is not told the ground (834 annex 1; CON-7)."""
    return any(Effect.CONCEAL_GROUNDS in action.effects for action in service.workflow.actions().values())


def papers_asked_now(subtype: Subtype) -> list[DocumentRow]:
    """The papers that this site asks for: none where a registry that it is connected to answers (CON-1)."""
    return [_document_row(subtype, document) for document in possible_documents(subtype, is_connected)]


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
