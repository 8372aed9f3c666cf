"""An application prepared outside the season: kept, announced by an SMS on the opening day, and sent then."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from actions.drafts import discard_draft
from database import db, transaction
from jobs.deadlines import tell_of_openings
from models.drafts import Draft
from models.messaging import Message
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.citizens import browser_of, send, words_of

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("DEF-2")]


@pytest.fixture
def draft_id(clock: TestClock) -> str:
    """A draft that is ready in January; applications are taken from May on."""
    clock.set("2026-01-20T10:00")
    make.make_calendar()
    make.make_commission()
    return make.make_draft(make.make_person(language="en"), "deferral", "S7")


@pytest.fixture
def citizen(client: FlaskClient, draft_id: str) -> FlaskClient:
    return browser_of(client, the_draft(draft_id).person_id)


def the_draft(draft_id: str) -> Draft:
    db.session.rollback()
    return db.session.get_one(Draft, draft_id)


def announced() -> list[str]:
    tell_of_openings()
    db.session.rollback()
    return list(db.session.scalars(select(Message.body).where(Message.template == "season_opens")))


def page_of(draft_id: str) -> str:
    return f"/apply/deferral/{draft_id}/check/"


def ask(citizen: FlaskClient, draft_id: str) -> None:
    send(citizen, page_of(draft_id), to=f"/apply/deferral/{draft_id}/opening-sms/")


def opening(clock: TestClock, draft_id: str) -> None:
    """The first morning of the season."""
    day = the_draft(draft_id).opening_sms_on
    assert day is not None
    clock.set(f"{day}T10:00")


def test_who_asked_for_it_gets_one_sms_on_the_opening_day_and_sends_what_is_ready(
    citizen: FlaskClient, draft_id: str, clock: TestClock
) -> None:
    assert "Send me an SMS on that day" in words_of(citizen.get(page_of(draft_id)))
    ask(citizen, draft_id)
    assert "An SMS comes on" in words_of(citizen.get(page_of(draft_id)))
    assert announced() == []
    opening(clock, draft_id)
    (text,) = announced()
    assert "applications are taken now" in text and announced() == [text]
    citizen = browser_of(citizen, the_draft(draft_id).person_id)
    words = words_of(citizen.get(page_of(draft_id)))
    assert "It cannot be sent yet" not in words and "An SMS comes on" not in words


def test_who_did_not_ask_gets_none(draft_id: str, clock: TestClock) -> None:
    clock.set("2026-05-04T10:00")
    assert announced() == []


def test_a_draft_that_was_thrown_away_meanwhile_is_not_announced(
    citizen: FlaskClient, draft_id: str, clock: TestClock
) -> None:
    ask(citizen, draft_id)
    opening(clock, draft_id)
    with transaction():
        discard_draft(db.session.get_one(Draft, draft_id))
    assert announced() == []


def test_in_the_season_nothing_of_the_kind_is_offered_or_kept(
    citizen: FlaskClient, draft_id: str, clock: TestClock
) -> None:
    clock.set("2026-11-23T10:00")
    citizen = browser_of(citizen, the_draft(draft_id).person_id)
    assert "Send me an SMS on that day" not in words_of(citizen.get(page_of(draft_id)))
    ask(citizen, draft_id)
    assert the_draft(draft_id).opening_sms_on is None


def test_nobody_asks_for_an_sms_about_another_persons_draft(client: FlaskClient, draft_id: str) -> None:
    other = browser_of(client, make.make_person(make.IINS[1], language="en"))
    answer = send(other, "/cabinet/profile/", to=f"/apply/deferral/{draft_id}/opening-sms/")
    assert answer.status_code == 404 and the_draft(draft_id).opening_sms_on is None
