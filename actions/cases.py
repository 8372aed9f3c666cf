"""An application becomes a case: sent, received, registered (605 p.4, p.7, p.10)."""

from contextlib import suppress
from datetime import date, datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import catalogue
import clock
from actions import audit, documents, registries
from actions.history import add_event
from actions.steps import take_action
from actions.tasks import open_step
from actions.telling import tell_applicant
from database import db, lock_row
from domain import applications, deadlines
from domain.case_numbers import case_number
from domain.errors import FilingRefused
from domain.events import FILED
from domain.questionnaires import open_sections
from domain.registry_facts import MilitaryRegistration, facts_from_json
from domain.roles import REGIONAL, SITE, Actor, BodyKind, Role
from domain.schema import PublicService
from domain.workflow import case_terms
from models.bodies import Body
from models.cases import Case, NumberCounter
from models.connected import is_connected
from models.documents import Document
from models.drafts import Draft
from models.facts import facts_of
from models.people import Person
from models.regions import regional_body
from models.registries import RegistryQuery
from models.vacancies import Vacancy
from models.working_days import working_calendar


def submit_application(
    draft_id: str, *, sha256: str, certified_by: str, sent_at: datetime | None = None
) -> Case:
    """Send the frozen draft and return its case; once sent, the same case again for the same text.

    `sha256` is the hash that the applicant certified; `certified_by` is otp or eds.
    The moment of sending decides about the season: now, or `sent_at`, when a
    signature came whose key has been checked since. In office hours the site
    registers at once, otherwise when the next working day opens (605 p.7).
    Raises FilingRefused with a code: changed, eds_only (CON-2), see why_not_fileable().
    """
    draft = lock_row(Draft, draft_id)
    if draft.status == "submitted":
        case = db.session.scalars(select(Case).where(Case.draft_id == draft.id)).one()
        if case.application_sha256 != sha256:
            raise FilingRefused("changed")
        return case
    if draft.status != "open" or draft.frozen is None or draft.frozen_sha256 != sha256:
        raise FilingRefused("changed")
    # One person sends one thing at a time: the lock makes the check below hold.
    person = lock_row(Person, draft.person_id)
    if draft.vacancy_id is not None:
        lock_row(Vacancy, draft.vacancy_id)  # whoever closes it afterwards finds this candidate
    service = catalogue.edition_of(draft.service, draft.edition)
    if certified_by not in service.certified_by:
        raise FilingRefused("eds_only")
    sent_at = sent_at or clock.now()
    reason = why_not_fileable(draft, sent_at)
    if reason:
        raise FilingRefused(reason)
    case = _new_case(draft, person, service, certified_by, sent_at)
    actor = Actor(Role.CITIZEN, person.id)
    add_event(case, FILED, actor, to_status=case.status, data={"sha256": sha256})
    audit.record("application_filed", actor, case_id=case.id, sha256=sha256)
    step = service.workflow.step(case.status)
    tasks = open_step(case, step, case.filed_at, service.hours, working_calendar())
    tell_applicant(case, service.received, registered=case.counted_from, due=case.due_at)
    if step.owner is not Role.SITE:
        case.registered_at = case.register_at
        return case
    for task in tasks:
        task.due_at = case.register_at
    if case.register_at <= clock.now():
        take_action(case.id, "register", SITE, quiet=True)
    return case


def why_not_fileable(draft: Draft, at: datetime | None = None) -> str | None:
    """The code of what keeps this draft from being sent now, or at a moment just past, or None.

    Codes: out_of_season, no_ground, questions_open, documents_missing,
    identity_unknown, check_pending, check_failed, open_case, no_body, phone_unknown,
    closed, no_vacancy, questionnaire_open, no_consent.
    """
    service = catalogue.edition_of(draft.service, draft.edition)
    person = db.session.get_one(Person, draft.person_id)
    today = deadlines.local_day(at or clock.now())
    if draft.subtype is None:
        return "no_ground"
    subtype = service.subtype(draft.subtype)
    facts = facts_of(draft.id)
    attached = set(
        db.session.scalars(
            select(Document.kind).where(Document.draft_id == draft.id, Document.state == "current")
        )
    )
    findings = (
        ("open_case", open_case_exists(person, service)),
        ("identity_unknown", person.district_code is None or facts.birth_date is None),
        ("phone_unknown", person.phone is None),
        ("check_failed", any(check.blocking for check in applications.failed_checks(subtype, facts, today))),
        ("check_pending", bool(applications.pending_blocking_checks(subtype, facts, today))),
        ("questions_open", bool(applications.unanswered(subtype, draft.answers))),
        (
            "documents_missing",
            bool(applications.missing_documents(subtype, draft.answers, attached, is_connected)),
        ),
        ("no_body", not can_be_decided(service, person.district_code)),
        ("no_vacancy", service.by_vacancy and not post_is_open(draft.vacancy_id)),
        ("questionnaire_open", bool(open_sections(service.questionnaire, draft.questionnaire))),
        ("no_consent", service.consent is not None and draft.consented_at is None),
        ("closed", not is_open(service, today)),
        ("out_of_season", not deadlines.season_open(service.seasons, today)),
    )
    return next((code for code, found in findings if found), None)


