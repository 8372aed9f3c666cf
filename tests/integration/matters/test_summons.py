"""Summoned although an application is under review: told, answered, unanswered, overtaken by the decision."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from actions import matters
from actions.calendar import correct_day
from actions.timekeeping import mark_overdue, overdue_tasks
from clock import now
from database import db, transaction
from domain.errors import ActionNotOpen, AlreadyDone, InvalidData
from domain.roles import SITE, Role
from models.bodies import Body
from models.cases import Case, FilingProof, Notice
from queries.own_case import own_case
from tests.conftest import TestClock
from tests.integration.audit.conftest import attack
from tests.support import factories as make
from tests.support import recruiting
from tests.support.factories import Commission, the_case
from tests.support.summonses import answer, events_of, moment, tasks_of, tell, texts, the_matter, unexplained

pytestmark = pytest.mark.usefixtures("session", "clock")


def pass_the_terms() -> None:
    """What the job does with tasks that are late."""
    for task_id in overdue_tasks(now()):
        with transaction():
            mark_overdue(task_id)


def test_it_becomes_a_task_of_the_military_body_with_the_proof_and_moves_nothing(
    commission: Commission, case_id: int
) -> None:
    before = the_case(case_id)
    stood = (before.status, before.due_at, before.open_key)
    matter_id = tell(case_id, summons_number="114")
    [task] = tasks_of(matter_id)
    assert (task.role, task.body_id) == (Role.MILITARY_BODY, commission.military.body_id)
    assert task.due_at == moment("2026-11-24T18:30"), "one working day comes before Friday"
    after = the_case(case_id)
    assert (after.status, after.due_at, after.open_key) == stood
    assert db.session.get(FilingProof, case_id) is not None
    assert events_of(matter_id) == ["summons_told"]
    assert the_matter(matter_id).told["summons_number"] == "114"
    [text] = texts("summons_passed_on")
    assert "24.11 18:30" in text and "Момышұлы" not in text and "114" not in text
    assert unexplained() == []


def test_the_hour_of_the_summons_comes_first_where_it_is_sooner(case_id: int) -> None:
    matter_id = tell(case_id, "2026-11-23T16:00")
    assert tasks_of(matter_id)[0].due_at == the_matter(matter_id).answer_by == moment("2026-11-23T16:00")


ANSWERS = {
    "put_off_appearance": ("appearance_put_off", "summons_put_off", {}),
    "take_summons_back": ("summons_taken_back", "summons_taken_back", {"reply": "Тізім қате болған"}),
    "let_summons_stand": ("summons_stands", "summons_stands", {"reply": "Медициналық комиссияға келіңіз"}),
}


@pytest.mark.parametrize("code", ANSWERS)
def test_each_answer_closes_it_and_is_told(commission: Commission, case_id: int, code: str) -> None:
    status, template, words = ANSWERS[code]
    matter_id = tell(case_id)
    answer(matter_id, code, commission.military, **words)
    matter = the_matter(matter_id)
    assert (matter.status, matter.reply) == (status, words.get("reply"))
    assert matter.closed_at is not None and tasks_of(matter_id)[0].closed_at is not None
    [text] = texts(template)
    assert "Тізім" not in text and "Медициналық" not in text, "why stands in the cabinet only"
    assert the_case(case_id).status == "under_examination"
    with pytest.raises(AlreadyDone):
        answer(matter_id, "take_summons_back", commission.military)
    assert unexplained() == []


def test_that_it_stands_needs_a_reason(commission: Commission, case_id: int) -> None:
    matter_id = tell(case_id)
    with pytest.raises(InvalidData, match="reply"):
        answer(matter_id, "let_summons_stand", commission.military)


@pytest.mark.parametrize("who", ["chair", "complaints"])
def test_nobody_else_of_the_district_answers(commission: Commission, case_id: int, who: str) -> None:
    matter_id = tell(case_id)
    with pytest.raises(ActionNotOpen):
        answer(matter_id, "take_summons_back", getattr(commission, who))


def test_another_districts_military_body_does_not_answer(case_id: int) -> None:
    other = make.make_commission("195200000", "karasai")
    with pytest.raises(ActionNotOpen):
        answer(tell(case_id), "take_summons_back", other.military)


def test_silence_is_flagged_and_the_applicant_hears_whom_to_call_once(
    commission: Commission, case_id: int, clock: TestClock
) -> None:
    with transaction():
        db.session.get_one(Body, commission.military.body_id).phone = "+7 727 300 11 22"
    matter_id = tell(case_id)
    clock.set("2026-11-24T18:31")
    pass_the_terms()
    pass_the_terms()
    [text] = texts("summons_unanswered")
    assert "+7 727 300 11 22" in text
    assert tasks_of(matter_id)[0].overdue_at is not None
    told = db.session.query(Notice).filter(Notice.code == "overdue", Notice.case_id == case_id).all()
    of_body = [notice for notice in told if notice.role == Role.MILITARY_BODY]
    assert [notice.data["matter"] for notice in of_body] == [matter_id]
    assert any(notice.role == Role.CHAIR for notice in told)
    answer(matter_id, "put_off_appearance", commission.military)
    assert the_matter(matter_id).status == "appearance_put_off", "a late answer still counts"
    assert unexplained() == []


def test_without_a_number_to_call_the_contact_centre_is_named(
    commission: Commission, case_id: int, clock: TestClock
) -> None:
    with transaction():
        db.session.get_one(Body, commission.military.body_id).phone = "ішкі 12, кезекші"
    tell(case_id)
    clock.set("2026-11-24T18:31")
    pass_the_terms()
    assert "1414" in texts("summons_unanswered")[0]


def test_two_bodies_are_asked_where_residence_and_registration_differ(
    commission: Commission, case_id: int, clock: TestClock
) -> None:
    other = make.make_commission("195200000", "karasai")
    with transaction():
        db.session.get_one(Case, case_id).military_district_code = "195200000"
    matter_id = tell(case_id)
    assert {task.body_id for task in tasks_of(matter_id)} == {
        commission.military.body_id,
        other.military.body_id,
    }
    clock.set("2026-11-24T18:31")
    pass_the_terms()
    assert len(texts("summons_unanswered")) == 1
    answer(matter_id, "put_off_appearance", other.military)
    assert all(task.closed_at for task in tasks_of(matter_id))
    assert unexplained() == []


@pytest.mark.parametrize("end", ["withdrawn", "concluded", "refused"])
def test_the_decision_closes_it(commission: Commission, clock: TestClock, end: str) -> None:
    case_id = make.make_case(commission, at="registered")
    matter_id = tell(case_id)
    make.drive(case_id, commission, end)
    matter = the_matter(matter_id)
    assert (matter.status, matter.closed_at is not None) == ("summons_closed", True)
    assert events_of(matter_id) == ["summons_told", "summons_closed"]
    assert tasks_of(matter_id)[0].closed_at is not None
    with pytest.raises(AlreadyDone):
        answer(matter_id, "put_off_appearance", commission.military)
    with pytest.raises(ActionNotOpen):
        tell(case_id)
    assert unexplained() == []


def test_one_waits_at_a_time_and_another_may_follow_it(commission: Commission, case_id: int) -> None:
    first = tell(case_id)
    with pytest.raises(AlreadyDone):
        tell(case_id, "2026-11-26T10:00")
    answer(first, "take_summons_back", commission.military)
    second = tell(case_id, "2026-11-30T10:00")
    assert second != first and the_matter(second).closed_at is None
    assert unexplained() == []


def test_one_that_nobody_answered_gives_way(case_id: int, clock: TestClock) -> None:
    first = tell(case_id)
    clock.set("2026-11-25T10:00")
    second = tell(case_id, "2026-11-30T10:00")
    assert the_matter(first).status == "summons_lapsed"
    assert events_of(first) == ["summons_told", "summons_lapsed"]
    assert the_matter(second).closed_at is None
    assert unexplained() == []


WRONG = {
    "yesterday": ({"summons_at": "2026-11-22T10:00"}, "summons_at"),
    "years ahead": ({"summons_at": "2029-11-22T10:00"}, "summons_at"),
    "nowhere": ({"summons_place": " "}, "summons_place"),
    "a number that is a text": ({"summons_number": "9" * 41}, "summons_number"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_is_said(case_id: int, what: str) -> None:
    data: dict[str, Any] = dict(WRONG[what][0])
    at = data.pop("summons_at", "2026-11-27T09:30")
    with pytest.raises(InvalidData) as refused:
        tell(case_id, at, **data)
    assert set(refused.value.problems) == {WRONG[what][1]}


def test_strangers_and_candidates_tell_of_none(commission: Commission, case_id: int) -> None:
    stranger = make.citizen(make.make_person(make.IINS[1]))
    applicant = make.citizen(the_case(case_id).person_id)
    data = {"summons_at": moment("2026-11-27T09:30"), "summons_place": "x"}
    with pytest.raises(ActionNotOpen), transaction():
        matters.begin(case_id, "summoned", stranger, data)
    with pytest.raises(ActionNotOpen), transaction():
        matters.begin(case_id, "crowned", applicant, data)
    bodies = recruiting.make_bodies()
    candidacy = recruiting.apply_for(recruiting.make_vacancy(bodies), iin=make.IINS[2])
    assert own_case(the_case(candidacy), now()).may_begin == ()
    assert [kind.code for kind in own_case(the_case(case_id), now()).may_begin] == ["summoned"]
    with pytest.raises(ActionNotOpen):
        tell(candidacy)


def test_where_no_body_answers_it_says_so(commission: Commission, case_id: int) -> None:
    with transaction():
        db.session.get_one(Body, commission.military.body_id).active = False
    with pytest.raises(InvalidData) as refused:
        tell(case_id)
    assert refused.value.problems == {"": "nobody_answers"}


def test_a_corrected_calendar_dates_it_anew(case_id: int) -> None:
    matter_id = tell(case_id)
    names = {"kk": "Күн", "ru": "День", "en": "Day"}
    with transaction():
        correct_day(SITE, date(2026, 11, 24), is_working=False, names=names, source="Order")
    assert tasks_of(matter_id)[0].due_at == the_matter(matter_id).answer_by == moment("2026-11-25T18:30")
    assert unexplained() == []


BY_HAND = {
    "it was answered otherwise": ("UPDATE matters SET status = 'summons_stands'", "by its history"),
    "it is closed without an answer": ("UPDATE matters SET closed_at = at", "closed, against its history"),
    "its history goes": ("UPDATE events SET matter_id = NULL WHERE matter_id IS NOT NULL", "has no history"),
    "it goes": ("DELETE FROM matters", "that is not there"),
    "its task was done otherwise": (
        "UPDATE tasks SET closed_at = due_at, outcome = 'x' WHERE matter_id IS NOT NULL",
        "closed by x",
    ),
}


@pytest.mark.parametrize("what", BY_HAND)
def test_what_somebody_changed_by_hand_is_told(app: Flask, case_id: int, what: str) -> None:
    tell(case_id)
    statement, told = BY_HAND[what]
    attack(statement)
    assert any(told in problem for problem in unexplained()), unexplained()
