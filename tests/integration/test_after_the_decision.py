"""After the decision: the last day in a calendar, reminders before it, and the next application."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from database import db
from jobs.deadlines import remind_of_ends
from models.cases import Notice
from models.documents import ResultDocument
from models.drafts import Draft
from models.messaging import Message
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.citizens import browser_of, send, words_of
from tests.support.factories import Commission, the_case

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def commission(clock: TestClock) -> Commission:
    make.make_calendar()
    return make.make_commission()


@pytest.fixture
def case_id(commission: Commission) -> int:
    person = make.make_person(language="en")
    return make.make_case(commission, at="recorded", person_id=person, subtype="S5")


@pytest.fixture
def citizen(client: FlaskClient, case_id: int) -> FlaskClient:
    return browser_of(client, the_case(case_id).person_id)


def result_of(case_id: int) -> ResultDocument:
    db.session.rollback()
    return db.session.scalars(select(ResultDocument).where(ResultDocument.case_id == case_id)).one()


def last_day(case_id: int) -> date:
    day = result_of(case_id).until_date
    assert day is not None
    return day


def reminders(case_id: int) -> int:
    db.session.rollback()
    wanted = select(Message).where(Message.case_id == case_id, Message.template == "last_day_comes")
    return len(db.session.scalars(wanted).all())


def page_of(case_id: int, path: str = "") -> str:
    return f"/cabinet/cases/{the_case(case_id).number}/{path}"


def file_address(case_id: int) -> str:
    return page_of(case_id, f"results/{result_of(case_id).verify_code}/last-day.ics")


def test_the_last_day_goes_into_a_calendar_with_reminders_and_without_a_name(
    citizen: FlaskClient, case_id: int
) -> None:
    assert f'href="{file_address(case_id)}"' in citizen.get(page_of(case_id)).text
    answer = citizen.get(file_address(case_id))
    assert answer.mimetype == "text/calendar" and "no-store" in answer.headers["Cache-Control"]
    (event,) = Calendar.from_ical(answer.get_data()).walk("VEVENT")
    assert event["DTSTART"].dt == last_day(case_id)
    assert event["DTEND"].dt == last_day(case_id) + timedelta(days=1)
    assert [alarm["TRIGGER"].dt.days for alarm in event.walk("VALARM")] == [-30, -7]
    case = the_case(case_id)
    for secret in (case.person.iin, case.person.surname, case.person.name, "study"):
        assert secret not in answer.text


def test_nobody_gets_the_calendar_of_another_persons_case(
    citizen: FlaskClient, client: FlaskClient, case_id: int
) -> None:
    address = file_address(case_id)
    other = browser_of(client, make.make_person(make.IINS[1]))
    assert other.get(address).status_code == 404


def test_the_holder_is_reminded_thirty_and_seven_days_before_and_no_oftener(
    case_id: int, clock: TestClock
) -> None:
    remind_of_ends()
    assert reminders(case_id) == 0
    for before, told in ((31, 0), (30, 1), (29, 1), (8, 1), (7, 2), (6, 2), (1, 2), (0, 2), (-1, 2)):
        clock.set(f"{last_day(case_id) - timedelta(days=before)}T10:00")
        remind_of_ends()
        remind_of_ends()
        assert reminders(case_id) == told, before


def test_who_gets_a_document_shortly_before_its_end_is_reminded_once(case_id: int, clock: TestClock) -> None:
    clock.set(f"{last_day(case_id) - timedelta(days=3)}T10:00")
    remind_of_ends()
    clock.advance(days=1)
    remind_of_ends()
    assert reminders(case_id) == 1


def test_of_a_document_that_was_annulled_nobody_is_reminded(
    commission: Commission, case_id: int, clock: TestClock
) -> None:
    make.act(case_id, "annul_result", commission.chair, reason="Issued by mistake")
    clock.set(f"{last_day(case_id) - timedelta(days=7)}T10:00")
    remind_of_ends()
    assert reminders(case_id) == 0


def test_the_next_application_has_the_answers_of_the_last_one(citizen: FlaskClient, case_id: int) -> None:
    sent = db.session.get_one(Draft, the_case(case_id).draft_id)
    answers, explanation = dict(sent.answers), sent.explanation
    begun = send(citizen, page_of(case_id), to=page_of(case_id, "renew/"))
    assert begun.status_code == 303 and begun.location.endswith("/data/")
    db.session.rollback()
    draft = db.session.scalars(select(Draft).where(Draft.status == "open")).one()
    assert answers and (draft.subtype, draft.answers, draft.explanation) == ("S5", answers, explanation)
    assert draft.frozen is None
    again = send(citizen, page_of(case_id), to=page_of(case_id, "renew/"))
    assert again.location == begun.location


def test_a_draft_that_was_begun_already_is_not_overwritten(citizen: FlaskClient, case_id: int) -> None:
    send(citizen, "/apply/deferral/", ground="S7")
    send(citizen, page_of(case_id), to=page_of(case_id, "renew/"))
    db.session.rollback()
    assert db.session.scalars(select(Draft).where(Draft.status == "open")).one().subtype == "S7"


def test_beside_an_open_case_there_is_no_second_one(
    citizen: FlaskClient, commission: Commission, case_id: int
) -> None:
    make.act(case_id, "annul_result", commission.chair, reason="Issued by mistake")
    second = make.make_case(commission, person_id=the_case(case_id).person_id)
    answer = send(citizen, page_of(case_id), to=page_of(case_id, "renew/"))
    assert answer.location == page_of(second)
    assert "open application already" in words_of(citizen.get(answer.location))


def test_who_tells_that_the_ground_has_ended_is_thanked_and_both_bodies_hear_it(
    citizen: FlaskClient, commission: Commission, case_id: int
) -> None:
    page = page_of(case_id, "ground-ended/")
    assert f'href="{page}"' in citizen.get(page_of(case_id)).text
    unsaid = send(citizen, page, note="I have finished")
    assert unsaid.status_code == 422 and "I have finished" in unsaid.text
    told_so = send(citizen, page, note="I have finished", ended_on="2026-11-20")
    assert told_so.location == page_of(case_id)
    words = words_of(citizen.get(page_of(case_id)))
    assert "have been told" in words
    assert "The ground no longer holds from: Friday 20 November 2026" in words
    told = db.session.scalars(select(Notice).where(Notice.code == "ground_ended")).all()
    assert {notice.role for notice in told} == {"chair", "military_body"}
    assert result_of(case_id).status == "genuine"


def test_of_an_exemption_which_has_no_end_nothing_of_the_kind_is_asked(
    client: FlaskClient, commission: Commission
) -> None:
    case_id = make.make_case(commission, at="recorded", service="exemption", subtype="S6")
    citizen = browser_of(client, the_case(case_id).person_id)
    assert "/ground-ended/" not in citizen.get(page_of(case_id)).text
    assert citizen.get(page_of(case_id, "ground-ended/")).location == page_of(case_id)
