"""Nothing that candidates do themselves tells them that they have been declined (834 annex 1; CON-7).

Of two candidates at the same stage one is declined and not told yet; both do the
same, and whatever they can open afterwards must be the same.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from actions.audit import record_look
from actions.posts import close
from database import db, transaction
from domain.roles import Actor, BodyKind, Role
from models.cases import Case, Notice, Task
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.candidates_eyes import (
    DECIDING,
    announce,
    case_of,
    decline,
    differences,
    everything,
    masked,
    told,
)
from tests.support.citizens import browser_of, words_of
from tests.support.officers_at_work import at_desk, rows
from tests.support.recruiting import Bodies
from tests.support.signing import quick_papers

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-7")]

STAGES = ("accepted", "checked", "examination", "answered", "with_head")
"""Where a candidate can be declined."""


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture(autouse=True)
def _no_printing() -> Iterator[None]:
    with quick_papers():
        yield


def two_at(stage: str, bodies: Bodies, clock: TestClock) -> tuple[int, int]:
    """Two who applied at the same moment for the same post and have come so far."""
    clock.set("2026-11-23T10:00")
    vacancy = recruiting.make_vacancy(bodies, places=9)
    people = [make.make_person(iin, language="en") for iin in make.IINS[:2]]
    first, second = (recruiting.apply_for(vacancy, person_id=person_id) for person_id in people)
    for case_id in (first, second):
        clock.set("2026-11-23T11:00")
        recruiting.drive(case_id, bodies, stage, clock)
    clock.set(DECIDING)
    return first, second


def look(case_id: int, *officers: Actor) -> None:
    for officer in officers:
        with transaction():
            record_look(officer, case_id=case_id)


def act(code: str, *cases: int, **data: object) -> None:
    """The candidates do this themselves."""
    for case_id in cases:
        make.act(case_id, code, make.citizen(case_of(case_id).person_id), **data)


def post_closes(bodies: Bodies, case_id: int) -> int:
    """The post of this candidate is closed; returns another one."""
    with transaction():
        close(bodies.head, db.session.get_one(Case, case_id).vacancy_id)
    return recruiting.make_vacancy(bodies)


def same(app: Flask, one: int, other: int) -> None:
    """Both read the same on every page, and were told the same."""
    assert differences(everything(app, one), everything(app, other)) == []
    assert told(one) == told(other)
    assert case_of(one).shown_status == case_of(other).shown_status


def told_by_phone(app: Flask, operator: Actor, case_id: int) -> str:
    """What the contact centre reads of the case."""
    number = case_of(case_id).number
    page = at_desk(app, operator).get("/contact-centre/", query_string={"number": number})
    return masked(page.text, case_of(case_id))


@pytest.mark.parametrize("stage", STAGES)
def test_who_withdraws_does_not_learn_from_looks_or_statuses_that_it_was_declined(app, bodies, clock, stage):
    operator = make.make_officer(
        "operator", Role.CONTACT_CENTRE, make.make_body(BodyKind.CONTACT_CENTRE, name="1414")
    )
    declined, other = two_at(stage, bodies, clock)
    decline(declined, bodies)
    # Whoever looks at a declined case, and later than at others, would tell.
    look(declined, bodies.complaints, bodies.head, bodies.executor)
    clock.advance(hours=1)
    act("withdraw", declined, other)
    look(declined, bodies.head)
    assert [case_of(one).status for one in (declined, other)] == ["withdrawn"] * 2
    same(app, declined, other)
    assert told_by_phone(app, operator, declined) == told_by_phone(app, operator, other)
    announce(clock)
    same(app, declined, other)


def test_looks_before_the_last_status_that_the_candidate_reads_are_told_after_a_withdrawal(
    app, bodies, clock
):
    clock.set("2026-11-23T10:00")
    case_id = recruiting.apply_for(recruiting.make_vacancy(bodies), person_id=make.make_person(language="en"))
    recruiting.drive(case_id, bodies, "special_check", clock)
    look(case_id, bodies.security)
    clock.advance(hours=1)
    recruiting.drive(case_id, bodies, "examination", clock)
    clock.advance(minutes=1)
    look(case_id, bodies.defence)
    act("withdraw", case_id)
    page = words_of(browser_of(app.test_client(), case_of(case_id).person_id).get("/cabinet/profile/"))
    assert recruiting.body_name(bodies.security.body_id) in page
    assert recruiting.body_name(bodies.defence.body_id) not in page


@pytest.mark.rule("CON-2", "CON-7")
@pytest.mark.parametrize("stage", STAGES)
def test_who_chooses_another_post_does_not_learn_that_it_was_declined(app, bodies, clock, stage):
    declined, other = two_at(stage, bodies, clock)
    decline(declined, bodies)
    clock.advance(hours=1)
    another = post_closes(bodies, declined)
    same(app, declined, other)
    act("choose_vacancy", declined, other, vacancy=another)
    assert case_of(declined).status == "declining"
    if stage == "with_head":
        assert case_of(declined).shown_status == "agreement_anew"
    same(app, declined, other)
    clock.advance(minutes=1)
    look(declined, bodies.head)
    same(app, declined, other)
    act("withdraw", declined, other)
    same(app, declined, other)


@pytest.mark.rule("CON-2", "CON-7")
def test_who_chose_before_and_who_chose_after_the_decline_read_the_same_when_it_is_told(app, bodies, clock):
    early, late = two_at("with_head", bodies, clock)
    decline(early, bodies)
    clock.advance(hours=1)
    act("choose_vacancy", early, late, vacancy=post_closes(bodies, early))
    assert case_of(late).status == "agreement_anew"
    decline(late, bodies)
    same(app, early, late)
    announce(clock)
    assert [case_of(one).status for one in (early, late)] == ["declined"] * 2
    same(app, early, late)


@pytest.mark.rule("CON-2", "CON-7")
def test_who_is_declined_and_seems_to_wait_for_a_new_agreement_leaves_nobody_a_task(bodies, clock):
    declined, _other = two_at("with_head", bodies, clock)
    decline(declined, bodies)
    act("choose_vacancy", declined, vacancy=post_closes(bodies, declined))
    open_now = (Task.case_id == declined, Task.closed_at.is_(None))
    assert rows(select(Task.role).where(*open_now)) == ["site"]
    assert rows(select(Notice.code).where(Notice.case_id == declined, Notice.code == "overdue")) == []
