"""Whoever has a post does not lose it to those who come after (834 annex 1; CON-2)."""

import pytest
from flask import Flask
from sqlalchemy import select

from actions import posts
from database import db, transaction
from models.cases import Case
from models.messaging import Message
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.recruiting import Bodies

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-2", "CON-14")]

GONE = {"contract_post_taken", "contract_post_closed"}


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


def lost(case_id: int) -> bool:
    """Whether the candidate was told that the post is gone."""
    told = set(db.session.scalars(select(Message.template).where(Message.case_id == case_id)))
    case = db.session.get_one(Case, case_id, populate_existing=True)
    assert case.post_taken == bool(told & GONE)
    return case.post_taken


@pytest.mark.parametrize("at", ["agreed", "instruction_drawn_up", "instructed"])
def test_who_has_an_agreement_keeps_the_post_when_it_is_closed(bodies, clock, at):
    vacancy_id = recruiting.make_vacancy(bodies, places=2)
    first = recruiting.apply_for(vacancy_id)
    second = recruiting.apply_for(vacancy_id, iin=make.IINS[2])
    recruiting.drive(first, bodies, at, clock)
    with transaction():
        posts.close(bodies.head, vacancy_id)
    assert (lost(first), lost(second)) == (False, True)


def test_who_has_an_agreement_keeps_the_post_when_the_last_place_is_taken(bodies, clock):
    vacancy_id = recruiting.make_vacancy(bodies, places=2)
    cases = [recruiting.apply_for(vacancy_id, iin=make.IINS[at]) for at in (0, 2, 3)]
    recruiting.drive(cases[0], bodies, "instructed", clock)
    recruiting.drive(cases[1], bodies, "agreed", clock)
    assert [lost(case_id) for case_id in cases] == [False, False, True]
