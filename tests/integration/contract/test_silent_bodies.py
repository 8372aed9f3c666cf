"""A department that has nobody, or is silent, does not keep a candidate for ever (834 annexes 1, 3, 4)."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select, update

import clock as our_clock
from database import db, transaction
from domain.errors import ActionNotOpen, AlreadyDone, InvalidData
from models.candidates import Examination, SpecialCheck
from models.cases import Event, Task
from models.documents import Document
from models.people import Officer
from models.signing import Signature
from queries.administration import overview
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import words_of
from tests.support.officers_at_work import at_desk, case_path, rows, send, send_and_sign, status_of
from tests.support.recruiting import Bodies
from tests.support.signing import quick_papers

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-16")]

FOUND = {"medical": "passed", "psychological": "passed"}


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture(autouse=True)
def _no_printing() -> Iterator[None]:
    with quick_papers():
        yield


@pytest.fixture
def case_id(bodies: Bodies) -> int:
    return recruiting.apply_for(recruiting.make_vacancy(bodies))


def picture() -> tuple[BytesIO, str]:
    return BytesIO(make.photo()), "scan.jpg"


def on_paper() -> dict[str, object]:
    return {"outgoing_number": "12-7/345", "outgoing_date": our_clock.today().isoformat(), "scan": picture()}


def is_late(clock: TestClock) -> None:
    """The open task is past its term, by an hour."""
    due = rows(select(Task.due_at).where(Task.closed_at.is_(None)))[0]
    clock.set(our_clock.local(due).strftime("%Y-%m-%dT%H:%M"))
    clock.advance(hours=1)


def signers(case_id: int, event: str) -> list[int | None]:
    """Who signed for this event."""
    db.session.rollback()
    found = select(Event.officer_id).join(Signature, Signature.event_id == Event.id)
    return list(db.session.scalars(found.where(Event.case_id == case_id, Event.code == event).distinct()))


@pytest.mark.rule("CON-10")
def test_a_positive_check_on_paper_is_entered_once_the_department_is_late_with_number_scan_and_signature(
    app, bodies, case_id, clock
):
    recruiting.drive(case_id, bodies, "special_check", clock)
    path = case_path(case_id, "record_paper_clearance")
    desk = at_desk(app, bodies.executor)
    assert f'href="{path}"' not in desk.get(case_path(case_id)).text
    assert desk.get(path).status_code == 409
    is_late(clock)
    desk = at_desk(app, bodies.executor)
    assert f'href="{path}"' in desk.get(case_path(case_id)).text
    for left_out in ("outgoing_number", "outgoing_date", "scan"):
        given = {name: value for name, value in on_paper().items() if name != left_out}
        assert send(desk, path, **given).status_code == 422, left_out
    send_and_sign(desk, path, **on_paper())
    assert status_of(case_id) == "checked"
    [check] = rows(select(SpecialCheck))
    assert (check.positive, check.outgoing_number) == (True, "12-7/345")
    assert check.officer_id == bodies.executor.id
    assert rows(select(Document.kind).where(Document.id == check.document_id)) == ["special_check_answer"]
    assert signers(case_id, "cleared_on_paper") == [bodies.executor.id]
    page = words_of(desk.get(case_path(case_id)))
    assert "Positive" in page and "Entered by" in page and "12-7/345" in page
    recruiting.drive(case_id, bodies, "examination", clock)


@pytest.mark.rule("CON-7", "CON-10")
def test_a_negative_check_on_paper_needs_no_delay_but_the_executors_signature(app, bodies, case_id, clock):
    recruiting.drive(case_id, bodies, "special_check", clock)
    answer = send(at_desk(app, bodies.executor), case_path(case_id, "record_paper_answer"), **on_paper())
    assert answer.status_code == 303 and status_of(case_id) == "special_check", "it waits for the signature"
    send_and_sign(at_desk(app, bodies.executor), case_path(case_id, "record_paper_answer"), **on_paper())
    assert status_of(case_id) == "checked"
    assert signers(case_id, "answered_on_paper") == [bodies.executor.id]


@pytest.mark.rule("CON-11", "CON-13")
@pytest.mark.parametrize("who", ["defence", "executor"])
def test_the_conclusion_of_a_silent_chair_is_entered_from_paper_by_who_is_next(
    app, bodies, case_id, clock, who
):
    recruiting.drive(case_id, bodies, "examination", clock)
    actor, path = getattr(bodies, who), case_path(case_id, "enter_conclusion")
    clock.set(recruiting.next_morning().strftime("%Y-%m-%dT12:00"))
    with pytest.raises(AlreadyDone):
        make.act(case_id, "enter_conclusion", actor, **FOUND, scan=recruiting.a_scan())
    is_late(clock)
    desk = at_desk(app, actor)
    assert f'href="{path}"' in desk.get(case_path(case_id)).text
    assert send(desk, path, **FOUND).status_code == 422, "not without the paper"
    send_and_sign(desk, path, **FOUND, scan=picture())
    assert status_of(case_id) == "examined"
    [found] = rows(select(Examination))
    assert (found.medical, found.psychological, found.chair_id) == ("passed", "passed", actor.id)
    assert signers(case_id, "conclusion_entered") == [actor.id]
    [scan] = rows(select(Document).where(Document.kind == "examination_conclusion"))
    for reader in (bodies.defence, bodies.executor):
        desk = at_desk(app, reader)
        assert "Entered by" in words_of(desk.get(case_path(case_id)))
        assert desk.get(case_path(case_id, "documents", scan.public_id)).status_code == 200
    recruiting.drive(case_id, bodies, "answered", clock)
    page = at_desk(app, bodies.executor).get(case_path(case_id)).text
    assert page.count("Scan of the conclusion") >= 2, "the chair's and the department's"


@pytest.mark.rule("CON-12", "CON-13")
def test_a_department_of_another_region_and_another_executor_enter_nothing(bodies, case_id, clock):
    recruiting.drive(case_id, bodies, "examination", clock)
    is_late(clock)
    elsewhere = recruiting.make_bodies("far", "110000000")
    for actor in (elsewhere.defence, elsewhere.executor, bodies.executors[1], bodies.security, bodies.unit):
        with pytest.raises((AlreadyDone, ActionNotOpen, InvalidData)):
            make.act(case_id, "enter_conclusion", actor, **FOUND, scan=recruiting.a_scan())
    assert status_of(case_id) == "examination"


def test_the_administrator_sees_where_a_task_waits_for_a_role_that_nobody_holds(bodies, case_id, clock):
    recruiting.drive(case_id, bodies, "examination", clock)

    def empty() -> list[tuple[int, tuple[str, ...]]]:
        db.session.rollback()
        return [(row.body.id, row.places) for row in overview(our_clock.now()).incomplete]

    assert empty() == []
    with transaction():
        db.session.execute(update(Officer).where(Officer.id == bodies.medical_chair.id).values(active=False))
    assert empty() == [(bodies.medical_chair.body_id, ("Chair of the medical commission",))]
