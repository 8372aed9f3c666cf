"""Everything that the site holds about a citizen as they may see it, for them to take with them.

What no page of theirs shows is not here either: queries/own_things.py.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from database import db
from models.cases import Case
from models.drafts import Draft
from models.messaging import Message
from models.people import Person, SignInSession
from queries.own_things import Json, OwnFile, OwnThings, Say


@dataclass(frozen=True)
class OwnData:
    """What is written into the file of data, and the papers that lie beside it."""

    content: Json
    files: tuple[OwnFile, ...]


def own_data(person: Person, now: datetime, say: Say, language: str) -> OwnData:
    """The person's data; `say` puts the site's words into the language whose code is beside it.

    A fixed number of queries, and a fixed number more for each application and each draft.
    """
    read = OwnThings(say, language)
    cases = db.session.scalars(
        select(Case).options(joinedload(Case.body)).where(Case.person_id == person.id).order_by(Case.id)
    ).all()
    drafts = db.session.scalars(
        select(Draft).where(Draft.person_id == person.id, Draft.status == "open").order_by(Draft.created_at)
    ).all()
    content = {
        "made_at": now,
        "you": _person(person),
        "applications": [read.case(case, now) for case in cases],
        "drafts": [read.draft(draft) for draft in drafts],
        "other_messages": [read.message(message) for message in _messages(person.id)],
        "sign_ins": _sign_ins(person.id),
        "looks": read.looks(person.id),
    }
    return OwnData(content, tuple(read.files))


def _person(person: Person) -> Json:
    return {
        "iin": person.iin,
        "surname": person.surname,
        "name": person.name,
        "patronymic": person.patronymic,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "registered_address": person.address,
        "phone": person.phone,
        "language": person.language,
        "first_signed_in_at": person.created_at,
        "registry_answered_at": person.registry_checked_at,
    }


def _messages(person_id: int) -> list[Message]:
    """Messages to the person that are about no case."""
    wanted = select(Message).where(Message.person_id == person_id, Message.case_id.is_(None))
    return list(db.session.scalars(wanted.order_by(Message.id)))


def _sign_ins(person_id: int) -> list[Json]:
    rows = db.session.scalars(
        select(SignInSession).where(SignInSession.person_id == person_id).order_by(SignInSession.id)
    )
    return [{"from": row.created_at, "until": row.ended_at or row.expires_at} for row in rows]
