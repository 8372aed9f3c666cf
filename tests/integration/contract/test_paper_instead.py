"""A paper that an executor takes in for a registry that does not answer (834 annex 1; CON-1, CON-6)."""

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from database import db
from domain.errors import ActionNotOpen, AlreadyDone, InvalidData
from domain.registry_facts import QueryStatus
from models.cases import Case, Event
from models.documents import Document
from queries.documents import document_of_applicant, papers_of_applicant
from queries.timeline import timeline
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import browser_of
from tests.support.officers_at_work import at_desk, case_path, post
from tests.support.personal_files import (
    again,
    answer,
    connect,
    distributed,
    fail,
    is_complete,
    part,
    seen,
    take_in,
    with_paper,
)
from tests.support.recruiting import Bodies
from tests.support.signing_in import form_token

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-1", "CON-6")]

OTHERS = ("identity", "family", "education", "convictions", "psychiatry", "tuberculosis", "skin_venereal")


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture
def case_id(bodies: Bodies) -> int:
    """Every registry but that of the narcology dispensary has answered; that one fails for good."""
    case_id = distributed(bodies)
    for kind in OTHERS:
        answer(case_id, kind)
    fail(case_id, "narcology")
    return case_id


def papers(case_id: int) -> list[Document]:
    db.session.rollback()
    return list(db.session.scalars(select(Document).where(Document.case_id == case_id).order_by(Document.id)))


def refusal(case_id: int, bodies: Bodies, kind: str) -> dict[str, str]:
    with pytest.raises(InvalidData) as refused:
        take_in(case_id, bodies, kind)
    assert papers(case_id) == []
    return refused.value.problems


class TestTheWayOut:
    def test_one_registry_that_fails_for_good_does_not_end_an_application(self, bodies, case_id):
        with pytest.raises(AlreadyDone):
            make.act(case_id, "send_for_special_check", bodies.executor)
        take_in(case_id, bodies, "narcology")
        assert is_complete(case_id) and seen(case_id).lacking == 0
        assert part(case_id, "narcology").is_settled and not part(case_id, "narcology").is_answered
        make.act(case_id, "send_for_special_check", bodies.executor)
        assert recruiting.status(case_id) == "special_check"

    def test_nor_does_one_that_leaves_records_out(self, bodies, case_id, clock):
        again(case_id, "narcology", clock)
        answer(case_id, "narcology", status=QueryStatus.PARTIAL, lacks=("records",))
        take_in(case_id, bodies, "narcology")
        assert is_complete(case_id)

    @pytest.mark.parametrize("kind", ["identity", *sorted(set(OTHERS) - {"identity"})])
    def test_there_is_a_paper_for_every_registry_of_the_file(self, bodies, kind):
        case_id = distributed(bodies)
        for other in {"narcology", *OTHERS} - {kind}:
            answer(case_id, other)
        fail(case_id, kind)
        take_in(case_id, bodies, kind)
        assert is_complete(case_id)

    def test_it_is_not_taken_in_while_the_answer_is_awaited(self, bodies, case_id, clock):
        again(case_id, "narcology", clock)
        assert refusal(case_id, bodies, "narcology") == {"registry": "registry_awaited"}
        assert not is_complete(case_id)

    def test_the_paper_of_the_candidate_does_not_do_once_the_site_is_connected(self, app, bodies):
        connect(app, "narcology")
        case_id = with_paper(bodies, "narcology_certificate")
        recruiting.answer_file(case_id)
        connect(app)
        assert not is_complete(case_id) and not part(case_id, "narcology").is_settled
        page = at_desk(app, bodies.executor).get(case_path(case_id, "personal-file"))
        assert "A paper was handed in, but the registry has to answer" in page.text

    def test_the_page_says_it(self, app, bodies, case_id):
        desk = at_desk(app, bodies.executor)
        page = desk.get(case_path(case_id))
        assert "1 registry has not answered in full, and no paper stands in for it." in page.text
        assert case_path(case_id, "take_paper_instead") in page.text
        take_in(case_id, bodies, "narcology")
        page = desk.get(case_path(case_id))
        assert "Every registry has answered in full, or a paper stands in for it." in page.text
        (paper,) = papers(case_id)
        assert case_path(case_id, "documents", paper.public_id) in page.text
        assert desk.get(case_path(case_id, "documents", paper.public_id)).status_code == 200

    def test_it_is_taken_in_on_a_page(self, app, bodies, case_id):
        desk, path = at_desk(app, bodies.executor), case_path(case_id, "take_paper_instead")
        token = form_token(desk.get(path))
        typed = {"registry": "family", "reason": "Жауап жоқ"}
        refused = post(desk, path, token, {**typed, "scan": (BytesIO(make.photo()), "scan.jpg")})
        assert refused.status_code == 422 and "its data take precedence over a paper" in refused.text
        typed["registry"] = "narcology"
        taken = post(desk, path, token, {**typed, "scan": (BytesIO(make.photo()), "scan.jpg")})
        assert taken.status_code == 303 and is_complete(case_id)


