"""Between agreement and unit: the post is kept, nothing comes too early, nothing twice (834 annex 1)."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, update

import clock as our_clock
from actions import posts
from actions.cases import submit_application
from actions.drafts import freeze
from actions.timekeeping import mark_overdue, overdue_tasks
from database import db, transaction
from domain.errors import AlreadyDone, FilingRefused
from models.cases import Case, Task
from models.drafts import Draft
from models.messaging import Message
from models.vacancies import Vacancy
from queries.administration import overview
from queries.vacancies import unit_posts, who_waits
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import browser_of, words_of
from tests.support.officers_at_work import at_desk, case_path, number_of, rows, send, status_of
from tests.support.recruiting import Bodies
from tests.support.signing import quick_papers

pytestmark = pytest.mark.usefixtures("session")

NOTE = "Zq-note-of-the-unit"


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture(autouse=True)
def _no_printing() -> Iterator[None]:
    with quick_papers():
        yield


def case_of(case_id: int) -> Case:
    db.session.rollback()
    return db.session.get_one(Case, case_id)


def told(case_id: int) -> list[str]:
    """The SMS about the loss of the post."""
    lost = ("contract_post_taken", "contract_post_closed")
    return rows(select(Message.template).where(Message.case_id == case_id, Message.template.in_(lost)))


def own_page(app: Flask, case_id: int) -> str:
    own = browser_of(app.test_client(), case_of(case_id).person_id)
    return words_of(own.get(f"/cabinet/cases/{number_of(case_id)}/"))


def instructed(bodies: Bodies, clock: TestClock) -> int:
    """A candidate who is to report to the unit."""
    case_id = recruiting.apply_for(recruiting.make_vacancy(bodies), person_id=make.make_person(language="en"))
    recruiting.drive(case_id, bodies, "instructed", clock)
    return case_id


def comes(case_id: int, clock: TestClock) -> None:
    """It is when the candidate reports to the unit."""
    clock.set(our_clock.local(case_of(case_id).appointment_at).strftime("%Y-%m-%dT%H:%M"))


def apply_again(case_id: int, bodies: Bodies) -> int:
    """The same person applies for another post; returns the new case."""
    person_id = case_of(case_id).person_id
    draft_id = recruiting.make_post_draft(person_id, recruiting.make_vacancy(bodies))
    with transaction():
        sha256 = freeze(db.session.get_one(Draft, draft_id))
        return submit_application(draft_id, sha256=sha256, certified_by="eds").id


@pytest.mark.rule("CON-2")
def test_who_has_the_post_and_is_on_the_way_to_the_unit_does_not_lose_it(bodies, clock):
    post = recruiting.make_vacancy(bodies, places=3)
    on_the_way, agreed, last, waits = (recruiting.apply_for(post, iin=iin) for iin in make.IINS[:4])
    recruiting.drive(on_the_way, bodies, "instructed", clock)
    recruiting.drive(agreed, bodies, "agreed", clock)
    assert [one.number for one in who_waits(post)] == [number_of(last), number_of(waits)]
    recruiting.drive(last, bodies, "agreed", clock)
    assert db.session.get_one(Vacancy, post).state == "filled"
    lost = {one: case_of(one).post_taken for one in (on_the_way, agreed, last, waits)}
    assert lost == {on_the_way: False, agreed: False, last: False, waits: True}
    assert [told(one) for one in lost] == [[], [], [], ["contract_post_taken"]]


@pytest.mark.rule("CON-2", "CON-5")
def test_who_waits_for_a_post_that_the_ministry_closes_does_not_read_that_another_has_it(app, bodies, clock):
    waits = recruiting.apply_for(recruiting.make_vacancy(bodies), person_id=make.make_person(language="en"))
    recruiting.drive(waits, bodies, "accepted", clock)
    with transaction():
        posts.close(bodies.head, db.session.get_one(Case, waits).vacancy_id)
    assert told(waits) == ["contract_post_closed"]
    for page in (own_page(app, waits), words_of(at_desk(app, bodies.executor).get("/staff/"))):
        assert "The ministry seeks nobody for the post any more" in page
        assert "The post has gone to another candidate" not in page.replace(
            "The post has gone to another candidate, or is sought no more", ""
        )


@pytest.mark.rule("CON-1", "CON-15")
@pytest.mark.parametrize("at", ["agreed", "instruction_drawn_up", "instructed"])
def test_nobody_applies_for_a_second_post_while_the_first_unit_waits(app, bodies, clock, at):
    case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
    recruiting.drive(case_id, bodies, at, clock)
    with pytest.raises(FilingRefused) as refused:
        apply_again(case_id, bodies)
    assert refused.value.code == "open_case"


@pytest.mark.rule("CON-1", "CON-15")
@pytest.mark.parametrize("end", ["confirm_arrival", "report_absence"])
def test_when_the_unit_has_answered_another_application_is_possible(bodies, clock, end):
    case_id = instructed(bodies, clock)
    comes(case_id, clock)
    make.act(case_id, end, bodies.unit)
    assert status_of(apply_again(case_id, bodies)) == "sent"


@pytest.mark.rule("CON-16")
def test_who_is_on_the_way_to_the_unit_counts_as_decided(bodies, clock):
    case_id = instructed(bodies, clock)
    case = case_of(case_id)
    assert case.open_key is not None and case.decided_at is not None
    assert [row.candidates for row in unit_posts([bodies.ministry_id]).rows] == [0]
    comes(case_id, clock)
    clock.advance(days=200)
    with transaction():
        db.session.execute(update(Task).values(closed_at=our_clock.now()))
    assert our_clock.now() > case_of(case_id).due_at and overview(our_clock.now()).late == ()


@pytest.mark.rule("CON-15")
@pytest.mark.parametrize("code", ["confirm_arrival", "report_absence"])
def test_the_unit_answers_not_before_the_candidate_was_to_come(app, bodies, clock, code):
    case_id = instructed(bodies, clock)
    path = case_path(case_id, code)
    comes(case_id, clock)
    clock.advance(minutes=-1)
    with pytest.raises(AlreadyDone):
        make.act(case_id, code, bodies.unit)
    assert f'href="{path}"' not in at_desk(app, bodies.unit).get(case_path(case_id)).text
    clock.advance(minutes=1)
    assert send(at_desk(app, bodies.unit), path, note=NOTE).status_code == 303
    assert status_of(case_id) == ("arrived" if code == "confirm_arrival" else "did_not_arrive")
    assert NOTE in words_of(at_desk(app, bodies.head).get(case_path(case_id)))
    assert NOTE not in own_page(app, case_id)


@pytest.mark.rule("CON-15", "CON-16")
@pytest.mark.parametrize("code", ["confirm_for_unit", "report_absence_for_unit"])
def test_the_head_answers_for_a_unit_only_once_it_is_late_and_says_why(app, bodies, clock, code):
    case_id = instructed(bodies, clock)
    comes(case_id, clock)
    clock.advance(hours=1)
    with pytest.raises(AlreadyDone):
        make.act(case_id, code, bodies.head, reason=NOTE)
    clock.advance(days=5)
    for task_id in overdue_tasks(our_clock.now()):
        with transaction():
            mark_overdue(task_id)
    make.act(case_id, code, bodies.head, reason=NOTE)
    assert status_of(case_id) == ("arrived" if code == "confirm_for_unit" else "did_not_arrive")
    assert NOTE in words_of(at_desk(app, bodies.executor).get(case_path(case_id)))
