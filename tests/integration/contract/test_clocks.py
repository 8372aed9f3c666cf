"""The clocks of contract service: how long each may take, who is reminded, who hears of delay (834)."""

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

import clock as our_clock
from actions.calendar import correct_day
from actions.reminders import tasks_to_warn_of, warn
from actions.timekeeping import (
    cases_past_due,
    mark_case_overdue,
    mark_overdue,
    overdue_tasks,
)
from database import db, transaction
from domain.roles import SITE
from jobs import deadlines
from models.cases import Case, Event, Notice, Task
from models.messaging import Message
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.recruiting import Bodies

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-16")]


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


def case_of(case_id: int) -> Case:
    db.session.rollback()
    return db.session.get_one(Case, case_id)


def task_of(case_id: int) -> Task:
    """The one open task of the case."""
    db.session.rollback()
    return db.session.scalars(select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None))).one()


def here(moment: datetime | None) -> str:
    """A moment in Almaty."""
    assert moment is not None
    return our_clock.local(moment).strftime("%Y-%m-%d %H:%M")


def told(case_id: int, code: str) -> list[tuple[str, int | None]]:
    """Roles and officers that were left this notice about the case."""
    db.session.rollback()
    rows = db.session.scalars(
        select(Notice).where(Notice.case_id == case_id, Notice.code == code).order_by(Notice.id)
    )
    return [(row.role, row.officer_id) for row in rows]


def sweep() -> None:
    """What the schedule does every minute, as far as terms go."""
    for ids, do in (
        (tasks_to_warn_of(our_clock.now()), warn),
        (overdue_tasks(our_clock.now()), mark_overdue),
        (cases_past_due(our_clock.now()), mark_case_overdue),
    ):
        for one in ids:
            with transaction():
                do(one)


def driven(bodies: Bodies, clock: TestClock, at: str, filed: str = "2026-11-23T10:00") -> int:
    clock.set(filed)
    case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
    recruiting.drive(case_id, bodies, at, clock)
    return case_id


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        ("2026-11-23T10:00", "2026-11-26 18:30"),  # three calendar days
        ("2026-11-25T10:00", "2026-11-30 18:30"),  # the third is a Saturday
        ("2026-11-28T12:00", "2026-12-03 18:30"),  # sent on a Saturday: Monday is day 0
        ("2026-12-30T10:00", "2027-01-05 18:30"),  # 2 January is a day off, and so is the 4th
    ],
)
def test_the_head_has_three_days(bodies, clock, filed, due):
    case_id = driven(bodies, clock, "sent", filed)
    assert here(task_of(case_id).due_at) == due


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        ("2026-11-23T10:00", "2027-03-25 18:30"),  # 23 March is a holiday, 24 March stands in for one
        ("2026-10-30T10:00", "2027-03-01 18:30"),  # February has no 30th, and its last day is a Sunday
        ("2026-12-31T19:00", "2027-05-05 18:30"),  # after hours, before the holidays: day 0 is 5 January
    ],
)
def test_the_executor_has_four_months_from_the_acceptance(bodies, clock, accepted, due):
    clock.set("2026-10-26T10:00")
    case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
    clock.set(accepted)
    make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id)
    task, case = task_of(case_id), case_of(case_id)
    assert here(task.due_at) == here(case.due_at) == due
    assert task.assignee_id == bodies.executor.id


def test_steps_of_the_executor_further_on_end_with_the_same_four_months(bodies, clock):
    case_id = driven(bodies, clock, "accepted")
    due = here(task_of(case_id).due_at)
    for status in ("checked", "answered"):
        recruiting.drive(case_id, bodies, status, clock)
        assert here(task_of(case_id).due_at) == due


def test_the_security_department_has_a_term_of_ours_within_the_four_months(bodies, clock):
    case_id = driven(bodies, clock, "accepted")
    recruiting.answer_file(case_id)
    clock.set("2027-03-15T10:00")
    make.act(case_id, "send_for_special_check", bodies.executor)
    assert here(task_of(case_id).due_at) == here(case_of(case_id).due_at)


