"""What undoes an agreement that both sides signed, when the candidate falls ill or does not come (CON-15)."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

import clock as our_clock
from actions import posts
from database import db, transaction
from domain.errors import AlreadyDone, InvalidData
from models.candidates import DrawnUpPaper
from models.cases import Case, Notice, Task
from models.documents import ResultDocument
from models.messaging import Message
from models.vacancies import Vacancy
from queries.reports import Filters, Outcome, report
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.begun_signatures import begun, checked, signed
from tests.support.citizens import browser_of, words_of
from tests.support.officers_at_work import at_desk, case_path, number_of, rows, send_and_sign, status_of
from tests.support.recruiting import Bodies
from tests.support.signing import quick_papers

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-14", "CON-15")]

WHY = "Кандидат ауырып қалды"


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
    return recruiting.apply_for(recruiting.make_vacancy(bodies), person_id=make.make_person(language="en"))


def case_of(case_id: int) -> Case:
    db.session.rollback()
    return db.session.get_one(Case, case_id)


def post_of(case_id: int) -> tuple[int, str]:
    """How many places of the candidate's post are taken, and how it stands."""
    vacancy = db.session.get_one(Vacancy, case_of(case_id).vacancy_id)
    return vacancy.taken, vacancy.state


def results(case_id: int) -> list[tuple[str, str, str | None]]:
    found = rows(select(ResultDocument).where(ResultDocument.case_id == case_id).order_by(ResultDocument.id))
    return [(one.kind, one.status, one.reason) for one in found]


def verdicts(app: Flask, case_id: int) -> list[bool]:
    """Of each document in order, whether anybody who checks it reads that it is annulled."""
    codes = rows(
        select(ResultDocument.verify_code)
        .where(ResultDocument.case_id == case_id)
        .order_by(ResultDocument.id)
    )
    visitor = app.test_client()
    visitor.get("/?lang=en")
    return ["The document is annulled" in words_of(visitor.get(f"/verify/{code}/")) for code in codes]


def last_sms(case_id: int) -> str:
    found = rows(select(Message.template).where(Message.case_id == case_id).order_by(Message.id))
    return str(found[-1])


def own_page(app: Flask, case_id: int) -> str:
    own = browser_of(app.test_client(), case_of(case_id).person_id)
    return words_of(own.get(f"/cabinet/cases/{number_of(case_id)}/"))


def comes(case_id: int, clock: TestClock) -> None:
    """It is when the candidate reports to the unit."""
    clock.set(our_clock.local(case_of(case_id).appointment_at).strftime("%Y-%m-%dT%H:%M"))


def test_the_head_annuls_on_the_page_what_both_have_signed_and_everybody_reads_it(
    app, bodies, case_id, clock
):
    recruiting.drive(case_id, bodies, "instructed", clock)
    assert post_of(case_id) == (1, "filled")
    send_and_sign(at_desk(app, bodies.head), case_path(case_id, "annul_agreement"), reason=WHY)
    assert status_of(case_id) == "annulled" and case_of(case_id).open_key is None
    assert results(case_id) == [("agreement", "annulled", WHY), ("instruction", "annulled", WHY)]
    assert verdicts(app, case_id) == [True, True]
    assert post_of(case_id) == (0, "open")
    assert rows(select(Task.id).where(Task.case_id == case_id, Task.closed_at.is_(None))) == []
    assert last_sms(case_id) == "contract_annulled"
    page = own_page(app, case_id)
    assert "Agreement annulled" in page and WHY in page
    told = rows(select(Notice).where(Notice.case_id == case_id, Notice.code == "papers_annulled"))
    assert [(one.body_id, one.role) for one in told] == [(bodies.unit_id, "unit")]
    assert "counts no longer" in words_of(at_desk(app, bodies.unit).get("/staff/"))
    counted = report([bodies.ministry_id], Filters(), our_clock.now()).outcomes
    assert (counted[Outcome.CONCLUDED], counted[Outcome.OTHER]) == (0, 1)


@pytest.mark.parametrize("at", ["agreed", "instruction_drawn_up"])
def test_before_the_instruction_too_and_nothing_is_left_to_sign(bodies, case_id, clock, at):
    recruiting.drive(case_id, bodies, at, clock)
    waiting = begun(case_id, "sign_instruction", bodies.head) if at == "instruction_drawn_up" else None
    with pytest.raises(InvalidData) as refused:
        make.act(case_id, "annul_agreement", bodies.head)
    assert refused.value.problems == {"reason": "missing"}
    make.act(case_id, "annul_agreement", bodies.head, reason=WHY)
    assert (status_of(case_id), case_of(case_id).shown_status) == ("annulled", "annulled")
    assert results(case_id) == [("agreement", "annulled", WHY)] and post_of(case_id) == (0, "open")
    assert rows(select(DrawnUpPaper.id).where(DrawnUpPaper.case_id == case_id)) == []
    if waiting:
        assert checked(signed(waiting))[0] == "refused"
        assert results(case_id) == [("agreement", "annulled", WHY)]


