"""The contact centre finds a case by its number and says how it stands, and no more (ALL-12)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from actions.complaints import file_complaint
from database import db, transaction
from domain.roles import Actor, BodyKind, Role
from models.cases import Case
from models.documents import Document
from tests.conftest import TestClock
from tests.support import summonses
from tests.support.administration import make_admin
from tests.support.factories import (
    IINS,
    Commission,
    act,
    citizen,
    make_body,
    make_calendar,
    make_case,
    make_commission,
    make_officer,
)
from tests.support.html import check_page
from tests.support.officers_at_work import at_desk, looks, number_of
from tests.support.signing_in import counted_statements

pytestmark = pytest.mark.rule("ALL-12")

PATH = "/contact-centre/"


@pytest.fixture
def commission(session: object, clock: TestClock) -> Commission:
    make_calendar()
    return make_commission()


@pytest.fixture
def operator(commission: Commission) -> Actor:
    return make_officer("operator", Role.CONTACT_CENTRE, make_body(BodyKind.CONTACT_CENTRE, name="1414"))


@pytest.fixture
def desk(app: Flask, operator: Actor) -> FlaskClient:
    return at_desk(app, operator)


def find(desk: FlaskClient, number: str, status: int = 200) -> str:
    answer = desk.get(PATH, query_string={"number": number})
    assert answer.status_code == status
    check_page(answer.text)
    return answer.text


class TestFinding:
    def test_an_open_case_is_told_with_its_holder_and_dates(
        self, desk: FlaskClient, commission: Commission
    ) -> None:
        page = find(desk, number_of(make_case(commission)))
        assert "Deferral from conscription" in page and "With the chair" in page
        assert "Your application is registered and lies with the chair of the commission." in page
        assert "Chair of the conscription commission" in page and "Commission alatau" in page
        assert "Tuesday 24 November 2026" in page and "Tuesday 1 December 2026" in page
        assert "The applicant has to do nothing now." in page
        assert "The chair passes it to the members, who examine it" in page

    @pytest.mark.parametrize("written", ["26 000001 9", "260000019", "26–000001–9", " 26-000001-9 "])
    def test_the_number_may_be_written_in_any_usual_way(
        self, desk: FlaskClient, commission: Commission, written: str
    ) -> None:
        case_id = make_case(commission)
        assert number_of(case_id) == "26-000001-9"
        assert "With the chair" in find(desk, written)

    @pytest.mark.parametrize(
        ("typed", "status", "sentence"),
        [
            ("26-000001-8", 422, "a digit is mistyped or two stand the wrong way round"),
            ("26-000010-9", 422, "a digit is mistyped or two stand the wrong way round"),
            ("26-0001-9", 422, "A case number has 9 digits, here are 7."),
            ("twenty six", 422, "A case number has digits only"),
            ("", 422, "Fill this in."),
            ("26-000002-4", 404, "No case has this number."),
        ],
    )
    def test_a_typing_error_is_said_and_what_was_typed_stays(
        self, desk: FlaskClient, commission: Commission, typed: str, status: int, sentence: str
    ) -> None:
        case_id = make_case(commission)
        page = find(desk, typed, status)
        assert sentence in page and f'value="{typed}"' in page
        assert looks(case_id) == []

    def test_the_empty_page_asks_for_the_number_and_knows_the_services(self, desk: FlaskClient) -> None:
        page = desk.get(PATH).text
        check_page(page)
        assert 'href="/services/deferral/"' in page and 'href="/services/exemption/"' in page


class TestWhatIsTold:
    def test_only_initials_no_ground_no_document_no_number_of_the_person(
        self, desk: FlaskClient, commission: Commission
    ) -> None:
        case_id = make_case(commission)
        page = find(desk, number_of(case_id))
        assert "С. Е. Б." in page
        paper = db.session.scalars(select(Document).where(Document.case_id == case_id)).first()
        assert paper
        for secret in (
            "Сейітқали",
            "Ерлан",
            "Рысқұлов",
            IINS[0],
            IINS[0][:6],
            "S7",
            "teach",
            paper.public_id,
        ):
            assert secret not in page, secret

    def test_a_document_to_mend_is_named_as_an_errand_alone(
        self, desk: FlaskClient, commission: Commission
    ) -> None:
        case_id = make_case(commission, at="under_examination")
        paper = db.session.scalars(select(Document.id).where(Document.case_id == case_id)).first()
        act(case_id, "request_correction", commission.members[0], document=paper, remark="Мөрі жоқ")
        page = find(desk, number_of(case_id))
        assert "The applicant has to act" in page and "Mend a document, at the latest on" in page
        assert "Мөрі жоқ" not in page

    def test_a_hearing_is_told_with_its_time(self, desk: FlaskClient, commission: Commission) -> None:
        page = find(desk, number_of(make_case(commission, at="hearing_called")))
        assert "Come to the hearing on Tuesday 24 November 2026 at 11:00." in page
        assert "Момышұлы" not in page and "Анықтаманың мөрі жоқ" not in page

    def test_what_is_late_is_said(
        self, app: Flask, commission: Commission, operator: Actor, clock: TestClock
    ) -> None:
        number = number_of(make_case(commission))
        clock.advance(days=2)
        page = find(at_desk(app, operator), number)
        assert "Overdue" in page and "overdue by 1 working day" in page

    @pytest.mark.parametrize("at", ["concluded", "recorded", "refused", "withdrawn", "filed"])
    def test_every_state_can_be_told(
        self, desk: FlaskClient, commission: Commission, at: str, clock: TestClock
    ) -> None:
        if at == "filed":
            clock.set("2026-11-23T21:00")
            desk = at_desk(
                desk.application,
                make_officer("late", Role.CONTACT_CENTRE, make_body(BodyKind.CONTACT_CENTRE)),
            )
        page = find(desk, number_of(make_case(commission, at=at)))
        assert ("The applicant has to do nothing now." in page) == (at == "filed")
        assert "С. Е. Б." in page

    def test_an_open_complaint_is_told_with_who_has_it(
        self, desk: FlaskClient, commission: Commission
    ) -> None:
        case_id = make_case(commission, at="refused")
        person = db.session.get_one(Case, case_id).person_id
        with transaction():
            file_complaint(case_id, citizen(person), "decision", "Мен келіспеймін")
        page = find(desk, number_of(case_id))
        assert "Complaint" in page and "Officer for complaints" in page
        assert "Мен келіспеймін" not in page

    def test_a_summons_that_waits_is_told_with_who_has_it_and_what_silence_means(
        self, desk: FlaskClient, commission: Commission, clock: TestClock
    ) -> None:
        case_id = make_case(commission)
        number = number_of(case_id)
        matter = summonses.tell(case_id)
        page = find(desk, number)
        assert "Summons" in page and "Local military administration body" in page
        assert "There is no answer yet" not in page and "Момышұлы 25" not in page
        clock.set("2026-11-27T09:31")
        operator = make_officer("later", Role.CONTACT_CENTRE, make_body(BodyKind.CONTACT_CENTRE))
        later = at_desk(desk.application, operator)
        assert "There is no answer yet, and the summons counts." in find(later, number)
        summonses.answer(matter, "take_summons_back", commission.military, reply="Келмеңіз")
        assert "Summons" not in find(later, number)


class TestLooks:
    def test_each_find_is_recorded_and_the_applicant_sees_it(
        self, desk: FlaskClient, commission: Commission, operator: Actor
    ) -> None:
        case_id = make_case(commission)
        desk.get(PATH)
        assert looks(case_id) == []
        for _ in range(2):
            find(desk, number_of(case_id))
        assert looks(case_id) == [("case_seen", operator.id)] * 2


class TestAccess:
    def test_the_page_is_the_contact_centres_alone(
        self, app: Flask, client: FlaskClient, commission: Commission
    ) -> None:
        actors = [
            commission.chair,
            commission.members[0],
            commission.complaints,
            commission.military,
            make_admin(),
        ]
        for actor in actors:
            assert at_desk(app, actor).get(PATH).status_code == 403, actor.role
        assert client.get(PATH).location.startswith("/staff/sign-in/")

    def test_it_opens_no_other_page_of_a_case(self, desk: FlaskClient, commission: Commission) -> None:
        assert desk.get(f"/staff/cases/{number_of(make_case(commission))}/").status_code == 403


def test_a_long_history_takes_no_more_queries(desk: FlaskClient, commission: Commission) -> None:
    def statements(case_id: int) -> int:
        number = number_of(case_id)
        find(desk, number)
        with counted_statements() as found:
            find(desk, number)
        return len(found)

    fresh = make_case(commission)
    few = statements(fresh)
    old = make_case(commission, at="refused", iin=IINS[1])
    assert statements(old) == few
