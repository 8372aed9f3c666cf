"""Giving applications out, the profiles of executors, and bulk reassignment (834; CON-3, CON-4)."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

import clock as our_clock
from actions.appointments import end_appointment, substitute
from database import db, transaction
from domain.roles import SITE, Actor, Role
from models.audit import AuditEntry
from models.cases import Case, Event, Notice, Task
from models.people import Appointment
from models.vacancies import ExecutorProfile
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.officers_at_work import at_desk, number_of, post, send
from tests.support.recruiting import Bodies
from tests.support.recruiting_everywhere import filed
from tests.support.signing_in import counted_statements, form_token

pytestmark = pytest.mark.usefixtures("session")

DISTRIBUTE = "/ministry/distribute/"
EXECUTORS = "/ministry/executors/"


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


def executor_of(case_id: int) -> int | None:
    db.session.rollback()
    return db.session.get_one(Case, case_id).executor_id


def profile(client, officer_id: int, **fields: object) -> None:
    answer = send(client, f"{EXECUTORS}{officer_id}/", **fields)
    assert answer.status_code == 303, answer.text


def leave(officer: Actor) -> None:
    """The officer's last day was yesterday."""
    with transaction():
        held = db.session.scalars(select(Appointment).where(Appointment.officer_id == officer.id)).one()
        end_appointment(SITE, held.id, our_clock.today() - timedelta(days=1))


def selected(text: str, number: str) -> str | None:
    """The executor that is chosen beforehand for this application."""
    field = re.search(rf'<select id="executor-{number}".*?</select>', text, re.S)
    found = re.search(r'<option value="(\d+)" selected', field[0])
    return found and found[1]


@pytest.mark.rule("CON-3", "CON-4")
def test_all_are_given_out_as_proposed_in_equal_shares(app, bodies):
    cases = filed(bodies, 4)
    head = at_desk(app, bodies.head)
    page = head.get(DISTRIBUTE)
    first, second = (str(executor.id) for executor in bodies.executors)
    chosen = {number_of(case_id): selected(page.text, number_of(case_id)) for case_id in cases}
    assert list(chosen.values()) == [first, second, first, second]
    assert "has 0 of 20" in page.text
    fields = {f"executor-{number}": executor for number, executor in chosen.items()}
    answer = post(head, DISTRIBUTE, form_token(page), {"shown": list(chosen), **fields})
    assert answer.status_code == 303
    assert [executor_of(case_id) for case_id in cases] == [int(first), int(second)] * 2
    assert {recruiting.status(case_id) for case_id in cases} == {"accepted"}
    assert "Every application has an executor." in head.get(DISTRIBUTE).text


@pytest.mark.rule("CON-4")
def test_one_button_gives_out_one_and_the_head_may_choose_by_hand(app, bodies):
    cases = filed(bodies, 2)
    by_hand = bodies.executors[1].id
    number, other = (number_of(case_id) for case_id in cases)
    head = at_desk(app, bodies.head)
    fields = {f"executor-{number}": by_hand, f"executor-{other}": by_hand}
    assert send(head, DISTRIBUTE, only=number, shown=[number, other], **fields).status_code == 303
    assert (executor_of(cases[0]), executor_of(cases[1])) == (by_hand, None)
    db.session.rollback()
    assert db.session.scalars(select(Notice.officer_id).where(Notice.code == "assigned")).all() == [by_hand]


@pytest.mark.rule("CON-4")
def test_a_proposal_goes_by_branch_region_and_capacity_and_says_so(app, bodies):
    (case_id,) = filed(bodies, 1, branch="navy")
    head = at_desk(app, bodies.head)
    first, second = bodies.executors
    profile(head, first.id, capacity="5", branches=["land"])
    profile(head, second.id, capacity="3", branches=["navy"], regions=[recruiting.REGION])
    text = head.get(DISTRIBUTE).text
    assert selected(text, number_of(case_id)) == str(second.id)
    for words in (
        "has 0 of 3",
        "this branch of troops is theirs",
        "this region is theirs",
        "nobody else fits",
    ):
        assert words in text
    profile(head, second.id, capacity="3", branches=["land"])
    text = head.get(DISTRIBUTE).text
    assert selected(text, number_of(case_id)) is None
    assert "Nobody fits" in text and "2 have other branches" in text


