"""The ground of a run, and its cases: filed through the site's own actions, in this process."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from flask import Flask
from sqlalchemy import delete, select

import clock
from actions import documents, drafts, registries
from actions.cases import submit_application
from actions.person_records import keep_person_record
from actions.sessions import open_session
from database import db, transaction
from devkit.chaos.browser import Browser, cookie_of
from devkit.chaos.stories import CHAIR, CITIZEN, CORRECTION, MEMBERS, Story
from devkit.gateway.places import PLACES
from domain.identity import iin_check_digit
from domain.registry_facts import Answer, QueryStatus, RegistryKind
from integrations.storage import documents_storage
from models.cases import Case
from models.documents import Document
from models.drafts import Draft
from models.messaging import OutboxEntry
from models.people import Person
from models.registries import RegistryQuery
from tests.support import factories as make
from web.sessions import CITIZEN_KEY, OFFICER_KEY

_LANGUAGES = ("kk", "ru", "en")
_LEFT_TO_WORKERS = 40  # of so many cases, the registry jobs of one are left to the background queue


@dataclass
class Filed:
    """A case with what is to happen to it, and the people at their pages."""

    number: str
    story: Story
    browsers: dict[str, Browser]


class Office:
    """Files the cases. Made once for a run, in an app context; lays calendar, bodies and officers."""

    def __init__(self, app: Flask, port: int) -> None:
        self._app = app
        self._port = port
        make.make_calendar()
        self._commissions = [
            make.make_commission(place.code, f"c{number}") for number, place in enumerate(PLACES)
        ]
        self._officers = [self._browsers(commission) for commission in self._commissions]
        self._paper = documents.receive([make.photo()])
        self._identities = _identities()
        self._filed = 0

    def file(self, story: Story) -> Filed:
        """A new person's case, registered."""
        at = self._filed % len(self._commissions)
        commission = self._commissions[at]
        with transaction():
            case = self._submitted(commission.district, _LANGUAGES[self._filed % 3])
            number, case_id, person_id = case.number, case.id, case.person_id
            token = open_session(person_id=person_id)
        self._filed += 1
        citizen = Browser(self._port, cookie_of(self._app, CITIZEN_KEY, token))
        return Filed(number, _with_document(story, case_id), {**self._officers[at], CITIZEN: citizen})

    def _submitted(self, district: str, language: str) -> Case:
        iin, phone = next(self._identities)
        person = Person(iin=iin, phone=phone, language=language, created_at=clock.now())
        db.session.add(person)
        db.session.flush()
        keep_person_record(person.id, [make.person_record(iin, district=district)])
        draft = drafts.start_draft(person, "deferral", "S7")
        drafts.save_answers(draft, {}, "")
        self._answer(draft, iin, district)
        documents.attach_to_draft(draft, self._next_paper(), "employment", make.citizen(person.id))
        sha256 = drafts.freeze(db.session.get_one(Draft, draft.id))
        return submit_application(draft.id, sha256=sha256, certified_by="otp")

    def _next_paper(self) -> documents.ReceivedPaper:
        """The same clean paper under a key of its own: looking through one takes longer than a case."""
        with documents_storage().open(self._paper.storage_key) as file:
            stored = documents_storage().put(file.read())
        return replace(self._paper, storage_key=stored.key)

    def _answer(self, draft: Draft, iin: str, district: str) -> None:
        """What the background worker would do, which has nothing to do with what a run is about."""
        queries = db.session.scalars(select(RegistryQuery).where(RegistryQuery.draft_id == draft.id)).all()
        for query in queries:
            said = (
                (make.person_record(iin, district=district),) if query.kind == RegistryKind.IDENTITY else ()
            )
            status = QueryStatus.ANSWERED if said else QueryStatus.ABSENT
            registries.record_answer(query.id, Answer(status, clock.now(), said))
        if self._filed % _LEFT_TO_WORKERS:
            ids = [query.id for query in queries]
            asked = OutboxEntry.topic == registries.TOPIC, OutboxEntry.subject_id.in_(ids)
            db.session.execute(delete(OutboxEntry).where(*asked))

    def _browsers(self, commission: make.Commission) -> dict[str, Browser]:
        """One for the chair and each member."""
        browsers = {}
        for who, officer in zip((CHAIR, *MEMBERS), (commission.chair, *commission.members), strict=True):
            with transaction():
                token = open_session(officer_id=officer.id)
            browsers[who] = Browser(self._port, cookie_of(self._app, OFFICER_KEY, token))
        return browsers


def _with_document(story: Story, case_id: int) -> Story:
    """The story with the id of the case's paper in the form that asks for one."""
    db.session.rollback()
    paper = db.session.scalars(select(Document.id).where(Document.case_id == case_id).limit(1)).one()
    deeds = tuple(
        replace(deed, fields={**deed.fields, "document": str(paper)})
        if deed.action == CORRECTION.action
        else deed
        for deed in story.deeds
    )
    return replace(story, deeds=deeds)


def _identities() -> Iterator[tuple[str, str]]:
    """Made-up people born on one day: an IIN with its right check digit, and a number of their own."""
    day = date(2006, 5, 1).strftime("%y%m%d")
    for number in range(10_000):
        digits = f"{day}5{number:04d}"
        check = iin_check_digit(digits)
        if check is not None:
            yield f"{digits}{check}", f"+7701{number:07d}"
