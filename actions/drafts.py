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
from domain.errors import AlreadyDone, ChangedMeanwhile, InvalidData
from domain.questionnaires import (
    NAME,
    NONE,
    Rows,
    Section,
    clean_row,
    corrected,
    find_row,
    told,
    told_all,
    with_row,
)
from models.cases import Case
from models.documents import Document
from models.drafts import Draft, open_draft
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
    draft = open_draft(person.id, service_code)
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
        registries.ask_for_draft((data.kind for data in service.registries), person.iin, draft.id, person.id)
    draft = lock_row(Draft, draft.id)
    if draft.status != "open":
        raise AlreadyDone("start")
    if draft.subtype != subtype:
        draft.subtype = subtype
        draft.answers = {}
        _touch(draft)
    return draft


def renew(person: Person, case: Case) -> Draft:
    """The person's draft for the same ground as this case of theirs, with its answers.

    Papers and registries are asked for anew. A draft of this service that was begun
    already is left as it is. KeyError when the ground exists no longer.
    """
    # Of two taps the second waits here, and finds the draft of the first.
    begun = open_draft(lock_row(Person, person.id).id, case.service)
    if begun is not None:
        return begun
    draft = start_draft(person, case.service, case.subtype)
    sent = db.session.get_one(Draft, case.draft_id)
    asked = {question.code for question in catalogue.CURRENT[case.service].subtype(case.subtype).questions}
    kept = {question: answer for question, answer in sent.answers.items() if question in asked}
    save_answers(draft, kept, sent.explanation)
    return draft


def save_answers(
    draft: Draft, answers: Mapping[str, str], explanation: str, *, seen: str | None = None
) -> None:
    """Keep the answers and the applicant's own words; what was frozen before no longer counts.

    `seen` is the mark of what the page showed (answers_mark). Raises AlreadyDone for a draft that
    was sent or discarded meanwhile, ChangedMeanwhile for one whose answers are no longer those.
    """
    draft = _open(draft)
    _check_seen(seen, answers_mark(draft), _mark(dict(answers), explanation.strip()))
    draft.answers = dict(answers)
    draft.explanation = explanation.strip()
    _touch(draft)


def answers_mark(draft: Draft) -> str:
    """Stands for the answers and words as they are kept now, so that a page can say which it showed."""
    return _mark(draft.answers, draft.explanation)


def section_mark(draft: Draft, section: Section) -> str:
    """The same for a section of the questionnaire that is filled in once."""
    return _mark([told(row) for row in draft.questionnaire.get(section.code, [])])


def _mark(*content: Any) -> str:
    return sha256(canonical({"content": content}))[:10]


def _check_seen(seen: str | None, kept: str, wanted: str) -> None:
    """The same once more is no change: it is what a bad network sends twice."""
    if seen and seen != kept and wanted != kept:
        raise ChangedMeanwhile


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


def save_row(
    draft: Draft,
    section: Section,
    row: Mapping[str, Any],
    name: str | None = None,
    *,
    seen: str | None = None,
) -> None:
    """Add a row to a section of the questionnaire, or put it in place of the one that has this name.

    Raises InvalidData with a code per field, or for `rows` (too_many; row_gone, when nobody has
    the name any more); AlreadyDone and, with `seen` of a section that is filled in once,
    ChangedMeanwhile as save_answers().
    """
    draft = _open(draft)
    cleaned = clean_row(section, row)
    if not section.repeats:
        _check_seen(seen, section_mark(draft, section), _mark([cleaned]))
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
