"""Nobody's work: a body that goes while something waits for it, one that is not there, one that is silent."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import clock as our_clock
from actions import posts
from actions.bodies import save_body
from database import db, transaction
from domain.errors import AlreadyDone, InvalidData
from domain.roles import SITE, BodyKind
from models.bodies import Body
from models.candidates import Examination, SpecialCheck
from models.cases import Case, Task
from models.documents import Document
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.administration import AdminDesk
from tests.support.citizens import words_of
from tests.support.officers_at_work import at_desk, case_path, rows, send, send_and_sign, status_of
from tests.support.recruiting import Bodies

pytestmark = pytest.mark.usefixtures("session")

HAS_WORK = "There is work for this body"
NO_BODY = "no body does what comes next"


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture
def case_id(bodies: Bodies) -> int:
    return recruiting.apply_for(recruiting.make_vacancy(bodies))


def body_of(bodies: Bodies, name: str) -> int:
    """The id of one of the bodies."""
    ids = {"ministry": bodies.ministry_id, "unit": bodies.unit_id}
    return ids.get(name) or getattr(bodies, name).body_id


def save(body_id: int, **changed: Any) -> None:
    """Save the body as it is, but for what is changed."""
    body = db.session.get_one(Body, body_id)
    kept = {"district_code": body.district_code, "active": body.active}
    kind, name = BodyKind(body.kind), body.name_en
    db.session.rollback()
    with transaction():
        save_body(SITE, kind, make.names(name), body_id=body_id, **{**kept, **changed})


def assert_stays(body_id: int, field: str = "active", **changed: Any) -> None:
    with pytest.raises(InvalidData) as refused:
        save(body_id, **(changed or {"active": False}))
    assert refused.value.problems == {field: "has_work"}


def shut(body_id: int) -> None:
    """Close a body past every check, as a slip in the database would."""
    with transaction():
        db.session.get_one(Body, body_id).active = False


def picture() -> tuple[BytesIO, str]:
    return BytesIO(make.photo()), "scan.jpg"


@pytest.mark.rule("CON-3", "CON-8", "CON-11")
class TestClosing:
    """A body stays while there is something for it to do."""

    @pytest.mark.parametrize(
        ("at", "name"),
        [
            ("sent", "ministry"),
            ("special_check", "ministry"),
            ("special_check", "security"),
            ("examination", "defence"),
            ("examined", "defence"),
            ("instructed", "unit"),
        ],
    )
    def test_a_body_with_which_a_case_lies_is_not_closed(self, bodies, case_id, clock, at, name):
        recruiting.drive(case_id, bodies, at, clock)
        assert_stays(body_of(bodies, name))

    @pytest.mark.parametrize("name", ["security", "defence"])
    def test_the_last_body_of_a_region_does_not_go_before_its_cases_come(self, bodies, case_id, name):
        body_id = body_of(bodies, name)
        assert_stays(body_id)
        assert_stays(body_id, "district_code", district_code=make.ALATAU)
        second = make.make_body(BodyKind(name), recruiting.REGION, "Another one")
        save(body_id, active=False)
        assert_stays(second)

    @pytest.mark.parametrize("name", ["security", "defence"])
    def test_a_body_with_a_task_does_not_go_for_there_being_another(self, bodies, case_id, clock, name):
        recruiting.drive(case_id, bodies, {"security": "special_check", "defence": "examined"}[name], clock)
        make.make_body(BodyKind(name), recruiting.REGION, "Another one")
        assert_stays(body_of(bodies, name))
        assert_stays(body_of(bodies, name), "district_code", district_code=make.ALATAU)

    def test_the_bodies_of_other_regions_may_go(self, case_id):
        elsewhere = recruiting.make_bodies("far", "110000000")
        for name in ("security", "defence", "unit", "ministry"):
            save(body_of(elsewhere, name), active=False)

    def test_an_open_post_keeps_its_unit_and_its_publisher(self, bodies):
        vacancy_id = recruiting.make_vacancy(bodies)
        for name in ("unit", "ministry"):
            assert_stays(body_of(bodies, name))
        with transaction():
            posts.close(bodies.head, vacancy_id)
        for name in ("unit", "ministry"):
            save(body_of(bodies, name), active=False)

    def test_a_closed_post_keeps_its_unit_while_somebody_goes_on_for_it(self, bodies, clock):
        case_id = recruiting.apply_for(recruiting.make_vacancy(bodies, places=2))
        recruiting.drive(case_id, bodies, "agreed", clock)
        with transaction():
            posts.close(bodies.head, db.session.get_one(Case, case_id).vacancy_id)
        assert_stays(bodies.unit_id)

    def test_when_the_last_case_has_ended_every_body_may_go(self, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "arrived", clock)
        for name in ("security", "defence", "unit", "ministry"):
            save(body_of(bodies, name), active=False)

    def test_a_name_is_corrected_whatever_waits(self, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "special_check", clock)
        save(body_of(bodies, "security"), address="Алматы, Желтоқсан 1")
        save(bodies.unit_id, district_code=make.ALATAU)

    @pytest.mark.parametrize(
        ("changed", "field"), [({"active": ""}, "active"), ({"district_code": make.ALATAU}, "district_code")]
    )
    def test_the_administrator_reads_why_and_nothing_typed_is_lost(
        self, app, bodies, case_id, changed, field
    ):
        desk, path = AdminDesk(app), f"/admin/bodies/{body_of(bodies, 'security')}/"
        typed = {"name_kk": "1", "name_ru": "2", "name_en": "Renamed", "phone": "7 727 1"}
        kept = {"district_code": recruiting.REGION, "address": "1 Abai", "active": "y"}
        sent = {name: value for name, value in {**typed, **kept, **changed}.items() if value}
        page = desk.send(path, status=422, **sent)
        assert page.count(HAS_WORK) == 2, "once in the summary, once beside the field"
        assert f'href="#{field}"' in page and 'value="1 Abai"' in page and 'value="Renamed"' in page
        assert rows(select(Body.name_en).where(Body.kind == "security")) == ["Security k"]


@pytest.mark.rule("CON-8", "CON-11")
class TestNobodyThere:
    """A case does not go where nobody would find it."""

    def test_no_file_goes_to_a_security_department_that_is_not_there(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "accepted", clock)
        recruiting.answer_file(case_id)
        shut(body_of(bodies, "security"))
        answer = send(at_desk(app, bodies.executor), case_path(case_id, "send_for_special_check"))
        assert answer.status_code == 422 and NO_BODY in words_of(answer)
        assert status_of(case_id) == "accepted"
        assert rows(select(SpecialCheck.case_id)) == []
        [task] = rows(select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None)))
        assert (task.step, task.assignee_id) == ("accepted", bodies.executor.id)

    def test_nobody_is_called_to_a_department_for_defence_that_is_not_there(
        self, app, bodies, case_id, clock
    ):
        recruiting.drive(case_id, bodies, "checked", clock)
        shut(body_of(bodies, "defence"))
        answer = send(
            at_desk(app, bodies.executor),
            case_path(case_id, "call_to_examination"),
            examination_at=recruiting.next_morning().strftime("%Y-%m-%dT10:00"),
            examination_place="Абай даңғылы, 1",
        )
        assert answer.status_code == 422 and NO_BODY in words_of(answer)
        assert "Абай даңғылы, 1" in answer.text
        assert (status_of(case_id), db.session.get_one(Case, case_id).appointment_at) == ("checked", None)

    def test_it_goes_on_when_a_body_is_entered(self, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "accepted", clock)
        recruiting.answer_file(case_id)
        shut(body_of(bodies, "security"))
        with pytest.raises(InvalidData) as refused:
            make.act(case_id, "send_for_special_check", bodies.executor)
        assert refused.value.problems == {"": "no_body"}
        new = make.make_body(BodyKind.SECURITY, recruiting.REGION, "New")
        make.act(case_id, "send_for_special_check", bodies.executor)
        [task] = rows(select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None)))
        assert task.body_id == new


class TestSilent:
    """A case goes on when the body that has it does not answer in its term."""

    @pytest.mark.rule("CON-13")
    def test_the_executor_enters_the_answer_of_a_silent_department(self, app, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "examined", clock)
        path = case_path(case_id, "enter_examination_answer")
        assert at_desk(app, bodies.executor).get(path).status_code == 409
        clock.advance(days=15)
        assert at_desk(app, bodies.executors[1]).get(path).status_code == 404
        assert at_desk(app, bodies.head).get(path).status_code == 403
        desk = at_desk(app, bodies.executor)
        failed = send(desk, path, fitness="failed", scan=picture())
        assert failed.status_code == 422 and "does not fit the conclusion" in words_of(failed)
        send_and_sign(desk, path, fitness="passed", scan=picture())
        assert status_of(case_id) == "answered"
        found = rows(select(Examination))[0]
        scan = rows(select(Document).where(Document.id == found.document_id))[0]
        assert (found.fitness, found.officer_id, scan.officer_id) == ("passed", *[bodies.executor.id] * 2)
        recruiting.drive(case_id, bodies, "agreement_offered", clock)

    @pytest.mark.rule("CON-13")
    def test_what_the_executor_enters_the_department_cannot_answer_any_more(self, bodies, case_id, clock):
        recruiting.drive(case_id, bodies, "examined", clock)
        clock.advance(days=15)
        answer = {"fitness": "passed", "scan": recruiting.a_scan()}
        make.act(case_id, "enter_examination_answer", bodies.executor, **answer)
        with pytest.raises(AlreadyDone):
            make.act(case_id, "answer_examination", bodies.defence, **answer)

    @pytest.mark.rule("CON-15")
    @pytest.mark.parametrize(
        ("code", "status"), [("confirm_for_unit", "arrived"), ("report_absence_for_unit", "did_not_arrive")]
    )
    def test_the_head_ends_a_case_whose_unit_is_silent(self, app, bodies, case_id, clock, code, status):
        recruiting.drive(case_id, bodies, "instructed", clock)
        path = case_path(case_id, code)
        [at] = rows(select(Case.appointment_at))
        clock.set((our_clock.local(at) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
        assert at_desk(app, bodies.head).get(path).status_code == 409, "the unit still has its day"
        clock.advance(days=5)
        assert at_desk(app, bodies.executor).get(path).status_code == 403
        desk = at_desk(app, bodies.head)
        missing = send(desk, path, reason="")
        assert missing.status_code == 422 and "Fill this in." in words_of(missing)
        assert send(desk, path, reason="Бөлім телефонмен растады").status_code == 303
        assert status_of(case_id) == status
        assert rows(select(Task.id).where(Task.case_id == case_id, Task.closed_at.is_(None))) == []