@pytest.mark.rule("CON-13")
def test_the_chair_has_a_working_day_after_the_appointment_and_the_department_seven(bodies, clock):
    clock.set("2026-12-11T10:00")  # a Friday
    case_id = driven(bodies, clock, "checked", "2026-12-11T10:00")
    at = datetime.fromisoformat("2026-12-15T10:00").replace(tzinfo=our_clock.ALMATY)
    make.act(case_id, "call_to_examination", bodies.executor, examination_at=at, examination_place="Абай, 1")
    # 16 December is a holiday.
    assert here(task_of(case_id).due_at) == "2026-12-17 18:30"
    clock.set("2026-12-15T15:00")
    make.act(case_id, "pass_conclusion", bodies.medical_chair, medical="passed", psychological="passed")
    # Seven working days from the 11th, when the material came: 14, 15, 17, 18, 21, 22, 23.
    assert here(task_of(case_id).due_at) == "2026-12-23 18:30"


def test_a_term_over_the_new_year_counts_its_holidays_out(bodies, clock):
    case_id = driven(bodies, clock, "examined", "2026-12-29T10:00")
    # 30 and 31 December, then 5, 6, 8, 11 and 12 January: 1 to 4 and 7 January are days off.
    assert here(task_of(case_id).due_at) == "2027-01-12 18:30"


@pytest.mark.rule("CON-14")
def test_the_head_has_three_days_for_the_signature_too(bodies, clock):
    case_id = driven(bodies, clock, "with_head")
    signed_on = our_clock.today()
    task = task_of(case_id)
    assert (task.role, our_clock.local(task.due_at).date() - signed_on) == (
        "head",
        date(2026, 11, 27) - date(2026, 11, 24),
    )


@pytest.mark.parametrize(
    ("status", "warned_at", "whom"),
    [
        ("sent", "2026-11-25 09:00", "head"),
        ("accepted", "2027-03-12 09:00", "executor"),
        ("special_check", "2026-12-15 09:00", "security"),
        ("examined", "2026-12-01 09:00", "defence"),
    ],
)
def test_the_holder_is_reminded_once_before_the_end(bodies, clock, status, warned_at, whom):
    case_id = driven(bodies, clock, status)
    assert here(task_of(case_id).warn_at) == warned_at
    clock.set(datetime.fromisoformat(warned_at).isoformat())
    clock.advance(minutes=-1)
    sweep()
    assert told(case_id, "due_soon") == []
    clock.advance(minutes=1)
    sweep()
    sweep()
    assert told(case_id, "due_soon") == [(whom, task_of(case_id).assignee_id)]


def test_a_reminder_of_what_is_done_meanwhile_does_not_come(bodies, clock):
    case_id = driven(bodies, clock, "sent")
    clock.set("2026-11-24T10:00")
    recruiting.drive(case_id, bodies, "accepted", clock)
    clock.set("2026-11-25T09:30")
    sweep()
    assert told(case_id, "due_soon") == []


@pytest.mark.parametrize("status", ["accepted", "special_check", "examination", "examined", "instructed"])
def test_whoever_is_late_and_the_head_hear_of_it(bodies, clock, status):
    case_id = driven(bodies, clock, status)
    task = task_of(case_id)
    clock.set(task.due_at)
    sweep()
    assert told(case_id, "overdue") == []
    clock.advance(minutes=1)
    sweep()
    task = task_of(case_id)
    assert (task.role, task.assignee_id) in told(case_id, "overdue") and task.overdue_at is not None
    assert ("head", None) in told(case_id, "overdue")