class TestWhatIsRefused:
    def test_a_paper_against_an_answer(self, bodies, case_id):
        assert refusal(case_id, bodies, "convictions") == {"registry": "registry_answered"}

    def test_a_registry_that_is_not_of_the_file(self, bodies, case_id):
        assert refusal(case_id, bodies, "births") == {"registry": "unknown_choice"}

    def test_a_registry_that_was_not_asked_yet(self, app, bodies):
        case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
        connect(app, "narcology")
        make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id)
        connect(app)
        assert refusal(case_id, bodies, "narcology") == {"registry": "registry_awaited"}

    @pytest.mark.parametrize("empty", ["reason", "scan", "registry"])
    def test_a_paper_without_a_reason_or_a_scan(self, bodies, case_id, empty):
        told = {"registry": "narcology", "scan": recruiting.a_scan(), "reason": "Жауап жоқ"}
        with pytest.raises(InvalidData) as refused:
            make.act(case_id, "take_paper_instead", bodies.executor, **{**told, empty: ""})
        assert refused.value.problems == {empty: "missing"}

    def test_it_is_not_offered_where_every_registry_has_answered(self, app, bodies, case_id, clock):
        again(case_id, "narcology", clock)
        answer(case_id, "narcology")
        with pytest.raises(AlreadyDone):
            take_in(case_id, bodies, "narcology")
        page = at_desk(app, bodies.executor).get(case_path(case_id))
        assert case_path(case_id, "take_paper_instead") not in page.text

    def test_nobody_but_the_case_s_own_executor(self, bodies, case_id):
        told = {"registry": "narcology", "scan": recruiting.a_scan(), "reason": "Жауап жоқ"}
        for actor in (bodies.executors[1], bodies.head, bodies.security, bodies.medical_chair, bodies.unit):
            with pytest.raises((ActionNotOpen, AlreadyDone)):
                make.act(case_id, "take_paper_instead", actor, **told)
        assert papers(case_id) == []


class TestWhatBecomesOfIt:
    def test_the_history_tells_who_took_it_in_and_why(self, bodies, case_id):
        take_in(case_id, bodies, "narcology")
        (paper,) = papers(case_id)
        event = db.session.scalars(
            select(Event).where(Event.case_id == case_id, Event.code == "paper_taken_instead")
        ).one()
        assert event.officer_id == paper.officer_id == bodies.executor.id
        assert event.data == {
            "document": "Certificate of the narcology dispensary",
            "sha256": paper.sha256,
            "registry": "narcology",
            "reason": "Жауап жоқ",
        }
        assert (paper.kind, paper.title) == ("narcology_certificate", event.data["document"])

    def test_a_wrong_scan_is_replaced_by_another(self, bodies, case_id):
        take_in(case_id, bodies, "narcology")
        take_in(case_id, bodies, "narcology")
        assert [paper.state for paper in papers(case_id)] == ["replaced", "current"]
        assert is_complete(case_id)

    def test_it_gives_way_to_the_answer_that_comes_after_all(self, bodies, case_id, clock):
        take_in(case_id, bodies, "narcology")
        again(case_id, "narcology", clock)
        assert is_complete(case_id), "asking once more takes nothing back"
        answer(case_id, "narcology")
        (paper,) = papers(case_id)
        assert paper.state == "superseded" and is_complete(case_id)

    @pytest.mark.rule("CON-7")
    def test_the_candidate_learns_nothing_of_it(self, client, bodies, case_id, clock):
        take_in(case_id, bodies, "narcology")
        (paper,) = papers(case_id)
        public_id = paper.public_id
        again(case_id, "narcology", clock)
        answer(case_id, "narcology")
        assert papers_of_applicant(case_id) == [] and document_of_applicant(case_id, public_id) is None
        case = db.session.get_one(Case, case_id)
        staff = {entry.code for entry in timeline(case, for_citizen=False)}
        assert staff >= {"paper_taken_instead", "taken_paper_superseded"}
        own = {entry.code for entry in timeline(case, for_citizen=True)}
        assert own == {"filed", "accepted"}
        path = case_path(case_id).replace("/staff/", "/cabinet/")
        browser = browser_of(client, case.person_id)
        for below in ("", "papers/"):
            assert "narcology" not in browser.get(path + below).text.lower()
