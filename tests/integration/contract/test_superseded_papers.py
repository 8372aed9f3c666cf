"""Papers whose place the digital data of a registry take (834 annex 1; CON-1)."""

import pytest
from flask import Flask
from sqlalchemy import select

from actions import documents
from actions.personal_files import ask_again
from database import db, transaction
from domain.errors import AlreadyDone
from domain.registry_facts import (
    QueryStatus,
)
from domain.roles import Actor, Role
from integrations.storage import NotStored, documents_storage
from jobs import documents as document_jobs
from models.cases import Case, Event
from models.documents import Document
from models.messaging import OutboxEntry
from queries.documents import claimed_keys
from queries.timeline import timeline
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import browser_of
from tests.support.officers_at_work import at_desk, case_path
from tests.support.personal_files import (
    a_school,
    again,
    answer,
    asked_by,
    connect,
    fail,
    is_complete,
    part,
    question,
    with_paper,
)
from tests.support.recruiting import Bodies

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


def diploma(case_id: int) -> Document:
    db.session.rollback()
    return db.session.scalars(
        select(Document).where(Document.case_id == case_id, Document.kind == "education_document")
    ).one()


def is_stored(key: str) -> bool:
    try:
        documents_storage().open(key).close()
    except NotStored:
        return False
    return True


def superseded_events(case_id: int) -> list[Event]:
    db.session.rollback()
    return list(
        db.session.scalars(select(Event).where(Event.case_id == case_id, Event.code == "paper_superseded"))
    )


def do_deletions() -> None:
    db.session.rollback()
    ids = db.session.scalars(select(OutboxEntry.subject_id).where(OutboxEntry.topic == "delete_superseded"))
    for document_id in ids.all():
        document_jobs.delete_superseded(document_id)


@pytest.mark.rule("CON-1")
class TestPapersThatStandIn:
    @pytest.fixture
    def case_id(self, app: Flask, bodies: Bodies) -> int:
        """A case with a PDF of the diploma; since then the site has been connected to the registry."""
        connect(app, "education")
        case_id = with_paper(bodies, "education_document")
        connect(app)
        with transaction():
            ask_again(case_id, "education", bodies.executor)
        return case_id

    def test_the_executor_asks_a_registry_that_was_connected_later(self, bodies, case_id):
        assert asked_by(case_id) == [("education", bodies.executor.id)]
        assert question(case_id, "education").status == QueryStatus.QUEUED
        assert not is_complete(case_id)
        with pytest.raises(AlreadyDone), transaction():
            ask_again(case_id, "education", bodies.executor)

    def test_its_data_take_the_place_of_the_pdf(self, case_id):
        paper = diploma(case_id)
        key, sha256 = paper.storage_key, paper.sha256
        answer(case_id, "education", a_school())
        assert (diploma(case_id).state, diploma(case_id).sha256) == ("superseded", sha256)
        (event,) = superseded_events(case_id)
        assert event.data == {"document": "Document on education", "sha256": sha256}
        assert is_stored(key), "nothing is deleted before it is committed"
        do_deletions()
        assert not is_stored(key)
        do_deletions()
        (shown,) = part(case_id, "education").papers
        assert (shown.state, shown.sha256) == ("superseded", sha256)

    def test_the_candidate_reads_that_it_happened(self, case_id):
        answer(case_id, "education", a_school())
        db.session.rollback()
        told = timeline(db.session.get_one(Case, case_id), for_citizen=True)
        (entry,) = [entry for entry in told if entry.code == "paper_superseded"]
        assert entry.data["document"] == "Document on education" and entry.officer is None

    def test_the_sweep_takes_what_a_lost_job_left(self, case_id):
        paper = diploma(case_id)
        assert claimed_keys([paper.storage_key]) == {paper.storage_key}
        answer(case_id, "education", a_school())
        assert claimed_keys([diploma(case_id).storage_key]) == set()

    def test_earlier_versions_go_with_it(self, case_id, bodies):
        old = diploma(case_id)
        key = old.storage_key
        from_citizen = Actor(Role.CITIZEN, old.person_id)
        paper = documents.receive([make.photo()])
        with transaction():
            documents.replace(old, paper, from_citizen)
        answer(case_id, "education", a_school())
        do_deletions()
        assert not is_stored(key) and not is_stored(paper.storage_key)
        assert len(superseded_events(case_id)) == 2

    @pytest.mark.parametrize(
        ("status", "lacks"),
        [(QueryStatus.ABSENT, ()), (QueryStatus.PARTIAL, ("records",)), (QueryStatus.PARTIAL, ("finished",))],
    )
    def test_a_registry_that_does_not_hold_all_of_it_takes_nothings_place(self, case_id, status, lacks):
        answer(case_id, "education", status=status, lacks=lacks)
        assert diploma(case_id).state == "current" and superseded_events(case_id) == []

    def test_a_failure_takes_nothings_place(self, case_id):
        fail(case_id, "education")
        assert diploma(case_id).state == "current"

    def test_another_registry_takes_not_this_papers_place(self, case_id):
        answer(case_id, "convictions")
        assert diploma(case_id).state == "current"

    def test_a_second_answer_supersedes_nothing_twice(self, case_id, clock):
        answer(case_id, "education", a_school())
        again(case_id, "education", clock)
        answer(case_id, "education", a_school())
        assert len(superseded_events(case_id)) == 1

    def test_it_cannot_be_opened_and_a_page_says_why(self, app, bodies, case_id):
        answer(case_id, "education", a_school())
        paper = diploma(case_id)
        public_id, person_id = paper.public_id, paper.person_id
        for client, path in (
            (at_desk(app, bodies.executor), case_path(case_id, "documents", public_id)),
            (
                browser_of(app.test_client(), person_id),
                case_path(case_id, "documents", public_id).replace("/staff/", "/cabinet/"),
            ),
        ):
            page = client.get(path, query_string={"lang": "en"}, follow_redirects=True)
            assert page.status_code == 410
            assert "A registry of the state has given the same data" in page.text

    def test_the_certificate_of_no_record_gives_way_to_no_record(self, app, bodies):
        connect(app, "convictions")
        case_id = with_paper(bodies, "no_convictions")
        connect(app)
        with transaction():
            ask_again(case_id, "convictions", bodies.executor)
        answer(case_id, "convictions")
        assert [event.data["document"] for event in superseded_events(case_id)] == [
            "Certificate of no criminal record"
        ]
