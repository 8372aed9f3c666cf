"""Who gets the last place of a post, and what becomes of the others (834 annex 1; CON-2)."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from actions import posts, signing
from actions.cases import submit_application
from actions.drafts import freeze
from actions.signed_deeds import WantedDeed, prepare_decisions
from actions.signed_requests import finish
from database import db, transaction
from domain.errors import ActionNotOpen, AlreadyDone, FilingRefused, InvalidData
from domain.roles import BodyKind, Role
from domain.signing import DeedState
from models.cases import Case, Event, Notice
from models.drafts import Draft
from models.messaging import Message
from models.signing import SigningDeed
from models.vacancies import Vacancy
from queries.vacancies import who_waits
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support import signing as made_up
from tests.support.officers_at_work import number_of, rows
from tests.support.recruiting import Bodies

pytestmark = pytest.mark.usefixtures("session")

TAKEN, CLOSED = "contract_post_taken", "contract_post_closed"


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


def case(case_id: int) -> Case:
    db.session.rollback()
    return db.session.get_one(Case, case_id)


def vacancy(vacancy_id: int) -> Vacancy:
    db.session.rollback()
    return db.session.get_one(Vacancy, vacancy_id)


def told_gone(case_id: int, why: str = TAKEN) -> int:
    """How many SMS have said that the post is gone, for this reason."""
    return len(rows(select(Message.id).where(Message.case_id == case_id, Message.template == why)))


def candidate(case_id: int):
    return make.citizen(case(case_id).person_id)


def applied(vacancy_id: int, count: int) -> list[int]:
    return [recruiting.apply_for(vacancy_id, iin=iin) for iin in make.IINS[:count]]


def close(bodies: Bodies, vacancy_id: int) -> None:
    with transaction():
        posts.close(bodies.head, vacancy_id)


@pytest.mark.rule("CON-2")
def test_while_places_are_left_nobody_is_told_and_the_last_one_fills_the_post(bodies, clock):
    post = recruiting.make_vacancy(bodies, places=2)
    first, second, third = applied(post, 3)
    recruiting.drive(first, bodies, "agreed", clock)
    assert (vacancy(post).taken, vacancy(post).state) == (1, "open")
    assert [told_gone(second), told_gone(third)] == [0, 0]
    recruiting.drive(second, bodies, "agreed", clock)
    assert (vacancy(post).taken, vacancy(post).state) == (2, "filled")
    assert [told_gone(first), told_gone(second), told_gone(third)] == [0, 0, 1]
    assert [case(one).post_taken for one in (first, second, third)] == [False, False, True]


@pytest.mark.rule("CON-2", "CON-5")
def test_the_losing_candidate_is_told_once_and_may_choose_another_with_all_that_was_done(bodies, clock):
    post = recruiting.make_vacancy(bodies)
    winner, loser = applied(post, 2)
    recruiting.drive(loser, bodies, "checked", clock)
    with pytest.raises(AlreadyDone):
        make.act(loser, "choose_vacancy", candidate(loser), vacancy=recruiting.make_vacancy(bodies))
    recruiting.drive(winner, bodies, "agreed", clock)
    assert told_gone(loser) == 1
    events = rows(select(Event.code).where(Event.case_id == loser))
    assert events.count("post_taken") == 1
    notice = rows(select(Notice).where(Notice.code == "post_taken"))
    assert [(one.officer_id, one.case_id) for one in notice] == [(bodies.executor.id, loser)]
    another = recruiting.make_vacancy(bodies, kind="sergeant")
    make.act(loser, "choose_vacancy", candidate(loser), vacancy=another)
    now = case(loser)
    assert (now.vacancy_id, now.subtype, now.post_taken, now.status) == (
        another,
        "sergeant",
        False,
        "checked",
    )
    assert [one.officer_id for one in rows(select(Notice).where(Notice.code == "vacancy_chosen"))] == [
        bodies.executor.id
    ]
    recruiting.drive(loser, bodies, "agreed", clock)
    assert (vacancy(another).taken, vacancy(another).state) == (1, "filled")
    assert told_gone(loser) == 1


@pytest.mark.rule("CON-2")
def test_without_a_post_the_case_does_not_go_on(bodies, clock):
    post = recruiting.make_vacancy(bodies)
    winner, loser = applied(post, 2)
    recruiting.drive(loser, bodies, "agreement_offered", clock)
    recruiting.drive(winner, bodies, "agreed", clock)
    with pytest.raises(AlreadyDone):
        make.act(loser, "sign_agreement", candidate(loser))
    assert case(loser).status == "agreement_offered"


@pytest.mark.rule("CON-2")
def test_a_candidate_chooses_only_an_open_post_of_the_same_unit(bodies):
    post, shut = recruiting.make_vacancy(bodies), recruiting.make_vacancy(bodies)
    waits = recruiting.apply_for(post)
    close(bodies, post)
    close(bodies, shut)
    ministry = make.make_body(BodyKind.MINISTRY, name="Ministry two")
    head = make.make_officer("two.head", Role.HEAD, ministry)
    with transaction():
        elsewhere = posts.publish(
            head,
            kind="private",
            branch="land",
            region_code=recruiting.REGION,
            unit_id=bodies.unit_id,
            titles=make.names("Cook"),
            requirements={},
            places=1,
        ).id
    for wrong in (post, shut, elsewhere, 999_999):
        with pytest.raises(InvalidData) as refused:
            make.act(waits, "choose_vacancy", candidate(waits), vacancy=wrong)
        assert refused.value.problems == {"vacancy": "unknown_choice"}
    assert case(waits).post_taken


@pytest.mark.rule("CON-2", "CON-5")
def test_closing_tells_everybody_who_still_competes_and_nobody_twice(bodies, clock):
    post = recruiting.make_vacancy(bodies, places=2)
    agreed, waits, gone = applied(post, 3)
    recruiting.drive(agreed, bodies, "agreed", clock)
    make.act(gone, "withdraw", candidate(gone))
    assert [one.number for one in who_waits(post)] == [number_of(waits)]
    close(bodies, post)
    assert (vacancy(post).state, vacancy(post).taken) == ("closed", 1)
    assert [told_gone(one, CLOSED) for one in (agreed, waits, gone)] == [0, 1, 0]
    with pytest.raises(AlreadyDone):
        close(bodies, post)
    assert told_gone(waits, CLOSED) == 1
    assert who_waits(post) == []


@pytest.mark.rule("CON-2", "CON-7")
def test_who_is_declined_and_does_not_know_it_is_told_as_the_others_are(bodies, clock):
    post = recruiting.make_vacancy(bodies)
    declined, waits = applied(post, 2)
    recruiting.drive(declined, bodies, "accepted", clock)
    make.act(declined, "decline", bodies.executor, grounds=["parameter"], facts="Тіркеуде тұр")
    close(bodies, post)
    assert [told_gone(declined, CLOSED), told_gone(waits, CLOSED)] == [1, 1]
    assert case(declined).post_taken


def test_only_the_head_of_the_unit_publishes_and_closes(bodies):
    post = recruiting.make_vacancy(bodies)
    other = make.make_officer("two.head", Role.HEAD, make.make_body(BodyKind.MINISTRY))
    for stranger in (other, bodies.executor):
        with pytest.raises(ActionNotOpen), transaction():
            posts.close(stranger, post)
    with pytest.raises(ActionNotOpen), transaction():
        posts.publish(
            bodies.executor,
            kind="private",
            branch="land",
            region_code=recruiting.REGION,
            unit_id=bodies.unit_id,
            titles=make.names("Cook"),
            requirements={},
            places=1,
        )
    assert [one.state for one in rows(select(Vacancy))] == ["open"]


def test_what_is_wrong_with_a_post_is_said_for_each_field(bodies):
    with pytest.raises(InvalidData) as refused, transaction():
        posts.publish(
            bodies.head,
            kind="general",
            branch="cavalry",
            region_code=make.ALATAU,
            unit_id=bodies.ministry_id,
            titles={"kk": "Аспаз", "ru": " "},
            requirements={},
            places=0,
        )
    assert refused.value.problems == {
        "title_ru": "missing",
        "title_en": "missing",
        "kind": "unknown_choice",
        "branch": "unknown_choice",
        "region": "unknown_choice",
        "unit": "unknown_choice",
        "places": "too_few",
    }


def test_there_is_no_place_beyond_the_last(bodies, clock):
    post = recruiting.make_vacancy(bodies)
    winner, late = applied(post, 2)
    recruiting.drive(winner, bodies, "agreed", clock)
    with pytest.raises(AlreadyDone), transaction():
        posts.take_post(posts.lock_case(late))
    assert vacancy(post).taken == 1


@pytest.mark.rule("CON-2")
def test_two_heads_sign_for_the_last_place_at_once_and_one_is_late(app, bodies, clock):
    """On PostgreSQL both really run at the same time: neither waits for the other in a ring."""
    post = recruiting.make_vacancy(bodies)
    both = applied(post, 2)
    for one in both:
        recruiting.drive(one, bodies, "with_head", clock)
    second = make.make_officer("second.head", Role.HEAD, bodies.ministry_id)
    requests = [signed_by(head, one) for head, one in zip((bodies.head, second), both, strict=True)]
    ready, went_wrong = threading.Barrier(2, timeout=30), []

    def sign(request_id: int) -> None:
        with app.app_context():
            ready.wait()
            try:
                finish(request_id)
            except Exception as error:
                went_wrong.append(error)

    threads = [threading.Thread(target=sign, args=(request_id,)) for request_id in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert went_wrong == []
    deeds = rows(select(SigningDeed).where(SigningDeed.request_id.in_(requests)).order_by(SigningDeed.reason))
    assert sorted((deed.state, deed.reason) for deed in deeds if deed.reason) == [
        (DeedState.REFUSED, AlreadyDone.code)
    ]
    assert sorted(case(one).status for one in both) == ["agreed", "with_head"]
    assert (vacancy(post).taken, vacancy(post).state) == (1, "filled")
    assert sorted(told_gone(one) for one in both) == [0, 1]


def signed_by(head, case_id: int) -> int:
    """A request with which this head signs the agreement, signed and not yet done."""
    with made_up.quick_papers():
        prepared = prepare_decisions(
            head.id, [WantedDeed(case_id, "sign_for_ministry", head, {})], language="kk", back="/staff/"
        )
    db.session.rollback()
    with transaction():
        request_id = signing.ask_for(prepared).id
    made_up.receive_made_up(request_id)
    return request_id


@pytest.mark.rule("CON-2")
def test_a_post_that_is_closed_before_the_application_comes_takes_none(bodies):
    post = recruiting.make_vacancy(bodies)
    draft_id = recruiting.make_post_draft(make.make_person(), post)
    close(bodies, post)
    with pytest.raises(FilingRefused) as refused, transaction():
        sha256 = freeze(db.session.get_one(Draft, draft_id))
        submit_application(draft_id, sha256=sha256, certified_by="eds")
    assert refused.value.code == "no_vacancy"
