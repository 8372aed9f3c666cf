"""The application that a citizen is preparing, for the pages of the wizard."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

import catalogue
from database import db
from domain import applications
from domain.conditions import Facts
from domain.deadlines import local_day
from domain.questionnaires import Rows, Section, open_sections
from domain.schema import PublicService, Question, RegistryCheck, RegistryData, RequiredDocument, Subtype
from domain.workflow import CaseTerms, case_terms
from models.cases import Case
from models.connected import is_connected
from models.drafts import Draft
from models.facts import facts_of
from models.people import Person
from models.working_days import working_calendar
from queries.documents import Paper, papers_of_draft
from queries.facts import FactRow, fact_rows
from queries.registries import RegistryView, facts_for_draft
from queries.services import SeasonNow, season_now
from queries.vacancies import Post, find_post

_LOOK_AHEAD = timedelta(days=15 * 366)


@dataclass(frozen=True)
class Finding:
    """A check that a registry answers with no. `opens_on`: from when it will pass by itself, if ever."""

    check: RegistryCheck
    opens_on: date | None


@dataclass(frozen=True)
class GroundChoice:
    """A ground to choose, with what the registries already say against it."""

    subtype: Subtype
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        """Whether this ground cannot be chosen now."""
        return any(finding.check.blocking for finding in self.findings)


@dataclass(frozen=True)
class RegistryCard:
    """What one registry holds about the applicant: its answer so far, as rows to read."""

    data: RegistryData
    view: RegistryView | None
    facts: tuple[list[FactRow], ...]


@dataclass(frozen=True)
class Slot:
    """A paper that the ground asks for, with what has been attached for it."""

    document: RequiredDocument
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Preparation:
    """A draft with all that its pages show. `other_papers` are those that the ground does not ask for."""

    draft: Draft
    service: PublicService
    subtype: Subtype
    facts: Facts
    cards: tuple[RegistryCard, ...]
    findings: tuple[Finding, ...]
    slots: tuple[Slot, ...]
    other_papers: tuple[Paper, ...]
    season: SeasonNow
    post: Post | None

    @property
    def papers(self) -> tuple[Paper, ...]:
        """All papers, those that the ground asks for first."""
        return tuple(paper for slot in self.slots for paper in slot.papers) + self.other_papers

    @property
    def waiting(self) -> bool:
        """Whether an answer of a registry is still on its way."""
        return any(card.view is not None and card.view.is_waiting for card in self.cards)

    @property
    def stops(self) -> tuple[Finding, ...]:
        """The findings with which the application cannot be sent."""
        return tuple(finding for finding in self.findings if finding.check.blocking)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that only ask the applicant to look again."""
        return tuple(finding for finding in self.findings if not finding.check.blocking)

    @property
    def unanswered(self) -> tuple[Question, ...]:
        """The questions without a valid answer."""
        open_codes = applications.unanswered(self.subtype, self.draft.answers)
        return tuple(question for question in self.subtype.questions if question.code in open_codes)

    @property
    def takes_papers(self) -> bool:
        """Whether there is anything to attach here."""
        return applications.takes_papers(self.subtype, is_connected)

    @property
    def chapters(self) -> tuple[tuple[Section, Rows], ...]:
        """The sections of the questionnaire with what they hold."""
        filled = self.draft.questionnaire
        return tuple((section, filled.get(section.code, [])) for section in self.service.questionnaire)

    @property
    def open_sections(self) -> tuple[Section, ...]:
        """The sections that have to be filled in and are empty."""
        return open_sections(self.service.questionnaire, self.draft.questionnaire)

    @property
    def missing_papers(self) -> tuple[RequiredDocument, ...]:
        """The papers that are asked for and not attached yet."""
        return tuple(slot.document for slot in self.slots if not slot.papers)


def own_draft(person_id: int, service_code: str, draft_id: str) -> Draft | None:
    """The person's own draft of this service, open or already sent."""
    return db.session.scalar(
        select(Draft).where(
            Draft.id == draft_id,
            Draft.person_id == person_id,
            Draft.service == service_code,
            Draft.status != "discarded",
        )
    )