def test_a_late_head_hears_once_and_the_history_names_the_term(bodies, clock):
    case_id = driven(bodies, clock, "sent")
    clock.set("2026-11-27T09:00")
    sweep()
    sweep()
    assert told(case_id, "overdue") == [("head", None)]
    codes = db.session.scalars(select(Event.code).where(Event.case_id == case_id)).all()
    assert codes.count("became_overdue") == 1


def test_an_answer_that_is_late_is_told_to_the_candidate(bodies, clock):
    case_id = driven(bodies, clock, "accepted")
    clock.set("2027-03-26T09:00")
    sweep()
    told_last = db.session.scalars(
        select(Message.template).where(Message.case_id == case_id).order_by(Message.id.desc())
    ).first()
    assert told_last == "overdue" and case_of(case_id).overdue_at is not None


def test_the_schedule_warns_and_marks_by_itself(bodies, clock):
    case_id = driven(bodies, clock, "sent")
    clock.set("2026-11-25T09:30")
    deadlines.warn_of_ends()
    assert told(case_id, "due_soon") == [("head", None)]


def day_off(day: date) -> None:
    with transaction():
        correct_day(SITE, day, is_working=False, names=make.names("Day off"), source="Order 1")


@pytest.mark.parametrize(
    ("status", "day", "due", "warned_at"),
    [
        ("sent", date(2026, 11, 26), "2026-11-27 18:30", "2026-11-25 09:00"),
        ("accepted", date(2027, 3, 25), "2027-03-26 18:30", "2027-03-12 09:00"),
        ("special_check", date(2026, 12, 23), "2026-12-24 18:30", "2026-12-15 09:00"),
        ("checked", date(2027, 3, 25), "2027-03-26 18:30", "2027-03-12 09:00"),
        ("examined", date(2026, 11, 25), "2026-12-03 18:30", "2026-12-02 09:00"),
    ],
)
def test_a_corrected_calendar_dates_the_task_and_its_reminder_anew(
    bodies, clock, status, day, due, warned_at
):
    case_id = driven(bodies, clock, status)
    day_off(day)
    task = task_of(case_id)
    assert (here(task.due_at), here(task.warn_at)) == (due, warned_at)
    assert (task.role, task.assignee_id) in told(case_id, "dates_corrected")


def test_the_answers_own_day_moves_with_the_calendar_and_is_told(bodies, clock):
    case_id = driven(bodies, clock, "accepted")
    day_off(date(2027, 3, 25))
    assert here(case_of(case_id).due_at) == "2027-03-26 18:30"
    last = db.session.scalars(
        select(Message.template).where(Message.case_id == case_id).order_by(Message.id.desc())
    ).first()
    assert last == "redated"


def test_the_week_in_which_a_decline_is_told_moves_with_the_calendar(bodies, clock):
    case_id = driven(bodies, clock, "accepted")
    make.act(case_id, "decline", bodies.executor, grounds=["parameter"], facts="x")
    assert here(task_of(case_id).due_at) == "2026-11-30 09:00"
    day_off(date(2026, 11, 30))
    assert here(task_of(case_id).due_at) == "2026-12-01 09:00"
    clock.set("2026-12-01T09:00")
    deadlines.do_the_sites_part()
    assert case_of(case_id).status == "declined"


def test_the_last_day_to_sign_that_moves_is_told_to_the_candidate(bodies, clock):
    case_id = driven(bodies, clock, "agreement_offered")
    before = task_of(case_id).due_at
    day_off(our_clock.local(before).date())
    assert task_of(case_id).due_at > before
    last = db.session.scalars(
        select(Message).where(Message.case_id == case_id).order_by(Message.id.desc())
    ).first()
    assert last is not None and last.template == "own_term_moved"


def test_a_day_of_an_examination_that_is_taken_away_is_told_to_the_executor(bodies, clock):
    case_id = driven(bodies, clock, "examination")
    day_off(date(2026, 11, 24))
    assert told(case_id, "appointment_must_move") == [("executor", bodies.executor.id)]
