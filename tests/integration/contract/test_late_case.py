"""When the four months are over and the candidate is not to blame; when a decline is told (CON-7, CON-16)."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select

import clock as our_clock
from actions import posts, timekeeping
from database import db, transaction
from domain.roles import Actor
from models.cases import Case, Event, Task
from models.messaging import Message
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.officers_at_work import at_desk, case_path
from tests.support.recruiting import Bodies

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture
def case_id(bodies: Bodies) -> int:
    return recruiting.apply_for(recruiting.make_vacancy(bodies), person_id=make.make_person(language="en"))


def case_of(case_id: int) -> Case:
    db.session.rollback()
    return db.session.get_one(Case, case_id)


def due(case_id: int) -> str:
    """The last day of the only open task."""
    task = db.session.scalars(select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None))).one()
    return our_clock.local(task.due_at).strftime("%Y-%m-%d %H:%M")


def said(case_id: int, template: str) -> str:
    rows = select(Message.body).where(Message.case_id == case_id, Message.template == template)
    return db.session.scalars(rows).one()


def is_open(app: Flask, who: Actor, case_id: int, action: str) -> bool:
    path = case_path(case_id, action)
    return f'href="{path}"' in at_desk(app, who).get(case_path(case_id)).text


@pytest.mark.rule("CON-14", "CON-16")
def test_a_late_ministry_takes_no_day_from_the_candidate_who_has_to_sign(app, bodies, case_id, clock):
    recruiting.drive(case_id, bodies, "answered", clock)
    clock.set("2027-04-05T10:00")
    assert case_of(case_id).due_at < our_clock.now()
    recruiting.drive(case_id, bodies, "agreement_offered", clock)
    assert due(case_id) == "2027-04-19 18:30"
    assert "19.04.2027" in said(case_id, "contract_agreement")
    assert not is_open(app, bodies.executor, case_id, "close_unsigned")


@pytest.mark.rule("CON-13", "CON-16")
def test_a_late_case_leaves_the_department_the_days_of_the_act(app, bodies, case_id, clock):
    recruiting.drive(case_id, bodies, "checked", clock)
    clock.set("2027-04-05T10:00")
    recruiting.drive(case_id, bodies, "examined", clock)
    assert due(case_id) == "2027-04-14 18:30"
    assert not is_open(app, bodies.executor, case_id, "enter_examination_answer")


@pytest.mark.rule("CON-7")
@pytest.mark.parametrize("moment", ["2026-11-27T10:00", "2026-11-27T19:00", "2026-11-29T12:00"])
def test_who_is_declined_after_hours_is_told_when_the_next_week_begins(bodies, case_id, clock, moment):
    recruiting.drive(case_id, bodies, "accepted", clock)
    clock.set(moment)
    make.act(case_id, "decline", bodies.executor, grounds=["parameter"], facts="x")
    assert due(case_id) == "2026-11-30 09:00"


@pytest.mark.rule("CON-7", "CON-5")
def test_who_is_declined_by_the_head_and_chooses_anew_hears_the_same_as_who_is_not(bodies, clock):
    post = recruiting.make_vacancy(bodies)
    both = [recruiting.apply_for(post, iin=iin) for iin in (make.IINS[0], make.IINS[2])]
    for one in both:
        recruiting.drive(one, bodies, "with_head", clock)
    make.act(both[1], "decline", bodies.head, grounds=["competition"], facts="x")
    with transaction():
        posts.close(bodies.head, post)
    other = recruiting.make_vacancy(bodies)
    heard = []
    for one in both:
        make.act(one, "choose_vacancy", make.citizen(case_of(one).person_id), vacancy=other)
        heard.append(
            [(message.template, message.language) for message in db.session.scalars(messages(one))],
        )
        assert case_of(one).shown_status == "agreement_anew"
    assert heard[0] == heard[1] and heard[0][-1][0] == "contract_agreement_anew"
    assert (case_of(both[0]).status, case_of(both[1]).status) == ("agreement_anew", "declining")
    last = select(Event).where(Event.case_id == both[1]).order_by(Event.sequence.desc()).limit(1)
    assert db.session.scalars(last).one().to_status is None


def messages(case_id: int):
    return select(Message).where(Message.case_id == case_id).order_by(Message.id)


@pytest.mark.rule("CON-2", "CON-7")
def test_the_monday_announcement_and_a_head_who_closes_the_post_do_not_wait_for_each_other(
    app, bodies, case_id, clock, monkeypatch
):
    """On PostgreSQL a ring of locks would cost one of them the transaction."""
    recruiting.drive(case_id, bodies, "accepted", clock)
    make.act(case_id, "decline", bodies.executor, grounds=["parameter"], facts="x")
    post = case_of(case_id).vacancy_id
    db.session.rollback()
    clock.set("2026-11-30T09:00")
    begun, closing, went_wrong = threading.Event(), threading.Event(), []
    take_action, tell = timekeeping.take_action, posts.tell_the_others

    def announces(*args, **named):
        begun.set()
        closing.wait(timeout=1)  # comes only if the head has got the post's lock meanwhile
        return take_action(*args, **named)

    def tells(*args, **named):
        closing.set()
        return tell(*args, **named)

    monkeypatch.setattr(timekeeping, "take_action", announces)
    monkeypatch.setattr(posts, "tell_the_others", tells)

    def doing(deed) -> None:
        with app.app_context():
            try:
                with transaction():
                    deed()
            except Exception as error:
                went_wrong.append(error)

    def close_it() -> None:
        begun.wait(timeout=30)
        posts.close(bodies.head, post)

    deeds = (lambda: timekeeping.do_the_sites_part(case_id), close_it)
    threads = [threading.Thread(target=doing, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert went_wrong == []
    assert case_of(case_id).status == "declined"