def open_case_exists(person: Person, service: PublicService) -> bool:
    """Whether the person has an open case in the service's exclusive group."""
    return db.session.scalar(select(Case.id).where(Case.open_key == _open_key(person, service))) is not None


def commission_of(district_code: str | None) -> Body | None:
    """The commission of a district (605 p.3, p.13; DEF-1: by residence)."""
    return db.session.scalar(
        select(Body).where(Body.kind == BodyKind.COMMISSION, Body.district_code == district_code, Body.active)
    )


def can_be_decided(service: PublicService, district_code: str | None) -> bool:
    """Whether a case from this district can go to its end: its commission, and a military body that
    enters the minutes (605 p.3, p.13); or the bodies of its region that check and examine (834)."""
    if district_code is None:
        return False
    if service.decided_by is BodyKind.COMMISSION:
        kinds = db.session.scalars(
            select(Body.kind).where(Body.district_code == district_code, Body.active).distinct()
        )
        return {BodyKind.COMMISSION, BodyKind.MILITARY_BODY} <= set(kinds)
    return all(regional_body(kind, district_code) is not None for kind in REGIONAL)


def is_open(service: PublicService, today: date) -> bool:
    """Whether applications are taken at all: an act whose time is over only where a setting says so."""
    return applications.is_open(service, today, current_app.config["SETTINGS"].pilots_open)


def post_is_open(vacancy_id: int | None) -> bool:
    """Whether somebody is still sought for this post."""
    vacancy = db.session.get(Vacancy, vacancy_id) if vacancy_id else None
    return vacancy is not None and vacancy.state == "open"


def deciding_body(service: PublicService, draft: Draft, person: Person) -> Body | None:
    """Where the case will lie: with the commission of the district, or with the unit of the ministry
    that published the post (834 annex 1; CON-3)."""
    if not service.by_vacancy:
        return commission_of(person.district_code)
    vacancy = db.session.get(Vacancy, draft.vacancy_id) if draft.vacancy_id else None
    return vacancy.body if vacancy else None


def _open_key(person: Person, service: PublicService) -> str:
    return f"{person.id}:{service.exclusive_group}"


def _new_case(draft: Draft, person: Person, service: PublicService, certified_by: str, now: datetime) -> Case:
    terms = case_terms(service, now, working_calendar())
    body = deciding_body(service, draft, person)
    if body is None or person.district_code is None or draft.subtype is None or draft.frozen is None:
        raise FilingRefused("no_body")
    case = Case(
        number=_next_number(deadlines.local_day(now).year),
        draft_id=draft.id,
        person_id=person.id,
        service=service.code,
        edition=service.edition,
        subtype=draft.subtype,
        body_id=body.id,
        vacancy_id=draft.vacancy_id,
        district_code=person.district_code,
        military_district_code=_military_district(draft.id),
        status=service.workflow.first,
        open_key=_open_key(person, service),
        application=draft.frozen,
        application_sha256=draft.frozen_sha256,
        certified_by=certified_by,
        filed_at=now,
        register_at=terms.register_at,
        counted_from=terms.counted_from,
        due_at=terms.due_at,
        hearing_notice_by=terms.hearing_notice_by,
        correction_answer_by=terms.correction_answer_by,
    )
    db.session.add(case)
    db.session.flush()
    documents.hand_over(case)
    registries.attach_to_case(draft.id, case.id)
    draft.status = "submitted"
    draft.submitted_at = now
    return case


def _military_district(draft_id: str) -> str | None:
    """The district of military registration, where that registry has answered."""
    query = db.session.scalar(
        select(RegistryQuery).where(
            RegistryQuery.draft_id == draft_id, RegistryQuery.kind == "military_registration"
        )
    )
    facts = facts_from_json(query.facts) if query else ()
    return next((fact.district for fact in facts if isinstance(fact, MilitaryRegistration)), None)


def _next_number(year: int) -> str:
    if db.session.get(NumberCounter, year) is None:
        # Two may file the first application of a year: the second waits here for the first.
        with suppress(IntegrityError), db.session.begin_nested():
            db.session.add(NumberCounter(year=year, last=0))
    counter = lock_row(NumberCounter, year)
    counter.last += 1
    db.session.flush()
    return case_number(year, counter.last)
