"""Preparing an application: choosing the ground, answering, freezing what will be certified."""

import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

import catalogue
import clock
from actions import registries
from database import db, lock_row
from domain.applications import canonical, sha256
from domain.errors import AlreadyDone, InvalidData
from domain.questionnaires import (
    NAME,
    NONE,
    Rows,
    Section,
    clean_row,
    corrected,
    find_row,
    told_all,
    with_row,
)
from models.documents import Document
from models.drafts import Draft
from models.people import Person
from models.registries import RegistryQuery
from models.vacancies import Vacancy


def start_draft(person: Person, service_code: str, subtype: str) -> Draft:
    """The person's open draft of this public service, with this ground.

    There is one at most, so that starting again, or on another device, finds it.
    The registries of the service are asked at once. KeyError for a service or a
    subtype that does not exist.
    """
    service = catalogue.CURRENT[service_code]
    service.subtype(subtype)
    # A double tap must not make two: whoever comes second waits, and finds the first one's.
    person = lock_row(Person, person.id)
    draft = db.session.scalar(
        select(Draft).where(
            Draft.person_id == person.id, Draft.service == service_code, Draft.status == "open"
        )
    )
    if draft is None:
        draft = Draft(
            id=str(uuid.uuid4()),
            person_id=person.id,
            service=service_code,
            edition=service.edition,
            answers={},
            created_at=clock.now(),
            updated_at=clock.now(),
        )
        db.session.add(draft)
        db.session.flush()
        for data in service.registries:
            registries.ask(
                data.kind, person.iin, purpose="application", draft_id=draft.id, person_id=person.id
            )
    draft = lock_row(Draft, draft.id)
    if draft.status != "open":
        raise AlreadyDone("start")
    if draft.subtype != subtype:
        draft.subtype = subtype
        draft.answers = {}
        _touch(draft)
    return draft


def save_answers(draft: Draft, answers: Mapping[str, str], explanation: str) -> None:
    """Keep the answers and the applicant's own words; what was frozen before no longer counts.

    Raises AlreadyDone for a draft that was sent or discarded meanwhile.
    """
    draft = _open(draft)
    draft.answers = dict(answers)
    draft.explanation = explanation.strip()
    _touch(draft)


def discard_draft(draft: Draft) -> None:
    """The person does not want to send this; a sent one cannot be discarded."""
    draft = lock_row(Draft, draft.id)
    if draft.status == "open":
        draft.status = "discarded"
        _touch(draft)


def unfreeze(draft: Draft) -> None:
    """Something in the draft changed, so a code sent for its earlier form is void."""
    _touch(draft)


def _touch(draft: Draft) -> None:
    draft.frozen = None
    draft.frozen_sha256 = None
    draft.updated_at = clock.now()


def choose_post(person: Person, vacancy: Vacancy) -> Draft:
    """The person's open draft for this post; a draft for another post goes on with what was filled in."""
    draft = start_draft(person, vacancy.service, vacancy.kind)
    if draft.vacancy_id != vacancy.id:
        draft.vacancy_id = vacancy.id
        _touch(draft)
    return draft


def save_row(draft: Draft, section: Section, row: Mapping[str, Any], name: str | None = None) -> None:
    """Add a row to a section of the questionnaire, or put it in place of the one that has this name.

    Raises InvalidData with a code per field, or for `rows` (too_many; row_gone, when nobody has
    the name any more); AlreadyDone as save_answers().
    """
    draft = _open(draft)
    cleaned = clean_row(section, row)
    rows: Rows = draft.questionnaire.get(section.code, [])
    if name is not None:
        rows = corrected(rows, name, cleaned)
    else:
        named = {NAME: secrets.token_hex(6)} if section.repeats else {}
        rows = with_row(section, rows, {**named, **cleaned})
    _put_rows(draft, section, rows)


