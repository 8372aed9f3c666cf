"""A candidate who says nothing, and what others may do without them, and when (834 annex 1; CON-16)."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

import clock as our_clock
from actions import posts, signing
from actions.reminders import tasks_to_warn_of, warn
from actions.timekeeping import mark_overdue, overdue_tasks
from database import db, lock_row, transaction
from domain.errors import AlreadyDone
from models.cases import Case, Event, Notice, Task
from models.messaging import Message
from models.signing import SigningRequest
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.begun_signatures import DONE, begun, checked, signed
from tests.support.citizens import words_of
from tests.support.officers_at_work import at_desk, case_path, number_of, rows, status_of
from tests.support.recruiting import Bodies
from tests.support.signing import quick_papers

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-16")]


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture(autouse=True)
def _no_printing() -> Iterator[None]:
    with quick_papers():
        yield


@pytest.fixture
def case_id(bodies: Bodies, clock: TestClock) -> int:
    """A case whose agreement waits for the candidate's signature."""
    case_id = recruiting.apply_for(recruiting.make_vacancy(bodies), person_id=make.make_person(language="en"))
    recruiting.drive(case_id, bodies, "agreement_offered", clock)
    return case_id


def case_of(case_id: int) -> Case:
    db.session.rollback()
    return db.session.get_one(Case, case_id)


def own_task(case_id: int) -> Task:
    """The candidate's open task."""
    (task,) = rows(select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None)))
    assert task.role == "citizen"
    return task


def sweep() -> None:
    """What the schedule does every minute about tasks."""
    for due, do in ((tasks_to_warn_of, warn), (overdue_tasks, mark_overdue)):
        for task_id in due(our_clock.now()):
            with transaction():
                do(task_id)


def reminders(case_id: int) -> list[str]:
    wanted = (Message.case_id == case_id, Message.template == "own_term_ends")
    return rows(select(Message.body).where(*wanted))


def notices(case_id: int) -> list[tuple[str, int | None, str | None]]:
    """Whom a notice of delay went to, and whose delay it is."""
    wanted = (Notice.case_id == case_id, Notice.code == "overdue")
    found = rows(select(Notice).where(*wanted).order_by(Notice.id))
    return [(one.role, one.officer_id, one.data.get("whose")) for one in found]


def move_to(clock: TestClock, moment: object) -> None:
    clock.set(our_clock.local(moment).strftime("%Y-%m-%dT%H:%M"))


def close_post(case_id: int, bodies: Bodies) -> None:
    with transaction():
        posts.close(bodies.head, db.session.get_one(Case, case_id).vacancy_id)


def close_unsigned(case_id: int, bodies: Bodies) -> None:
    make.act(case_id, "close_unsigned", bodies.executor)


def test_a_silent_candidate_is_reminded_once_of_the_last_day(case_id, clock):
    task = own_task(case_id)
    due, warned_at = task.due_at, task.warn_at
    move_to(clock, warned_at)
    clock.advance(minutes=-1)
    sweep()
    assert reminders(case_id) == []
    clock.advance(minutes=1)
    sweep()
    sweep()
    day = our_clock.local(due).strftime("%d.%m.%Y")
    assert reminders(case_id) == [f"{number_of(case_id)}: your time to sign ends on {day}."]


def test_who_cannot_sign_because_the_post_has_gone_is_not_reminded_to(bodies, case_id, clock):
    close_post(case_id, bodies)
    move_to(clock, own_task(case_id).warn_at)
    sweep()
    assert reminders(case_id) == [] and own_task(case_id).warn_at is None


