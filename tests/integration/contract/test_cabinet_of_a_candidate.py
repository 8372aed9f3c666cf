"""What a candidate reads and does after sending: the post, how far it has come, what waits for them (834)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from actions.posts import close
from database import db, transaction
from models.cases import Case
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import browser_of, counted, send, words_of
from tests.support.recruiting import Bodies

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture
def person_id(bodies: Bodies) -> int:
    return make.make_person(language="en")


@pytest.fixture
def case_id(bodies: Bodies, person_id: int) -> int:
    return recruiting.apply_for(recruiting.make_vacancy(bodies), person_id=person_id)


@pytest.fixture
def candidate(client: FlaskClient, person_id: int, case_id: int) -> FlaskClient:
    return browser_of(client, person_id)


def path_of(case_id: int, path: str = "") -> str:
    db.session.rollback()
    return f"/cabinet/cases/{db.session.get_one(Case, case_id).number}/{path}"


def seen(client: FlaskClient, case_id: int, person_id: int) -> str:
    """The page of the case; the candidate has signed in anew, as the clock may have gone far."""
    return words_of(browser_of(client, person_id).get(path_of(case_id)))


@pytest.mark.rule("CON-4", "CON-8", "CON-11", "CON-14", "CON-15")
@pytest.mark.parametrize(
    ("status", "title", "step", "sentence"),
    [
        ("sent", "Sent", 1, "on the panel of the head"),
        ("accepted", "Accepted for work", 2, "forms your personal file"),
        ("special_check", "Sent for special check", 3, "carries out the special check"),
        ("checked", "Sent for special check", 3, "carries out the special check"),
        ("examination", "Sent for medical examination and psychological testing", 4, "Come to the address"),
        ("examined", "Sent for medical examination and psychological testing", 4, "Come to the address"),
        ("answered", "Sent for medical examination and psychological testing", 4, "Come to the address"),
        ("agreement_offered", "Agreement to sign", 5, "read it and sign it with your EDS"),
        ("with_head", "With the head for signature", 5, "The head checks everything"),
        ("agreed", "Agreement signed by both sides", 5, "draws up the instruction"),
        ("instruction_drawn_up", "Agreement signed by both sides", 5, "draws up the instruction"),
        ("instructed", "Report to the unit", 6, "report to the unit when they say"),
        ("arrived", "Arrived at the unit", 6, "confirmed that you arrived"),
    ],
)
def test_the_page_shows_the_post_and_how_far_it_has_come(
    candidate, bodies, case_id, person_id, clock, status, title, step, sentence
):
    recruiting.drive(case_id, bodies, status, clock)
    words = seen(candidate, case_id, person_id)
    assert title in words and sentence in words and f"Step {step} of 6" in words
    assert "Shooter" in words and "Land Forces" in words and recruiting.body_name(bodies.unit_id) in words
    assert words_of(candidate.get("/cabinet/")) and words_of(candidate.get(path_of(case_id, "receipt/")))


@pytest.mark.rule("CON-11")
def test_the_time_and_place_of_the_examination_wait_for_the_candidate(
    candidate, bodies, case_id, person_id, clock
):
    recruiting.drive(case_id, bodies, "examination", clock)
    for words in (seen(candidate, case_id, person_id), words_of(candidate.get("/cabinet/"))):
        assert "24 November 2026, 10:00" in words and "Абай даңғылы, 1" in words


@pytest.mark.rule("CON-15")
def test_when_and_where_to_report_waits_until_the_day_is_there(candidate, bodies, case_id, person_id, clock):
    recruiting.drive(case_id, bodies, "instructed", clock)
    assert "Қапшағай, әскери қалашық" in seen(candidate, case_id, person_id)
    assert "Waits for you" in words_of(candidate.get("/cabinet/"))
    clock.advance(days=20)
    assert "Waits for you" not in words_of(browser_of(candidate, person_id).get("/cabinet/"))


@pytest.mark.rule("CON-2")
def test_who_lost_the_post_chooses_another_of_the_same_unit_of_the_ministry(
    candidate, bodies, case_id, person_id, clock
):
    recruiting.drive(case_id, bodies, "special_check", clock)
    page = path_of(case_id, "post/")
    assert candidate.get(page).location == path_of(case_id)
    elsewhere = recruiting.make_vacancy(recruiting.make_bodies("other", "550000000"))
    with transaction():
        close(bodies.head, db.session.get_one(Case, case_id).vacancy_id)
    for words in (seen(candidate, case_id, person_id), words_of(candidate.get("/cabinet/"))):
        assert "Choose another post" in words and "It is your turn" in words
    assert "No other post is open now" in words_of(candidate.get(page))
    sergeant = recruiting.make_vacancy(bodies, kind="sergeant", branch="navy")
    form = candidate.get(page)
    assert "Shooter (Sergeant), Naval Forces" in words_of(form) and f'value="{elsewhere}"' not in form.text
    assert send(candidate, page, vacancy=elsewhere).status_code == 422
    assert send(candidate, page, vacancy=sergeant).location == path_of(case_id)
    words = seen(candidate, case_id, person_id)
    assert "Naval Forces" in words and "It is your turn" not in words and "Sent for special check" in words
    assert "The candidate chose another post" in words


@pytest.mark.rule("CON-5")
def test_withdrawing_ends_the_case_from_the_page(candidate, bodies, case_id, person_id, clock):
    recruiting.drive(case_id, bodies, "answered", clock)
    browser_of(candidate, person_id)
    assert send(candidate, path_of(case_id, "withdraw/")).location == path_of(case_id)
    words = seen(candidate, case_id, person_id)
    assert "you withdrew the application" in words and " of 6" not in words


def test_the_number_of_queries_does_not_grow_with_the_way(candidate, bodies, case_id, person_id, clock):
    with counted() as at_first:
        candidate.get(path_of(case_id))
    recruiting.drive(case_id, bodies, "answered", clock)
    browser_of(candidate, person_id)
    with counted() as later:
        candidate.get(path_of(case_id))
    assert len(later) <= len(at_first) + 1  # a registry of the personal file may be asked about


def test_nobody_elses_agreement_post_or_case_is_there(app, candidate, bodies, case_id, clock):
    recruiting.drive(case_id, bodies, "agreement_offered", clock)
    stranger = browser_of(app.test_client(), make.make_person(make.IINS[1]))
    for path in ("", "agreement/", "agreement/paper/", "post/"):
        assert stranger.get(path_of(case_id, path)).status_code == 404


@pytest.mark.rule("CON-16")
def test_terms_that_no_act_sets_are_called_ours(candidate, bodies, case_id, person_id, clock):
    ours = "The act sets no term here; this one is set by us"
    assert ours not in seen(candidate, case_id, person_id)
    recruiting.drive(case_id, bodies, "agreement_offered", clock)
    assert ours in seen(candidate, case_id, person_id)
    recruiting.drive(case_id, bodies, "instructed", clock)
    assert ours in seen(candidate, case_id, person_id)
