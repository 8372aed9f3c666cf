"""A candidate who does not come to the examination is called again, in a term that begins anew (CON-11)."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

import clock as our_clock
from domain.errors import AlreadyDone
from models.cases import Case, Event, Task
from models.messaging import Message
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import words_of
from tests.support.officers_at_work import at_desk, case_path, rows, send, status_of
from tests.support.recruiting import Bodies

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-11")]

PLACE = "Абай даңғылы, 7"
FOUND = {"medical": "passed", "psychological": "passed"}


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture
def case_id(bodies: Bodies, clock: TestClock) -> int:
    """The candidate was called to tomorrow morning."""
    case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
    recruiting.drive(case_id, bodies, "examination", clock)
    return case_id


def open_tasks(case_id: int) -> list[Task]:
    return rows(select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None)))


def call_again(app: Flask, bodies: Bodies, case_id: int, at: datetime) -> int:
    """The executor fills the form in; returns the status of the answer."""
    answer = send(
        at_desk(app, bodies.executor),
        case_path(case_id, "call_again"),
        examination_at=at.strftime("%Y-%m-%dT%H:%M"),
        examination_place=PLACE,
    )
    assert answer.status_code == 303 or "later than the act allows" in words_of(answer)
    return answer.status_code


def test_long_after_the_first_term_a_new_day_can_be_named(app, bodies, case_id, clock):
    [before] = open_tasks(case_id)
    clock.advance(days=21)
    new = recruiting.next_morning(3)
    assert call_again(app, bodies, case_id, new) == 303
    assert status_of(case_id) == "examination"
    assert our_clock.local(rows(select(Case.appointment_at))[0]) == new
    [task] = open_tasks(case_id)
    assert task.id != before.id and task.body_id == bodies.medical_chair.body_id
    assert task.due_at > new and task.overdue_at is None
    told = rows(select(Message.body).where(Message.case_id == case_id).order_by(Message.id))[-1]
    assert PLACE in told


def test_the_department_has_its_whole_term_after_the_second_call(app, bodies, case_id, clock):
    clock.advance(days=21)
    called = our_clock.now()
    assert call_again(app, bodies, case_id, recruiting.next_morning()) == 303
    clock.advance(days=2)
    make.act(case_id, "pass_conclusion", bodies.medical_chair, **FOUND)
    [task] = open_tasks(case_id)
    assert (task.step, task.counted_from) == ("examined", our_clock.local(called).date())
    assert task.due_at > our_clock.now() + timedelta(days=4)
    with pytest.raises(AlreadyDone):
        make.act(
            case_id, "enter_examination_answer", bodies.executor, fitness="passed", scan=recruiting.a_scan()
        )


def test_the_new_day_lies_within_seven_working_days(app, bodies, case_id, clock):
    clock.advance(days=21)  # Monday 14 December; Wednesday and Thursday are Independence Day and its move
    path = case_path(case_id, "call_again")
    page = words_of(at_desk(app, bodies.executor).get(path))
    assert "The examination takes place no later than" in page
    assert call_again(app, bodies, case_id, recruiting.next_morning(14)) == 422
    assert call_again(app, bodies, case_id, recruiting.next_morning(7)) == 303


def test_a_day_that_is_still_ahead_is_moved_and_nothing_begins_anew(app, bodies, case_id, clock):
    desk = at_desk(app, bodies.executor)
    assert desk.get(case_path(case_id, "move_examination")).status_code == 200
    assert desk.get(case_path(case_id, "call_again")).status_code == 409
    clock.advance(days=1, hours=1)
    desk = at_desk(app, bodies.executor)
    assert desk.get(case_path(case_id, "move_examination")).status_code == 409
    assert desk.get(case_path(case_id, "call_again")).status_code == 200


def test_a_second_no_show_can_be_called_again_too(app, bodies, case_id, clock):
    for _time in range(2):
        clock.advance(days=10)
        assert call_again(app, bodies, case_id, recruiting.next_morning()) == 303
    examined = select(Event.code).where(Event.case_id == case_id, Event.to_status == "examination")
    calls = rows(examined.order_by(Event.id))
    assert calls == ["sent_for_examination", "called_again", "called_again"]


def test_nobody_is_examined_twice_for_one_call(app, bodies, case_id, clock):
    clock.advance(days=2)
    make.act(case_id, "pass_conclusion", bodies.medical_chair, **FOUND)
    assert at_desk(app, bodies.executor).get(case_path(case_id, "call_again")).status_code == 409