@pytest.mark.rule("CON-4")
def test_who_is_absent_is_shown_and_proposed_last(app, bodies):
    (case_id,) = filed(bodies, 1)
    first, second = bodies.executors
    stand_in = make.make_substitute("stand.in", first)
    head = at_desk(app, bodies.head)
    text = head.get(DISTRIBUTE).text
    assert "Stand.In stands in" in text
    assert selected(text, number_of(case_id)) == str(second.id)
    leave(second)
    text = head.get(DISTRIBUTE).text
    assert selected(text, number_of(case_id)) == str(first.id)
    assert "absent, a substitute acts" in text
    with transaction():  # the substitute is absent, too
        today = our_clock.today()
        substitute(SITE, stand_in.id, bodies.head.id, starts_on=today, ends_on=today)
    text = head.get(DISTRIBUTE).text
    assert selected(text, number_of(case_id)) is None
    assert "nobody stands in" in text and "1 is absent" in text


def test_what_somebody_else_gave_out_first_is_said_and_stops_none(app, bodies):
    cases = filed(bodies, 2)
    head = at_desk(app, bodies.head)
    page = head.get(DISTRIBUTE)
    make.act(cases[0], "distribute", bodies.head, executor=bodies.executors[1].id)
    numbers = [number_of(case_id) for case_id in cases]
    fields = {f"executor-{number}": bodies.executor.id for number in numbers}
    answer = post(head, DISTRIBUTE, form_token(page), {"shown": numbers, **fields})
    assert answer.status_code == 422
    assert "Somebody was first" in answer.text
    assert [executor_of(case_id) for case_id in cases] == [bodies.executors[1].id, bodies.executor.id]


def test_nothing_chosen_and_an_executor_of_elsewhere_are_refused(app, bodies):
    (case_id,) = filed(bodies, 1)
    number = number_of(case_id)
    head = at_desk(app, bodies.head)
    answer = send(head, DISTRIBUTE, shown=number, **{f"executor-{number}": ""})
    assert answer.status_code == 422 and "No executor was chosen" in answer.text
    assert "selected" not in answer.text.split(f'name="executor-{number}"')[1].split("</select>")[0]
    answer = send(head, DISTRIBUTE, only=number, **{f"executor-{number}": bodies.defence.id})
    assert answer.status_code == 422 and "Choose one of the answers in the list." in answer.text
    assert executor_of(case_id) is None


def test_a_profile_out_of_range_or_of_another_unit_is_refused(app, bodies):
    head = at_desk(app, bodies.head)
    path = f"{EXECUTORS}{bodies.executor.id}/"
    answer = send(head, path, capacity="0")
    assert answer.status_code == 422 and "from 1 to 500" in answer.text
    assert send(head, path, capacity="7", branches=["cavalry"]).status_code == 422
    other = recruiting.make_bodies("other")
    assert head.get(f"{EXECUTORS}{other.executor.id}/").status_code == 404
    db.session.rollback()
    assert db.session.scalars(select(ExecutorProfile)).all() == []


def test_a_saved_profile_is_in_the_audit_log(app, bodies):
    profile(at_desk(app, bodies.head), bodies.executor.id, capacity="7", branches=["navy", "land"])
    db.session.rollback()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.code == "executor_profile_saved")).one()
    assert entry.data == {"capacity": 7, "branches": ["land", "navy"], "regions": []}
    assert entry.officer_id == bodies.head.id


