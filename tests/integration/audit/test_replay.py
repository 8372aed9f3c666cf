"""Every case's history leads to what is stored of it; what was changed by hand is told."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from actions.calendar import correct_day
from actions.complaints import file_complaint, take_complaint_action
from actions.history import add_event
from actions.timekeeping import mark_case_overdue, mark_overdue, overdue_tasks
from clock import now
from database import db, transaction
from domain.roles import SITE
from models.cases import Case
from queries.audit_cases import replayed_cases
from tests.conftest import TestClock
from tests.integration.audit.conftest import Verdict, attack
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import counted
from tests.support.factories import Commission

pytestmark = pytest.mark.usefixtures("session", "clock", "file")

Verify = Callable[..., Verdict]

NAMES = {"kk": "Күн", "ru": "День", "en": "Day"}


def problems() -> list[str]:
    """Of all cases."""
    db.session.rollback()
    found = [problem for case in replayed_cases() for problem in case.problems]
    db.session.rollback()
    return found


@pytest.mark.parametrize(
    "at", ["registered", "examined", "hearing_called", "concluded", "recorded", "refused", "withdrawn"]
)
def test_the_history_explains_a_deferral_at_every_stage(commission: Commission, at: str) -> None:
    make.make_case(commission, at=at)
    assert problems() == []


def test_it_explains_an_application_that_waits_for_the_morning(
    commission: Commission, clock: TestClock
) -> None:
    clock.set("2026-11-23T20:00")
    make.make_case(commission, at="filed")
    assert problems() == []


@pytest.mark.parametrize("at", ["accepted", "examined", "with_head", "instructed"])
def test_it_explains_a_candidacy_and_what_the_candidate_reads(clock: TestClock, at: str) -> None:
    make.make_calendar()
    bodies = recruiting.make_bodies()
    case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
    recruiting.drive(case_id, bodies, at, clock)
    assert problems() == []
    if at == "with_head":
        make.act(case_id, "decline", bodies.head, grounds=["parameter"], facts="Сыр")
        assert problems() == []
        attack("UPDATE cases SET shown_instead = NULL")
        assert any("should read" in problem for problem in problems())


def test_it_explains_what_was_late_dated_anew_and_complained_of(
    commission: Commission, clock: TestClock
) -> None:
    case_id = make.make_case(commission, at="under_examination")
    with transaction():
        correct_day(SITE, date(2026, 11, 26), is_working=False, names=NAMES, source="Order")
    clock.set("2026-12-21T10:00")
    for task_id in overdue_tasks(now()):
        with transaction():
            mark_overdue(task_id)
    with transaction():
        mark_case_overdue(case_id)
    make.act(case_id, "proceed", commission.chair)
    with transaction():
        complaint = file_complaint(case_id, make.citizen(1), "inaction", "Жауап жоқ").id
    with transaction():
        take_complaint_action(complaint, "satisfy_complaint", commission.complaints, {"reply": "Иә"})
    assert problems() == []
    attack("UPDATE complaints SET status = 'filed'")
    assert "complaint 1 is satisfied by its history, and filed by what is stored" in problems()
    attack("UPDATE complaints SET status = 'satisfied', closed_at = NULL")
    assert problems() == ["complaint 1 is not closed, against its history"]


BY_HAND = {
    "a refused case is granted": ("UPDATE cases SET status = 'concluded'", "leads to refused"),
    "a status that is none": ("UPDATE cases SET status = 'kingdom'", "leads to refused"),
    "the decision is taken back": ("UPDATE cases SET decided_at = NULL", "decided by its history"),
    "another application is closed off": ("UPDATE cases SET open_key = 'x'", "may apply again"),
    "the application is another one": ("UPDATE cases SET application = '{}'", "not the one that was sent"),
    "text and hash are another": (
        "UPDATE cases SET application = '{}', application_sha256 ="
        " '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'",
        "not the one that was sent",
    ),
    "the term is moved": ("UPDATE cases SET due_at = filed_at", "its due date should be"),
    "it was never late": ("UPDATE cases SET overdue_at = filed_at", "marked overdue"),
    "minutes are made up": ("UPDATE cases SET minutes_number = '13'", "minutes no. None"),
    "a decision is made up": (
        "UPDATE result_documents SET kind = 'conclusion'",
        "not those that the history issued",
    ),
    "an annulled document counts": (
        "UPDATE result_documents SET status = 'annulled'",
        "which result document counts",
    ),
    "a member never agreed": ("UPDATE opinions SET agrees = NOT agrees WHERE seat = 'health'", "opinions"),
    "a member's opinion goes": ("DELETE FROM opinions WHERE seat = 'health'", "opinions"),
    "a task comes back": (
        "UPDATE tasks SET closed_at = NULL WHERE step = 'heard'",
        "a task of heard is open",
    ),
    "a task was done otherwise": ("UPDATE tasks SET outcome = 'x' WHERE step = 'heard'", "closed by x"),
    "the end of the history goes": (
        "DELETE FROM events WHERE code = 'refused'",
        "names an action whose event is not",
    ),
    "a move is written into the history": (
        "UPDATE events SET code = 'concluded', to_status = 'concluded' WHERE code = 'refused'",
        "the case says refused",
    ),
    "an action nobody took": (
        "INSERT INTO events (case_id, sequence, at, code, role, data, from_status, to_status)"
        " SELECT 1, max(sequence) + 1, max(at), 'result_annulled', 'chair', '{}', 'refused', 'annulled'"
        " FROM events",
        "that the audit log does not know",
    ),
    "somebody else's edition": ("UPDATE cases SET edition = '1999'", "no edition 1999"),
}


@pytest.mark.parametrize("threat", BY_HAND)
def test_what_somebody_changed_by_hand_is_told(commission: Commission, threat: str, verify: Verify) -> None:
    make.make_case(commission, at="refused")
    statement, told = BY_HAND[threat]
    attack(statement)
    assert any(told in problem for problem in problems()), problems()
    verdict = verify()
    assert (verdict.code, verdict.figures["unexplained"], verdict.figures["broken"]) == (1, 1, 0)
    assert verdict.faults[0].startswith("Case 26-")


def test_a_case_that_no_history_tells_of(commission: Commission) -> None:
    make.make_case(commission)
    attack("DELETE FROM events")
    assert problems()[0] == "it has no history"


def test_an_event_that_replaying_would_not_know_cannot_be_written(commission: Commission) -> None:
    case = db.session.get_one(Case, make.make_case(commission))
    with pytest.raises(ValueError, match="no event of deferral"):
        add_event(case, "crowned", SITE)


def test_the_number_of_queries_does_not_grow_with_the_cases(commission: Commission, app: Flask) -> None:
    def queries() -> int:
        db.session.rollback()
        with counted() as made:
            list(replayed_cases())
        return len(made)

    make.make_case(commission)
    one = queries()
    for iin in make.IINS[1:3]:
        make.make_case(commission, at="concluded", person_id=make.make_person(iin))
    assert queries() == one
    assert len(list(replayed_cases())) == 3