def number_of(draft_id: str) -> str | None:
    """The number of the case that this draft became."""
    return db.session.scalar(select(Case.number).where(Case.draft_id == draft_id))


def open_case_number(person_id: int, service: PublicService) -> str | None:
    """The number of the person's open case that keeps another one of this service from being filed."""
    cases = db.session.execute(
        select(Case.number, Case.service, Case.edition).where(
            Case.person_id == person_id, Case.open_key.is_not(None)
        )
    )
    for number, code, edition in cases:
        if catalogue.edition_of(code, edition).exclusive_group == service.exclusive_group:
            return number
    return None


def ground_choices(
    service: PublicService, person: Person, draft: Draft | None, today: date
) -> list[GroundChoice]:
    """The grounds of the service, each with the checks that the registries have answered with no."""
    facts = facts_of(draft.id) if draft else Facts()
    if facts.birth_date is None:
        facts = Facts(person.birth_date, facts.married, facts.children, facts.spouse_died)
    return [GroundChoice(subtype, findings(subtype, facts, today)) for subtype in service.subtypes]


def preparation(draft: Draft, now: datetime) -> Preparation:
    """Everything about this draft; a fixed number of queries. The draft has a ground."""
    service = service_of(draft)
    subtype = service.subtype(draft.subtype or "")
    today = local_day(now)
    facts = facts_of(draft.id)
    papers = papers_of_draft(draft.id)
    wanted = applications.required_documents(subtype, draft.answers, is_connected)
    codes = {document.code for document in wanted}
    return Preparation(
        draft=draft,
        service=service,
        subtype=subtype,
        facts=facts,
        cards=registry_cards(service, draft.id),
        findings=findings(subtype, facts, today),
        slots=tuple(
            Slot(document, tuple(paper for paper in papers if paper.kind == document.code))
            for document in wanted
        ),
        other_papers=tuple(paper for paper in papers if paper.kind not in codes),
        season=season_now(service, today),
        post=chosen_post(draft),
    )


def chosen_post(draft: Draft) -> Post | None:
    """The post that is applied for."""
    return find_post(draft.vacancy_id) if draft.vacancy_id is not None else None


def service_of(draft: Draft) -> PublicService:
    """The edition of the public service under which the draft was begun."""
    return catalogue.edition_of(draft.service, draft.edition)


def answer_rows(prepared: Preparation) -> list[tuple[str, str]]:
    """The questions with the chosen answers, as source strings; an open question has an empty one."""
    return [
        (question.label, next((c.label for c in question.choices if c.code == chosen), ""))
        for question in prepared.subtype.questions
        for chosen in (prepared.draft.answers.get(question.code),)
    ]


def registry_cards(service: PublicService, draft_id: str) -> tuple[RegistryCard, ...]:
    """The registries that the service asks, with what they have said; one query."""
    views = facts_for_draft(draft_id)
    return tuple(_card(data, views.get(data.kind)) for data in service.registries)


def _card(data: RegistryData, view: RegistryView | None) -> RegistryCard:
    return RegistryCard(data, view, tuple(fact_rows(fact) for fact in view.facts) if view else ())


def findings(subtype: Subtype, facts: Facts, today: date) -> tuple[Finding, ...]:
    """What the registries say against this ground, and when that will end by itself."""
    return tuple(
        Finding(check, _opens_on(check, facts, today))
        for check in applications.failed_checks(subtype, facts, today)
    )


def _opens_on(check: RegistryCheck, facts: Facts, today: date) -> date | None:
    """The first day on which the same facts will do; only the passing of time is looked at."""
    if not check.check.passes(facts, today + _LOOK_AHEAD):
        return None
    too_early, enough = today, today + _LOOK_AHEAD
    while enough - too_early > timedelta(days=1):
        middle = too_early + (enough - too_early) // 2
        if check.check.passes(facts, middle):
            enough = middle
        else:
            too_early = middle
    return enough


def terms_if_sent(service: PublicService, moment: datetime) -> CaseTerms | None:
    """The dates of an application sent at this moment; None while none are taken (ALL-4, DEF-2, 834 p.7).

    Raises CalendarNotLoaded.
    """
    if not season_now(service, local_day(moment)).open:
        return None
    return case_terms(service, moment, working_calendar())
