"""The rows that papers hang on: a person, an open draft, a filed case. Call inside `transaction()`."""

from datetime import date
from uuid import uuid4

import clock
from database import db
from models.bodies import Body, District
from models.cases import Case
from models.drafts import Draft
from models.people import Person

DISTRICT = "751510000"


def add_person(iin: str = "011301500014") -> Person:
    """A citizen of whom only the number is known."""
    person = Person(iin=iin, created_at=clock.now())
    db.session.add(person)
    db.session.flush()
    return person


def add_draft(
    person: Person, *, service: str = "deferral", subtype: str = "S5", status: str = "open"
) -> Draft:
    """A draft of this person with its ground chosen."""
    draft = Draft(
        id=str(uuid4()),
        person_id=person.id,
        service=service,
        edition="2026-01",
        subtype=subtype,
        status=status,
        frozen="{}",
        frozen_sha256="0" * 64,
        created_at=clock.now(),
        updated_at=clock.now(),
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def add_case(draft: Draft, *, number: str = "26-004821-7") -> Case:
    """A case filed from this draft with a commission of its own."""
    district = db.session.get(District, DISTRICT) or District(
        code=DISTRICT, name_kk="Бостандық ауданы", name_ru="Бостандыкский район", name_en="Bostandyk district"
    )
    body = Body(
        kind="commission",
        district_code=DISTRICT,
        name_kk="Бостандық ауданының әскерге шақыру комиссиясы",
        name_ru="Призывная комиссия Бостандыкского района",
        name_en="Conscription commission of Bostandyk district",
    )
    db.session.add_all((district, body))
    db.session.flush()
    now = clock.now()
    case = Case(
        number=number,
        draft_id=draft.id,
        person_id=draft.person_id,
        service=draft.service,
        edition=draft.edition,
        subtype=draft.subtype,
        body_id=body.id,
        district_code=DISTRICT,
        status="with_chair",
        application="{}",
        application_sha256="0" * 64,
        certified_by="otp",
        filed_at=now,
        register_at=now,
        counted_from=date(2026, 11, 23),
        due_at=now,
        hearing_notice_by=now,
        correction_answer_by=now,
    )
    draft.status = "submitted"
    db.session.add(case)
    db.session.flush()
    return case
