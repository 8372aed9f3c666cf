"""The ground finder: what is ticked, what fits, why the rest does not, and on into an application."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from database import db
from models.drafts import Draft
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.citizens import send, words_of
from tests.support.signing_in import Numbers, sign_in_citizen

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def visitor(client: FlaskClient, clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    make.make_calendar()
    Numbers(monkeypatch)
    client.get("/?lang=en")
    return client


def ask(visitor: FlaskClient, *facts: str) -> TestResponse:
    return send(visitor, "/find/", fact=list(facts))


def begin(visitor: FlaskClient, ground: str, *facts: str) -> TestResponse:
    return send(visitor, "/find/", to="/find/begin/", ground=ground, fact=list(facts))


def test_it_asks_without_a_sign_in_and_stores_nothing(visitor: FlaskClient) -> None:
    page = visitor.get("/find/")
    assert page.status_code == 200 and page.text.count('name="fact"') > 20
    assert "What you tick is not stored" in words_of(page)
    answer = ask(visitor, "unfit")
    assert answer.request.query_string == b"" and "no-store" in answer.headers["Cache-Control"]
    with visitor.session_transaction() as cookie:
        assert "found" not in cookie


def test_married_with_a_child_fits_and_says_what_it_takes(visitor: FlaskClient) -> None:
    words = words_of(ask(visitor, "married", "child"))
    assert "1 ground fits" in words and "I am married and have a child" in words
    assert "Act of inspection of family circumstances" in words
    assert "Births of your children" in words and "6 working days" in words
    assert "You did not tick: “I raise my child without the mother”." in words


def test_of_a_ground_with_alternatives_only_the_papers_of_the_answer_are_named(visitor: FlaskClient) -> None:
    words = words_of(ask(visitor, "studies_abroad"))
    assert "Certificate of study with a notarised translation" in words
    assert "Certificate of study From the educational institution" not in words
    assert "Only with this answer" not in words


def test_without_a_tick_it_says_what_to_do(visitor: FlaskClient) -> None:
    answer = ask(visitor)
    assert answer.status_code == 422 and "One tick is enough" in words_of(answer)
    assert ask(visitor, "king").status_code == 422


def test_where_nothing_fits_it_is_not_the_end(visitor: FlaskClient) -> None:
    words = words_of(ask(visitor, "married"))
    assert "No ground fits what you ticked" in words and "1414" in words
    assert "You did not tick: “I have a child”." in words


def test_ticks_stay_to_be_changed(visitor: FlaskClient) -> None:
    assert len(re.findall(r"value=\"(?:married|child)\" checked", ask(visitor, "married", "child").text)) == 2


def test_a_ground_that_does_not_fit_cannot_be_begun(visitor: FlaskClient) -> None:
    for ground in ("deferral S5", "x"):
        assert begin(visitor, ground, "married").location == "/find/"
    with visitor.session_transaction() as cookie:
        assert "found" not in cookie


def test_what_was_found_goes_along_through_the_sign_in_into_the_draft(visitor: FlaskClient) -> None:
    begun = begin(visitor, "deferral S5", "studies_abroad")
    assert begun.status_code == 303 and begun.location == "/apply/deferral/"
    sign_in_citizen(visitor)
    page = visitor.get("/apply/deferral/").text
    assert re.search(r'value="S5" checked', page)
    assert send(visitor, "/apply/deferral/", ground="S5").status_code == 303
    db.session.rollback()
    draft = db.session.scalars(select(Draft)).one()
    assert (draft.subtype, draft.answers) == ("S5", {"study_place": "abroad"})
    with visitor.session_transaction() as cookie:
        assert "found" not in cookie


def test_another_ground_than_the_found_one_takes_none_of_its_answers(visitor: FlaskClient) -> None:
    begin(visitor, "deferral S10", "trial")
    sign_in_citizen(visitor)
    assert send(visitor, "/apply/deferral/", ground="S5").status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(Draft)).one().answers == {}


def test_what_was_found_on_a_lent_telephone_is_forgotten(visitor: FlaskClient, clock: TestClock) -> None:
    begin(visitor, "deferral S5", "studies_home")
    clock.advance(minutes=61)
    sign_in_citizen(visitor)
    assert not re.search(r'value="S5" checked', visitor.get("/apply/deferral/").text)
    begin(visitor, "deferral S5", "studies_home")
    send(visitor, "/cabinet/", to="/sign-out/")
    with visitor.session_transaction() as cookie:
        assert "found" not in cookie