@pytest.mark.rule("CON-4")
def test_the_applications_of_an_executor_who_left_go_to_others_after_a_look_at_what_happens(
    app, bodies, clock
):
    cases = filed(bodies, 4)
    for case_id in cases:
        make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id)
    # Also what lies with the head, and comes back to its executor.
    recruiting.drive(cases[2], bodies, "with_head", clock)
    recruiting.drive(cases[3], bodies, "instruction_drawn_up", clock)
    leave(bodies.executor)
    head = at_desk(app, bodies.head)
    assert "Has left" in head.get(EXECUTORS).text
    plan = planned(head, bodies.executor)
    assert "Give 4 applications" in plan.text
    assert {executor_of(case_id) for case_id in cases} == {bodies.executor.id}  # nothing has happened yet
    assert confirmed(head, bodies.executor, plan).status_code == 303
    other = bodies.executors[1]
    assert [executor_of(case_id) for case_id in cases] == [other.id] * 4
    events = db.session.scalars(select(Event).where(Event.code == "reassigned").order_by(Event.case_id)).all()
    assert [(event.case_id, event.data["reason"]) for event in events] == [
        (case_id, "Кетті") for case_id in cases
    ]
    make.act(cases[3], "give_instruction_back", bodies.head, reason="Мекенжай қате")
    assert task_of(cases[3]).assignee_id == other.id
    # The agreement is signed, and the next step is the task of who has it now.
    make.act(cases[2], "sign_for_ministry", bodies.head)
    assert task_of(cases[2]).assignee_id == other.id


@pytest.mark.rule("CON-4")
@pytest.mark.parametrize(
    "at",
    [
        *("accepted", "special_check", "checked", "examination", "examined", "answered"),
        *("agreement_offered", "with_head", "agreed", "instruction_drawn_up"),
    ],
)
def test_no_application_stays_with_an_executor_who_is_absent(app, bodies, clock, at):
    (case_id,) = filed(bodies, 1)
    make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id)
    recruiting.drive(case_id, bodies, at, clock)
    make.make_substitute("stand.in", bodies.executor)
    head = at_desk(app, bodies.head)
    assert confirmed(head, bodies.executor, planned(head, bodies.executor)).status_code == 303
    assert executor_of(case_id) == bodies.executors[1].id


def planned(head: FlaskClient, executor: Actor) -> TestResponse:
    """The plan of giving all that this executor has to others, in equal shares."""
    plan = send(head, f"{EXECUTORS}{executor.id}/reassign/", to="0", reason="Кетті")
    assert plan.status_code == 200 and "Stays:" not in plan.text
    return plan


def confirmed(head: FlaskClient, executor: Actor, plan: TestResponse) -> TestResponse:
    """The plan is carried out."""
    listed = re.findall(r'name="listed" value="([^"]+)"', plan.text)
    to = dict(re.findall(r'name="(to-[^"]+)" value="(\d+)"', plan.text))
    fields = {"to": "0", "reason": "Кетті", "listed": listed, **to}
    return post(head, f"{EXECUTORS}{executor.id}/reassign/confirm/", form_token(plan), fields)


def task_of(case_id: int) -> Task:
    """The one open task of the case."""
    db.session.rollback()
    return db.session.scalars(select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None))).one()


def test_without_a_reason_nothing_is_planned(app, bodies):
    (case_id,) = filed(bodies, 1)
    make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id)
    path = f"{EXECUTORS}{bodies.executor.id}/reassign/"
    answer = send(at_desk(app, bodies.head), path, to="0", reason=" ")
    assert answer.status_code == 422 and "What will happen" not in answer.text


def test_distribution_takes_the_same_number_of_queries_for_one_and_for_many(app, bodies):
    filed(bodies, 1)
    head = at_desk(app, bodies.head)

    def queries() -> int:
        head.get(DISTRIBUTE)
        with counted_statements() as statements:
            assert head.get(DISTRIBUTE).status_code == 200
        return len(statements)

    one = queries()
    vacancy_id = recruiting.make_vacancy(bodies, places=9)
    for iin in make.IINS[1:5]:
        recruiting.apply_for(vacancy_id, iin=iin)
    assert queries() == one


@pytest.mark.parametrize("role", [Role.EXECUTOR, Role.SECURITY, Role.DEFENCE])
def test_only_the_head_gives_out_and_sees_executors(app, bodies, role):
    who = {Role.EXECUTOR: bodies.executor, Role.SECURITY: bodies.security, Role.DEFENCE: bodies.defence}
    client = at_desk(app, who[role])
    assert client.get(DISTRIBUTE).status_code == 403
    assert client.get(EXECUTORS).status_code == 403