@pytest.mark.rule("CON-2")
def test_the_place_that_is_free_again_is_taken_by_another_and_no_second_one(bodies, clock):
    post = recruiting.make_vacancy(bodies, places=2)
    first, second, third = (recruiting.apply_for(post, iin=iin) for iin in make.IINS[:3])
    for case_id in (first, second):
        recruiting.drive(case_id, bodies, "agreed", clock)
    assert post_of(first) == (2, "filled") and case_of(third).post_taken
    make.act(first, "annul_agreement", bodies.head, reason=WHY)
    assert post_of(first) == (1, "open")
    make.act(third, "choose_vacancy", make.citizen(case_of(third).person_id), vacancy=post)
    recruiting.drive(third, bodies, "agreed", clock)
    assert post_of(third) == (2, "filled") and status_of(second) == "agreed"


@pytest.mark.rule("CON-2")
def test_a_post_that_the_ministry_closed_meanwhile_stays_closed(bodies, clock):
    post = recruiting.make_vacancy(bodies, places=2)
    case_id = recruiting.apply_for(post)
    recruiting.drive(case_id, bodies, "agreed", clock)
    with transaction():
        posts.close(bodies.head, post)
    make.act(case_id, "annul_agreement", bodies.head, reason=WHY)
    assert post_of(case_id) == (0, "closed")


def test_the_day_of_the_unit_is_moved_by_another_instruction(app, bodies, case_id, clock):
    recruiting.drive(case_id, bodies, "instructed", clock)
    send_and_sign(at_desk(app, bodies.head), case_path(case_id, "recall_instruction"), reason=WHY)
    case = case_of(case_id)
    assert (case.status, case.appointment_at) == ("agreed", None) and case.open_key is not None
    assert last_sms(case_id) == "contract_instruction_anew"
    assert results(case_id) == [("agreement", "genuine", None), ("instruction", "annulled", WHY)]
    assert WHY in own_page(app, case_id)
    draw_up = {"report_at": recruiting.next_morning(7), "report_place": "Қонаев қаласы"}
    make.act(case_id, "draw_up_instruction", bodies.executor, **draw_up)
    make.act(case_id, "give_instruction_back", bodies.head, reason=WHY)
    make.act(case_id, "draw_up_instruction", bodies.executor, **draw_up)
    make.act(case_id, "sign_instruction", bodies.head)
    assert [status for _kind, status, _why in results(case_id)] == ["genuine", "annulled", "genuine"]
    assert verdicts(app, case_id) == [False, True, False]
    assert post_of(case_id) == (1, "filled") and "Қонаев қаласы" in own_page(app, case_id)
    comes(case_id, clock)
    make.act(case_id, "confirm_arrival", bodies.unit)
    assert status_of(case_id) == "arrived"


@pytest.mark.rule("CON-16")
def test_an_instruction_recalled_after_the_four_months_makes_nobody_late_at_once(bodies, case_id, clock):
    recruiting.drive(case_id, bodies, "agreed", clock)
    far = {"report_at": recruiting.next_morning(170), "report_place": "Қонаев қаласы"}
    make.act(case_id, "draw_up_instruction", bodies.executor, **far)
    make.act(case_id, "sign_instruction", bodies.head)
    clock.advance(days=150)
    assert our_clock.now() > case_of(case_id).due_at
    make.act(case_id, "recall_instruction", bodies.head, reason=WHY)
    for status, go_on in (("agreed", "draw_up_instruction"), ("instruction_drawn_up", None)):
        [task] = rows(select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None)))
        assert (task.step, task.due_at > our_clock.now()) == (status, True)
        if go_on:
            again = far | {"report_at": recruiting.next_morning(30)}
            make.act(case_id, go_on, bodies.executor, **again)


def test_once_the_day_has_come_the_instruction_stands_and_only_the_whole_is_annulled(bodies, case_id, clock):
    recruiting.drive(case_id, bodies, "instructed", clock)
    comes(case_id, clock)
    with pytest.raises(AlreadyDone):
        make.act(case_id, "recall_instruction", bodies.head, reason=WHY)
    make.act(case_id, "annul_agreement", bodies.head, reason=WHY)
    assert status_of(case_id) == "annulled"


@pytest.mark.parametrize("code", ["report_absence", "report_absence_for_unit"])
def test_who_does_not_come_keeps_neither_the_place_nor_the_papers(app, bodies, case_id, clock, code):
    recruiting.drive(case_id, bodies, "instructed", clock)
    comes(case_id, clock)
    clock.advance(days=6)
    note = "Zq-note-of-the-unit"
    if code == "report_absence":
        make.act(case_id, code, bodies.unit, note=note)
    else:
        make.act(case_id, code, bodies.head, reason=WHY)
    assert status_of(case_id) == "did_not_arrive" and post_of(case_id) == (0, "open")
    why = None if code == "report_absence" else WHY
    assert results(case_id) == [("agreement", "annulled", why), ("instruction", "annulled", why)]
    assert verdicts(app, case_id) == [True, True] and note not in own_page(app, case_id)


@pytest.mark.parametrize("who", ["executor", "unit"])
def test_nobody_but_the_head_undoes_what_the_head_signed(app, bodies, case_id, clock, who):
    recruiting.drive(case_id, bodies, "instructed", clock)
    desk = at_desk(app, getattr(bodies, who))
    for code in ("annul_agreement", "recall_instruction"):
        assert f'href="{case_path(case_id, code)}"' not in desk.get(case_path(case_id)).text
        assert desk.get(case_path(case_id, code)).status_code in (403, 404, 409)
