"""Each way out of an application for a post, on the pages of those who take it; signatures are made up."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

import clock as our_clock
from actions.timekeeping import cases_for_the_site, do_the_sites_part
from database import transaction
from domain.roles import Actor
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import browser_of, words_of
from tests.support.citizens import send as citizen_sends
from tests.support.officers_at_work import at_desk, case_path, number_of, send, send_and_sign, status_of
from tests.support.recruiting import Bodies

pytestmark = pytest.mark.usefixtures("session")

NEXT_WEEK = "2027-03-01T09:00"
"""A Monday after everything that happens here."""
WHY = {"grounds": ["parameter"], "facts": "Тізілімдегі жазба"}


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture
def person_id(bodies: Bodies) -> int:
    return make.make_person(language="en")


@pytest.fixture
def vacancy_id(bodies: Bodies) -> int:
    return recruiting.make_vacancy(bodies)


@pytest.fixture
def case_id(vacancy_id: int, person_id: int) -> int:
    return recruiting.apply_for(vacancy_id, person_id=person_id)


@pytest.fixture
def candidate(app: Flask, person_id: int) -> Callable[[], FlaskClient]:
    """The candidate, who signs in anew for each visit: time passes in between."""
    return lambda: browser_of(app.test_client(), person_id)


def picture() -> tuple[BytesIO, str]:
    return BytesIO(make.photo()), "scan.jpg"


def decline(app: Flask, case_id: int, who: Actor, **why: object) -> None:
    """Whoever has the case declines it, and is the only one who knows."""
    send_and_sign(at_desk(app, who), case_path(case_id, "decline"), **(WHY | why))
    assert status_of(case_id) == "declining"


def announced(candidate: Callable[[], FlaskClient], case_id: int, clock: TestClock) -> str:
    """What the candidate reads when the week has begun."""
    clock.set(NEXT_WEEK)
    for waiting in cases_for_the_site(our_clock.now()):
        with transaction():
            do_the_sites_part(waiting)
    assert status_of(case_id) == "declined"
    page = words_of(candidate().get(f"/cabinet/cases/{number_of(case_id)}/"))
    assert "Declined" in page and WHY["facts"] not in page
    return page


def applies_anew(candidate: Callable[[], FlaskClient], bodies: Bodies) -> None:
    """The case is over: the candidate begins an application for another post, up to its first step."""
    other = recruiting.make_vacancy(bodies)
    answer = citizen_sends(candidate(), f"/vacancies/{other}/", to=f"/vacancies/{other}/apply/")
    assert answer.status_code == 303 and answer.location.startswith("/apply/contract/")


@pytest.mark.rule("CON-6", "CON-7")
@pytest.mark.parametrize(
    ("at", "who"),
    [
        ("accepted", "executor"),
        ("checked", "executor"),
        ("answered", "executor"),
        ("with_head", "head"),
    ],
)
def test_declined_at_any_stage(app, bodies, candidate, case_id, clock, at, who):
    recruiting.drive(case_id, bodies, at, clock)
    before = words_of(candidate().get(f"/cabinet/cases/{number_of(case_id)}/"))
    decline(app, case_id, getattr(bodies, who))
    assert words_of(candidate().get(f"/cabinet/cases/{number_of(case_id)}/")) == before
    announced(candidate, case_id, clock)
    applies_anew(candidate, bodies)


@pytest.mark.rule("CON-10")
def test_a_negative_check_on_paper(app, bodies, candidate, case_id, clock):
    recruiting.drive(case_id, bodies, "special_check", clock)
    answer = send_and_sign(
        at_desk(app, bodies.executor),
        case_path(case_id, "record_paper_answer"),
        outgoing_number="12-7/345",
        outgoing_date=our_clock.today().isoformat(),
        scan=picture(),
    )
    assert (answer.status_code, status_of(case_id)) == (303, "checked")
    decline(app, case_id, bodies.executor, grounds=["article_38_2_4"])
    page = announced(candidate, case_id, clock)
    assert "12-7/345" not in page and "special check" not in page.lower()


@pytest.mark.rule("CON-13", "CON-14")
@pytest.mark.parametrize(
    "found",
    [
        {"medical": "failed", "psychological": "passed"},
        {"medical": "passed", "psychological": "failed"},
    ],
    ids=["body", "mind"],
)
def test_a_failed_examination(app, bodies, candidate, case_id, clock, found):
    recruiting.drive(case_id, bodies, "examination", clock)
    clock.set(recruiting.next_morning().strftime("%Y-%m-%dT12:00"))
    send_and_sign(at_desk(app, bodies.medical_chair), case_path(case_id, "pass_conclusion"), **found)
    send_and_sign(
        at_desk(app, bodies.defence),
        case_path(case_id, "answer_examination"),
        fitness="failed",
        scan=picture(),
    )
    assert status_of(case_id) == "answered"
    page = at_desk(app, bodies.executor).get(case_path(case_id)).text
    assert f'href="{case_path(case_id, "offer_agreement")}"' not in page
    decline(app, case_id, bodies.executor, grounds=["examination"])
    announced(candidate, case_id, clock)


@pytest.mark.rule("CON-14", "CON-16")
def test_the_candidate_does_not_sign(app, bodies, candidate, case_id, clock):
    recruiting.drive(case_id, bodies, "agreement_offered", clock)
    desk, path = at_desk(app, bodies.executor), case_path(case_id, "close_unsigned")
    assert f'href="{path}"' not in desk.get(case_path(case_id)).text
    clock.advance(days=21)
    desk = at_desk(app, bodies.executor)
    assert f'href="{path}"' in desk.get(case_path(case_id)).text
    assert send(desk, path).status_code == 303
    assert status_of(case_id) == "not_signed"
    page = words_of(candidate().get(f"/cabinet/cases/{number_of(case_id)}/"))
    assert "You did not sign the agreement in its time." in page
    applies_anew(candidate, bodies)


@pytest.mark.rule("CON-2", "CON-17")
def test_the_post_is_taken_by_another(app, bodies, candidate, case_id, vacancy_id, clock):
    recruiting.drive(case_id, bodies, "checked", clock)
    winner = recruiting.apply_for(vacancy_id, iin=make.IINS[2])
    recruiting.drive(winner, bodies, "with_head", clock)
    send_and_sign(at_desk(app, bodies.head), case_path(winner, "sign_for_ministry"))
    assert status_of(winner) == "agreed"

    number = number_of(case_id)
    assert f"/cabinet/cases/{number}/post/" in candidate().get(f"/cabinet/cases/{number}/").text
    onward = f'href="{case_path(case_id, "call_to_examination")}"'
    assert onward not in at_desk(app, bodies.executor).get(case_path(case_id)).text
    other = recruiting.make_vacancy(bodies)
    assert citizen_sends(candidate(), f"/cabinet/cases/{number}/post/", vacancy=str(other)).status_code == 303
    assert status_of(case_id) == "checked"
    assert onward in at_desk(app, bodies.executor).get(case_path(case_id)).text


@pytest.mark.rule("CON-15")
def test_the_candidate_does_not_come_to_the_unit(app, bodies, candidate, case_id, clock):
    recruiting.drive(case_id, bodies, "instructed", clock)
    path = case_path(case_id, "report_absence")
    assert f'href="{path}"' not in at_desk(app, bodies.unit).get(case_path(case_id)).text
    clock.advance(days=15)
    assert send(at_desk(app, bodies.unit), path, note="Келмеді").status_code == 303
    assert status_of(case_id) == "did_not_arrive"
    page = words_of(candidate().get(f"/cabinet/cases/{number_of(case_id)}/"))
    assert "The unit has reported that you did not come, so" in page
