"""An agreement or an instruction that counts no more is signed by nobody and opened by nobody (CON-14)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

import clock as our_clock
from actions import posts
from database import db, transaction
from domain.errors import AlreadyDone, InvalidData
from domain.roles import Actor
from domain.signing import RequestState
from models.candidates import DrawnUpPaper
from models.cases import Case, Event, Task
from models.messaging import Message
from models.vacancies import Vacancy
from queries.timeline import timeline
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.begun_signatures import DONE, begun, checked, signed
from tests.support.citizens import browser_of, words_of
from tests.support.officers_at_work import at_desk, case_path, number_of, status_of
from tests.support.recruiting import Bodies
from tests.support.signing import quick_papers

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-14")]

WHY = "Мерзімі қате жазылған"
REFUSED = RequestState.REFUSED


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


def candidate(case_id: int) -> Actor:
    return make.citizen(case_of(case_id).person_id)


def post_goes(case_id: int, bodies: Bodies) -> int:
    """The candidate loses the post and chooses another one, which is returned."""
    with transaction():
        posts.close(bodies.head, db.session.get_one(Case, case_id).vacancy_id)
    other = recruiting.make_vacancy(bodies)
    make.act(case_id, "choose_vacancy", candidate(case_id), vacancy=other)
    return other


def offer(case_id: int, bodies: Bodies) -> None:
    from_day = our_clock.today() + timedelta(days=30)
    make.act(case_id, "offer_agreement", bodies.executor, years="5", serves_from=from_day)


def papers(case_id: int) -> list[DrawnUpPaper]:
    db.session.rollback()
    return list(db.session.scalars(select(DrawnUpPaper).where(DrawnUpPaper.case_id == case_id)))


def opened(app: Flask, case_id: int, bodies: Bodies, kind: str = "agreement") -> list[int]:
    """What candidate, executor and head get who open the paper that was drawn up."""
    own = browser_of(app.test_client(), case_of(case_id).person_id)
    found = [own.get(f"/cabinet/cases/{number_of(case_id)}/agreement/paper/").status_code]
    for officer in (bodies.executor, bodies.head):
        found.append(at_desk(app, officer).get(case_path(case_id, "drawn-up", kind)).status_code)
    return found


def sms(case_id: int) -> list[str]:
    db.session.rollback()
    rows = select(Message.template).where(Message.case_id == case_id).order_by(Message.id)
    return list(db.session.scalars(rows))


def last_event(case_id: int, code: str) -> Event:
    db.session.rollback()
    rows = select(Event).where(Event.case_id == case_id, Event.code == code).order_by(Event.sequence.desc())
    return db.session.scalars(rows).first()


def own_page(app: Flask, case_id: int) -> str:
    own = browser_of(app.test_client(), case_of(case_id).person_id)
    return words_of(own.get(f"/cabinet/cases/{number_of(case_id)}/"))


@pytest.mark.rule("CON-2", "CON-14")
@pytest.mark.parametrize("at", ["agreement_offered", "with_head"])
def test_the_agreement_for_a_post_is_not_signed_while_another_post_is_taken(app, bodies, case_id, clock, at):
    recruiting.drive(case_id, bodies, at, clock)
    assert opened(app, case_id, bodies) == [200, 200, 200]
    first = case_of(case_id).vacancy_id
    other = post_goes(case_id, bodies)
    assert (status_of(case_id), case_of(case_id).shown_status) == ("agreement_anew",) * 2
    assert opened(app, case_id, bodies) == [404, 404, 404] and papers(case_id) == []
    for code, who in (("sign_agreement", candidate(case_id)), ("sign_for_ministry", bodies.head)):
        with pytest.raises(AlreadyDone):
            make.act(case_id, code, who)
    task = db.session.scalars(select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None))).one()
    assert (task.role, task.assignee_id) == ("executor", bodies.executor.id)
    offer(case_id, bodies)
    recruiting.drive(case_id, bodies, "agreed", clock)
    (paper,) = papers(case_id)
    assert (paper.draft["facts"]["vacancy"], paper.draft["facts"]["years"]) == (other, "5")
    assert [db.session.get_one(Vacancy, one).taken for one in (first, other)] == [0, 1]


@pytest.mark.rule("CON-2", "CON-14")
@pytest.mark.parametrize(("offered_anew", "why"), [(False, "already_done"), (True, "papers_changed")])
def test_a_candidates_signature_begun_for_another_post_signs_nothing(
    app, bodies, case_id, clock, offered_anew, why
):
    recruiting.drive(case_id, bodies, "agreement_offered", clock)
    request = begun(case_id, "sign_agreement", candidate(case_id))
    post_goes(case_id, bodies)
    if offered_anew:
        offer(case_id, bodies)
    assert checked(signed(request)) == (REFUSED, why)
    assert status_of(case_id) == ("agreement_offered" if offered_anew else "agreement_anew")
    if offered_anew:
        page = own_page(app, case_id)
        assert "the case has another paper by now than the one that you saw" in page
        assert checked(signed(begun(case_id, "sign_agreement", candidate(case_id)))) == DONE
        assert status_of(case_id) == "with_head"


@pytest.mark.rule("CON-2", "CON-14")
def test_the_heads_signature_begun_for_another_post_signs_nothing(bodies, case_id, clock):
    recruiting.drive(case_id, bodies, "with_head", clock)
    early, late = (begun(case_id, "sign_for_ministry", bodies.head) for _ in range(2))
    other = post_goes(case_id, bodies)
    assert checked(signed(early)) == (REFUSED, "already_done")
    offer(case_id, bodies)
    recruiting.drive(case_id, bodies, "with_head", clock)
    assert checked(signed(late)) == (REFUSED, "papers_changed")
    assert status_of(case_id) == "with_head" and db.session.get_one(Vacancy, other).taken == 0


@pytest.mark.rule("CON-2", "CON-14")
def test_a_paper_that_names_another_post_than_the_case_is_refused_whoever_signs(bodies, case_id, clock):
    recruiting.drive(case_id, bodies, "agreement_offered", clock)
    own, other = case_of(case_id).vacancy_id, recruiting.make_vacancy(bodies)

    def competes_for(vacancy_id: int) -> None:
        with transaction():
            db.session.get_one(Case, case_id).vacancy_id = vacancy_id

    for code, who in (("sign_agreement", candidate(case_id)), ("sign_for_ministry", bodies.head)):
        competes_for(other)
        assert checked(signed(begun(case_id, code, who))) == (REFUSED, "papers_changed")
        competes_for(own)
        assert checked(signed(begun(case_id, code, who))) == DONE
    assert status_of(case_id) == "agreed"


@pytest.mark.parametrize(
    ("at", "code", "who"),
    [
        ("agreement_offered", "take_agreement_back", "executor"),
        ("with_head", "give_agreement_back", "head"),
    ],
)
def test_an_agreement_with_a_mistake_is_signed_by_nobody_once_it_is_taken_back(
    app, bodies, case_id, clock, at, code, who
):
    recruiting.drive(case_id, bodies, at, clock)
    if who == "executor":
        request = begun(case_id, "sign_agreement", candidate(case_id))
    else:
        request = begun(case_id, "sign_for_ministry", bodies.head)
    with pytest.raises(InvalidData) as refused:
        make.act(case_id, code, getattr(bodies, who))
    assert refused.value.problems == {"reason": "missing"}
    make.act(case_id, code, getattr(bodies, who), reason=WHY)
    assert status_of(case_id) == "agreement_anew"
    assert opened(app, case_id, bodies) == [404, 404, 404]
    assert sms(case_id)[-1] == "contract_agreement_anew"
    for officer in (bodies.executor, bodies.head):
        assert WHY in words_of(at_desk(app, officer).get(case_path(case_id)))
    assert WHY in own_page(app, case_id)  # what they are told of, they are told why
    offer(case_id, bodies)
    if who == "head":
        recruiting.drive(case_id, bodies, "with_head", clock)
    assert checked(signed(request)) == (REFUSED, "papers_changed")
    recruiting.drive(case_id, bodies, "agreed", clock)


def test_an_agreement_is_not_taken_back_while_its_signature_is_checked(bodies, case_id, clock):
    recruiting.drive(case_id, bodies, "agreement_offered", clock)
    request = signed(begun(case_id, "sign_agreement", candidate(case_id)))
    with pytest.raises(AlreadyDone):
        make.act(case_id, "take_agreement_back", bodies.executor, reason=WHY)
    assert checked(request) == DONE and status_of(case_id) == "with_head"


@pytest.mark.rule("CON-7", "CON-15")
def test_an_instruction_with_a_mistake_is_not_signed_and_the_candidate_reads_nothing_of_it(
    app, bodies, case_id, clock
):
    recruiting.drive(case_id, bodies, "instruction_drawn_up", clock)
    request = begun(case_id, "sign_instruction", bodies.head)
    before, told = own_page(app, case_id), sms(case_id)
    make.act(case_id, "give_instruction_back", bodies.head, reason=WHY)
    assert status_of(case_id) == "agreed"
    assert opened(app, case_id, bodies, "instruction")[1:] == [404, 404]
    assert opened(app, case_id, bodies)[1:] == [200, 200]  # what both have signed stays
    assert WHY in words_of(at_desk(app, bodies.executor).get(case_path(case_id)))
    assert (own_page(app, case_id), sms(case_id)) == (before, told)
    assert WHY not in repr(timeline(case_of(case_id), for_citizen=True))
    make.act(
        case_id,
        "draw_up_instruction",
        bodies.executor,
        report_at=recruiting.next_morning(5),
        report_place="Қонаев қаласы",
    )
    assert checked(signed(request)) == (REFUSED, "papers_changed")
    make.act(case_id, "sign_instruction", bodies.head)
    assert status_of(case_id) == "instructed" and "Қонаев қаласы" in own_page(app, case_id)
    assert last_event(case_id, "instruction_given_back").data == {"reason": WHY}