def test_a_silent_candidate_does_not_stop_the_case_behind_everybodys_back(app, bodies, case_id, clock):
    due = own_task(case_id).due_at
    move_to(clock, due)
    sweep()
    assert notices(case_id) == []
    clock.advance(minutes=1)
    sweep()
    sweep()
    assert notices(case_id) == [("executor", bodies.executor.id, None), ("head", None, "citizen")]
    assert status_of(case_id) == "agreement_offered"
    assert rows(select(Event.code).where(Event.case_id == case_id, Event.code == "became_overdue")) == []
    for officer in (bodies.executor, bodies.head):
        page = words_of(at_desk(app, officer).get("/staff/"))
        assert "A term has passed without the step being taken" in page and number_of(case_id) in page
    other = at_desk(app, bodies.executors[1]).get("/staff/")
    assert "A term has passed" not in words_of(other)
    close_unsigned(case_id, bodies)
    assert status_of(case_id) == "not_signed"


@pytest.mark.rule("CON-14")
def test_who_has_signed_in_time_is_not_closed_as_silent_while_the_key_is_checked(app, bodies, case_id, clock):
    request = signed(begun(case_id, "sign_agreement", make.citizen(case_of(case_id).person_id)))
    move_to(clock, own_task(case_id).due_at)
    clock.advance(minutes=1)
    with pytest.raises(AlreadyDone):
        close_unsigned(case_id, bodies)
    path = case_path(case_id, "close_unsigned")
    assert f'href="{path}"' not in at_desk(app, bodies.executor).get(case_path(case_id)).text
    assert checked(request) == DONE
    assert status_of(case_id) == "with_head"


@pytest.mark.rule("CON-14")
def test_a_signature_that_was_only_begun_or_does_not_count_keeps_no_case_open(bodies, case_id, clock):
    citizen = make.citizen(case_of(case_id).person_id)
    begun(case_id, "sign_agreement", citizen)
    refused = signed(begun(case_id, "sign_agreement", citizen))
    with transaction():
        signing.refuse(lock_row(SigningRequest, refused), "revoked")
    move_to(clock, own_task(case_id).due_at)
    clock.advance(minutes=1)
    close_unsigned(case_id, bodies)
    assert status_of(case_id) == "not_signed"


@pytest.mark.rule("CON-2", "CON-14")
def test_who_lost_the_post_is_not_closed_as_one_who_did_not_sign(bodies, case_id, clock):
    close_post(case_id, bodies)
    move_to(clock, own_task(case_id).due_at)
    clock.advance(minutes=1)
    with pytest.raises(AlreadyDone):
        close_unsigned(case_id, bodies)
    make.act(case_id, "take_agreement_back", bodies.executor, reason="Лауазым жабылды")
    make.act(case_id, "decline", bodies.executor, grounds=["parameter"], facts="Жауап жоқ")
    assert status_of(case_id) == "declining"


@pytest.mark.rule("CON-7", "CON-11")
def test_nobody_is_declined_between_the_call_to_the_examination_and_its_day(app, bodies, clock):
    case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
    recruiting.drive(case_id, bodies, "examination", clock)
    at, path = case_of(case_id).appointment_at, case_path(case_id, "decline")
    grounds = {"grounds": ["parameter"], "facts": "Келмеді"}
    move_to(clock, at)
    clock.advance(minutes=-1)
    with pytest.raises(AlreadyDone):
        make.act(case_id, "decline", bodies.executor, **grounds)
    assert f'href="{path}"' not in at_desk(app, bodies.executor).get(case_path(case_id)).text
    clock.advance(minutes=1)
    assert f'href="{path}"' in at_desk(app, bodies.executor).get(case_path(case_id)).text
    make.act(case_id, "decline", bodies.executor, **grounds)
    assert status_of(case_id) == "declining"


@pytest.mark.rule("CON-7", "CON-11")
def test_an_examination_that_is_moved_keeps_the_decline_closed_until_the_new_day(bodies, clock):
    case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
    recruiting.drive(case_id, bodies, "examination", clock)
    make.act(
        case_id,
        "move_examination",
        bodies.executor,
        examination_at=recruiting.next_morning(3),
        examination_place="Абай даңғылы, 1",
    )
    clock.set(recruiting.next_morning().strftime("%Y-%m-%dT12:00"))
    with pytest.raises(AlreadyDone):
        make.act(case_id, "decline", bodies.executor, grounds=["parameter"], facts="Келмеді")