def remove_row(draft: Draft, section: Section, name: str) -> bool:
    """Take a row out of a section; False, and nothing changed, for one that is gone already."""
    draft = _open(draft)
    rows: Rows = draft.questionnaire.get(section.code, [])
    if find_row(rows, name) is None:
        return False
    _put_rows(draft, section, [row for row in rows if row.get(NAME) != name])
    return True


def leave_out(draft: Draft, section: Section) -> None:
    """Empty a section that is filled in once."""
    _put_rows(_open(draft), section, [])


def say_none(draft: Draft, section: Section, said: bool) -> None:
    """The applicant says that there is nothing to fill in here, or takes that back.

    Raises InvalidData (rows: not_empty) where something is filled in.
    """
    draft = _open(draft)
    if said and draft.questionnaire.get(section.code):
        raise InvalidData({"rows": "not_empty"})
    _put_rows(draft, section, [], none=said)


def consent(draft: Draft, words: str) -> None:
    """The person agrees to these words, as they read them; kept with the moment."""
    draft = _open(draft)
    draft.consented_at, draft.consent = clock.now(), words
    _touch(draft)


def _put_rows(draft: Draft, section: Section, rows: Rows, *, none: bool = False) -> None:
    """The same once more changes nothing, so that what was frozen still counts."""
    held = draft.questionnaire
    others = [code for code in held.get(NONE, []) if code != section.code]
    said = sorted([*others, section.code]) if none else others
    if rows != held.get(section.code, []) or said != held.get(NONE, []):
        kept = {code: value for code, value in held.items() if code != NONE}
        draft.questionnaire = {**kept, section.code: rows, **({NONE: said} if said else {})}
        _touch(draft)


def _open(draft: Draft) -> Draft:
    draft = lock_row(Draft, draft.id)
    if draft.status != "open":
        raise AlreadyDone("save")
    return draft


def freeze(draft: Draft) -> str:
    """Fix the bytes that the applicant certifies, and return their SHA-256.

    Unchanged content keeps its hash, so that asking for the code once more does
    not void the first request.
    """
    person = db.session.get_one(Person, draft.person_id)
    text = canonical(_content(draft, person))
    draft.frozen, draft.frozen_sha256 = text, sha256(text)
    return draft.frozen_sha256


def _of_a_post(draft: Draft) -> dict[str, Any]:
    """What only an application for a post has: the post, the questionnaire, the consent (834; CON-2)."""
    if draft.vacancy_id is None:
        return {}
    vacancy = db.session.get_one(Vacancy, draft.vacancy_id)
    return {
        "vacancy": {
            "id": vacancy.id,
            "title": {"kk": vacancy.title_kk, "ru": vacancy.title_ru, "en": vacancy.title_en},
        },
        "questionnaire": told_all(draft.questionnaire),
        "consent": {
            "text": draft.consent,
            "at": draft.consented_at.isoformat() if draft.consented_at else None,
        },
    }


def _content(draft: Draft, person: Person) -> dict[str, Any]:
    attached = db.session.scalars(
        select(Document)
        .where(Document.draft_id == draft.id, Document.state == "current")
        .order_by(Document.id)
    )
    answered = db.session.scalars(
        select(RegistryQuery).where(RegistryQuery.draft_id == draft.id).order_by(RegistryQuery.id)
    )
    return {
        "draft": draft.id,
        "service": draft.service,
        "edition": draft.edition,
        "subtype": draft.subtype,
        "answers": draft.answers,
        "explanation": draft.explanation,
        **_of_a_post(draft),
        "applicant": {
            "iin": person.iin,
            "name": person.full_name,
            "birth_date": person.birth_date.isoformat() if person.birth_date else None,
            "address": person.address,
            "district": person.district_code,
            "phone": person.phone,
        },
        "documents": [
            {"kind": paper.kind, "title": paper.title, "sha256": paper.sha256, "size": paper.size}
            for paper in attached
        ],
        "registries": [
            {
                "kind": query.kind,
                "status": query.status,
                "answered_at": query.answered_at.isoformat() if query.answered_at else None,
                "facts": query.facts,
            }
            for query in answered
        ],
    }
