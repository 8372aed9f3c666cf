"""Registries to which the site is not connected, not any more, or since lately (834 annex 1; CON-1)."""

import pytest
from flask import Flask
from sqlalchemy import select

from actions.personal_files import ask_connected
from database import db, transaction
from domain.errors import AlreadyDone
from domain.registry_facts import QueryStatus
from jobs import registries as registry_jobs
from models.audit import AuditEntry
from models.documents import Document, DocumentState
from models.registries import RegistryQuery
from queries.personal_file import cases_to_ask
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.personal_files import (
    answer,
    connect,
    distributed,
    fail,
    is_complete,
    part,
    question,
    seen,
    take_in,
    with_paper,
)
from tests.support.recruiting import Bodies

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-1", "CON-6")]

PAPERS = {
    "family": "family_documents",
    "education": "education_document",
    "convictions": "no_convictions",
    "narcology": "narcology_certificate",
    "psychiatry": "psychiatry_certificate",
    "tuberculosis": "tuberculosis_certificate",
    "skin_venereal": "skin_venereal_certificate",
}
"""By the registries to which a site need not be connected, the papers that stand in for them."""


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


def goes_on(case_id: int, bodies: Bodies) -> bool:
    """Whether the executor may send the case for the special check now, and the page says the same."""
    assert is_complete(case_id) == (seen(case_id).lacking == 0)
    try:
        make.act(case_id, "send_for_special_check", bodies.executor)
    except AlreadyDone:
        return False
    return recruiting.status(case_id) == "special_check"


def states(case_id: int) -> dict[str, str]:
    """How the papers of a case stand, by kind."""
    db.session.rollback()
    return dict(
        db.session.execute(select(Document.kind, Document.state).where(Document.case_id == case_id)).all()
    )


def turn(case_id: int, kind: str, state: DocumentState) -> None:
    """Let the paper of this kind be that."""
    with transaction() as session:
        found = select(Document).where(Document.case_id == case_id, Document.kind == kind)
        session.scalars(found).one().state = state


def asked(case_id: int) -> list[str]:
    """Which registries were asked for the file, once for each question."""
    db.session.rollback()
    kinds = select(RegistryQuery.kind).where(
        RegistryQuery.case_id == case_id, RegistryQuery.purpose == "personal_file"
    )
    return sorted(db.session.scalars(kinds))


class TestNotConnected:
    @pytest.mark.parametrize("asked", ["waiting", "failed"])
    def test_one_that_was_disconnected_holds_a_case_up_until_a_paper_stands_in(self, app, bodies, asked):
        case_id = distributed(bodies)
        for kind in sorted({"identity", *PAPERS} - {"narcology"}):
            answer(case_id, kind)
        if asked == "failed":
            fail(case_id, "narcology")
        assert not goes_on(case_id, bodies)
        connect(app, "narcology")
        assert not goes_on(case_id, bodies), "nothing stands in for it"
        take_in(case_id, bodies, "narcology")
        assert goes_on(case_id, bodies)

    def test_an_answer_from_before_still_counts(self, app, bodies):
        case_id = distributed(bodies)
        recruiting.answer_file(case_id)
        connect(app, "narcology")
        assert goes_on(case_id, bodies)

    def test_with_no_registry_at_all_a_case_goes_on_by_its_papers(self, app, bodies):
        connect(app, *PAPERS)
        case_id = with_paper(bodies, *PAPERS.values())
        assert asked(case_id) == ["identity"] and not goes_on(case_id, bodies)
        answer(case_id, "identity")
        assert goes_on(case_id, bodies)

    @pytest.mark.parametrize("state", [DocumentState.REPLACED, DocumentState.REJECTED])
    def test_without_any_one_of_them_it_does_not(self, app, bodies, state):
        connect(app, *PAPERS)
        case_id = with_paper(bodies, *PAPERS.values())
        answer(case_id, "identity")
        for kind in PAPERS.values():
            turn(case_id, kind, state)
            assert seen(case_id).lacking == 1 and not goes_on(case_id, bodies), kind
            turn(case_id, kind, DocumentState.CURRENT)
        assert goes_on(case_id, bodies)

    def test_a_case_waits_for_the_others(self, app, bodies):
        connect(app, *(PAPERS.keys() - {"convictions"}))
        case_id = with_paper(bodies, *(PAPERS[kind] for kind in PAPERS if kind != "convictions"))
        answer(case_id, "identity")
        assert not goes_on(case_id, bodies)
        answer(case_id, "convictions")
        assert goes_on(case_id, bodies)

    def test_no_file_is_complete_before_an_executor_has_the_case(self, app, bodies):
        case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
        assert not is_complete(case_id)
        make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id)
        recruiting.answer_file(case_id)
        assert is_complete(case_id)


class TestConnectedLater:
    @pytest.fixture
    def case_id(self, app: Flask, bodies: Bodies) -> int:
        """A case with a certificate of the dispensary, to which the site has been connected since then."""
        connect(app, "narcology")
        case_id = with_paper(bodies, PAPERS["narcology"])
        recruiting.answer_file(case_id)
        assert is_complete(case_id)
        connect(app)
        return case_id

    def test_it_has_to_be_asked_though_a_paper_stood_in(self, bodies, case_id):
        assert seen(case_id).lacking == 1 and not part(case_id, "narcology").is_settled
        assert not goes_on(case_id, bodies)

    def test_the_site_asks_it_for_open_cases_by_itself_and_the_paper_goes(self, bodies, case_id):
        registry_jobs.ask_connected()
        assert question(case_id, "narcology").status == QueryStatus.QUEUED
        assert not goes_on(case_id, bodies)
        answer(case_id, "narcology")
        assert states(case_id) == {"narcology_certificate": "superseded"}
        assert goes_on(case_id, bodies)

    def test_it_asks_also_where_the_case_has_gone_on_meanwhile(self, app, bodies, case_id, clock):
        connect(app, "narcology")
        recruiting.drive(case_id, bodies, "examination", clock)
        connect(app)
        registry_jobs.ask_connected()
        answer(case_id, "narcology")
        assert states(case_id) == {"narcology_certificate": "superseded"}

    def test_it_asks_once_however_often_it_looks(self, case_id):
        for _ in range(2):
            registry_jobs.ask_connected()
            assert asked(case_id) == sorted({"identity", *PAPERS})
        with transaction():
            ask_connected(case_id)
        assert asked(case_id) == sorted({"identity", *PAPERS})
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.code == "registry_asked")).all()
        assert [(entry.case_id, entry.officer_id, entry.data) for entry in entries] == [
            (case_id, None, {"registry": "narcology"})
        ]

    def test_nothing_is_asked_for_a_case_that_has_ended_and_its_paper_stays(self, bodies, case_id):
        make.act(case_id, "decline", bodies.executor, grounds=["parameter"], facts="Наркологияда есепте")
        registry_jobs.ask_connected()
        with transaction():
            ask_connected(case_id)
        assert "narcology" not in asked(case_id)
        assert states(case_id) == {"narcology_certificate": "current"}

    def test_nothing_is_asked_before_an_executor_has_the_case(self, bodies):
        case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
        assert case_id not in cases_to_ask(10)
        with transaction():
            ask_connected(case_id)
        assert asked(case_id) == []

    def test_it_takes_no_more_cases_than_it_is_told(self, bodies, case_id):
        assert cases_to_ask(10) == [case_id] and cases_to_ask(0) == []
