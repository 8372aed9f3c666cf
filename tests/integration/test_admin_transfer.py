"""A misrouted case on the administrator's pages."""

import pytest
from flask import Flask
from sqlalchemy import select

from actions.bodies import transfer_case
from database import db, transaction
from models.cases import Case, Event, Notice
from tests.conftest import TestClock
from tests.support.administration import AdminDesk
from tests.support.factories import Commission, act, make_calendar, make_case, make_commission, make_person
from tests.support.html import check_page
from tests.support.officers_at_work import at_desk, looks, number_of

OTHER = "195200000"


@pytest.fixture
def desk(app: Flask, clock: TestClock) -> AdminDesk:
    make_calendar()
    return AdminDesk(app)


@pytest.fixture
def alatau(desk: AdminDesk) -> Commission:
    return make_commission()


@pytest.fixture
def karasai(desk: AdminDesk) -> Commission:
    return make_commission(OTHER, "karasai")


def path_of(case_id: int) -> str:
    return f"/admin/transfer/{number_of(case_id)}/"


def case_row(case_id: int) -> Case:
    db.session.rollback()
    return db.session.get_one(Case, case_id)


class TestFinding:
    @pytest.mark.rule("ALL-12")
    @pytest.mark.parametrize(
        ("typed", "status", "sentence"),
        [
            ("26-000001-8", 422, "a digit is mistyped or two stand the wrong way round"),
            ("26-00001", 422, "A case number has 9 digits, here are 7."),
            ("26-00000l-9", 422, "A case number has digits only"),
            ("", 422, "Fill this in."),
            ("26-000001-9", 404, "No case has this number."),
        ],
    )
    def test_a_number_that_leads_nowhere_is_said(
        self, desk: AdminDesk, typed: str, status: int, sentence: str
    ) -> None:
        page = desk.page(f"/admin/transfer/?number={typed}", status)
        check_page(page)
        assert sentence in page and f'value="{typed}"' in page

    def test_the_case_is_shown_without_its_applicant_and_the_look_is_recorded(
        self, desk: AdminDesk, alatau: Commission, karasai: Commission
    ) -> None:
        case_id = make_case(alatau)
        number = number_of(case_id).replace("-", " ")
        answer = desk.client.get("/admin/transfer/", query_string={"number": number})
        assert answer.location == path_of(case_id)
        page = desk.page(answer.location)
        check_page(page)
        assert "Commission alatau" in page and "With the chair" in page
        assert "Сейітқали" not in page and "0713" not in page
        assert looks(case_id) == [("case_seen", desk.actor.id)]


class TestTransferring:
    def test_the_commission_of_the_applicants_district_is_chosen_already(
        self, desk: AdminDesk, alatau: Commission, karasai: Commission
    ) -> None:
        person = make_person(district=OTHER)
        case_id = make_case(karasai, person_id=person)
        with transaction():
            transfer_case(desk.actor, case_id, alatau.body_id, "by mistake")
        page = desk.page(path_of(case_id))
        assert f'<option selected value="{karasai.body_id}">' in page

    def test_a_case_goes_with_its_task_and_both_sides_are_told(
        self, app: Flask, desk: AdminDesk, alatau: Commission, karasai: Commission
    ) -> None:
        case_id = make_case(alatau)
        due = case_row(case_id).due_at
        page = desk.send(path_of(case_id), body=karasai.body_id, reason="Lives in Karasai")
        check_page(page)
        assert "both sides have been told" in page and "Commission karasai" in page
        case = case_row(case_id)
        assert (case.body_id, case.district_code, case.due_at) == (karasai.body_id, OTHER, due)
        event = db.session.scalars(select(Event).where(Event.code == "case_transferred")).one()
        assert event.data["note"] == "Lives in Karasai"
        assert db.session.scalars(select(Notice).where(Notice.code == "case_transferred")).one()
        assert number_of(case_id) in at_desk(app, karasai.chair).get("/staff/").text
        assert number_of(case_id) not in at_desk(app, alatau.chair).get("/staff/").text

    def test_what_is_wrong_stands_beside_its_field(
        self, desk: AdminDesk, alatau: Commission, karasai: Commission
    ) -> None:
        case_id = make_case(alatau)
        for typed, sentence in (
            ({"body": karasai.body_id, "reason": "  "}, "Fill this in."),
            ({"body": "", "reason": "Wrong place"}, "Fill this in."),
            ({"body": alatau.body_id, "reason": "Wrong place"}, "Choose one of the answers in the list."),
        ):
            page = desk.send(path_of(case_id), status=422, **typed)
            check_page(page)
            assert sentence in page and f"{str(typed['reason']).strip()}</textarea>" in page
        assert case_row(case_id).body_id == alatau.body_id

    def test_a_case_that_cannot_move_gets_a_sentence(
        self, desk: AdminDesk, alatau: Commission, karasai: Commission
    ) -> None:
        case_id = make_case(alatau, at="under_examination")
        path = path_of(case_id)
        assert "Transfer the case" in desk.page(path)
        act(case_id, "agree", alatau.members[0])
        page = desk.page(path)
        assert "This case cannot move any more" in page and '<form method="post" action="/admin' not in page
        page = desk.send("/admin/people/new/", to=path, status=409, body=karasai.body_id, reason="Too late")
        check_page(page)
        assert "This case cannot move any more" in page
        assert case_row(case_id).body_id == alatau.body_id

    def test_without_another_commission_there_is_nowhere_to_go(
        self, desk: AdminDesk, alatau: Commission
    ) -> None:
        assert "There is no other commission that works." in desk.page(path_of(make_case(alatau)))
