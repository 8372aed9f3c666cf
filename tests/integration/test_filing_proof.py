"""The proof that an application is under review: who can make it, what it tells, when it stops counting."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from database import db
from models.audit import AuditEntry
from models.cases import FilingProof
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import browser_of, send, words_of
from tests.support.factories import Commission, the_case

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def commission(clock: TestClock) -> Commission:
    make.make_calendar()
    return make.make_commission()


@pytest.fixture
def case_id(commission: Commission) -> int:
    return make.make_case(commission, person_id=make.make_person(language="en"))


@pytest.fixture
def citizen(client: FlaskClient, case_id: int) -> FlaskClient:
    return browser_of(client, the_case(case_id).person_id)


@pytest.fixture
def visitor(app: Flask, clock: TestClock) -> FlaskClient:
    """Whoever scans the code."""
    stranger = app.test_client()
    stranger.get("/?lang=en")
    return stranger


def code_of(case_id: int) -> str:
    db.session.rollback()
    return db.session.get_one(FilingProof, case_id).code


def make_proof(citizen: FlaskClient, case_id: int) -> str:
    """Ask for it on the page of the case; returns its own page."""
    page = f"/cabinet/cases/{the_case(case_id).number}/"
    made = send(citizen, page, to=f"{page}proof/")
    assert made.status_code == 303
    return made.location


def test_it_is_offered_with_the_receipt_and_shows_what_a_patrol_compares(
    citizen: FlaskClient, case_id: int
) -> None:
    case = the_case(case_id)
    receipt = citizen.get(f"/cabinet/cases/{case.number}/receipt/")
    assert f'action="/cabinet/cases/{case.number}/proof/"' in receipt.text
    page = citizen.get(make_proof(citizen, case_id))
    words = words_of(page)
    assert "This is no deferral and no exemption" in words and case.person.full_name in words
    code = code_of(case_id)
    assert f"/verify/{code}/" in page.text and "data:image/svg+xml" in page.text


def test_whoever_scans_it_learns_that_it_is_under_review_and_neither_ground_nor_name(
    citizen: FlaskClient, visitor: FlaskClient, case_id: int
) -> None:
    make_proof(citizen, case_id)
    case, page = the_case(case_id), visitor.get(f"/verify/{code_of(case_id)}/")
    words = words_of(page)
    assert page.status_code == 200 and "Filed and under review" in words and "no deferral" in words
    assert "Deferral from conscription" in words and case.person.iin[-4:] in words
    for secret in (case.person.iin, case.person.surname, case.number, "teacher"):
        assert secret not in page.text


def test_it_is_made_once_and_the_making_is_on_record(citizen: FlaskClient, case_id: int) -> None:
    make_proof(citizen, case_id)
    first = code_of(case_id)
    make_proof(citizen, case_id)
    assert code_of(case_id) == first
    made = select(func.count()).where(AuditEntry.code == "filing_proof_made", AuditEntry.case_id == case_id)
    assert db.session.scalar(made) == 1


@pytest.mark.parametrize("end", ["concluded", "withdrawn"])
def test_it_counts_no_longer_once_the_case_is_over_and_does_not_tell_how_it_ended(
    citizen: FlaskClient, visitor: FlaskClient, commission: Commission, case_id: int, end: str
) -> None:
    own = make_proof(citizen, case_id)
    make.drive(case_id, commission, end)
    words = words_of(visitor.get(f"/verify/{code_of(case_id)}/"))
    assert "This proof no longer counts" in words and "decided or withdrawn" in words
    assert not re.search(r"granted|conclusion|under review now", words)
    assert "This proof no longer counts" in words_of(citizen.get(own))


def test_a_decided_case_gives_none(citizen: FlaskClient, commission: Commission, case_id: int) -> None:
    page = f"/cabinet/cases/{the_case(case_id).number}/"
    make.drive(case_id, commission, "concluded")
    assert "Show that I have applied" not in citizen.get(page).text
    assert send(citizen, "/cabinet/profile/", to=f"{page}proof/").location == page
    assert citizen.get(f"{page}proof/").status_code == 404


def test_nobody_makes_or_sees_the_proof_of_another_persons_case(
    citizen: FlaskClient, client: FlaskClient, commission: Commission, case_id: int
) -> None:
    own = make_proof(citizen, case_id)
    other = browser_of(client, make.make_person(make.IINS[1], language="en"))
    assert other.get(own).status_code == 404
    assert send(other, "/cabinet/profile/", to=own).status_code == 404


def test_a_candidate_for_a_post_gets_none_for_it_would_tell_when_the_case_is_declined(
    client: FlaskClient, clock: TestClock
) -> None:
    make.make_calendar()
    case_id = recruiting.apply_for(recruiting.make_vacancy(recruiting.make_bodies()))
    candidate = browser_of(client, the_case(case_id).person_id)
    page = f"/cabinet/cases/{the_case(case_id).number}/"
    assert "/proof/" not in candidate.get(page).text
    assert send(candidate, "/cabinet/profile/", to=f"{page}proof/").location == page
    assert db.session.scalar(select(func.count()).select_from(FilingProof)) == 0
