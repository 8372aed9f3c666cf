"""A registry to which the site is not connected, or not any more, holds up no case (834 annex 1; CON-6)."""

import pytest
from flask import Flask

import catalogue
import clock as our_clock
from database import db
from domain.errors import AlreadyDone
from models.cases import Case
from models.snapshots import snapshot_of
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.personal_files import answer, connect, distributed, fail
from tests.support.recruiting import Bodies

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-6")]

KINDS = {
    *("identity", "family", "education", "convictions"),
    *("narcology", "psychiatry", "tuberculosis", "skin_venereal"),
}


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture
def case_id(bodies: Bodies) -> int:
    """An application that was filed while every registry answered."""
    return recruiting.apply_for(recruiting.make_vacancy(bodies))


def goes_on(case_id: int, bodies: Bodies) -> bool:
    """Whether the executor may send the case for the special check now."""
    try:
        make.act(case_id, "send_for_special_check", bodies.executor)
    except AlreadyDone:
        return False
    return recruiting.status(case_id) == "special_check"


@pytest.mark.parametrize("asked", ["waiting", "failed"])
def test_a_case_does_not_wait_for_a_registry_that_was_disconnected_after_it_was_asked(app, bodies, asked):
    case_id = distributed(bodies)
    for kind in sorted(KINDS - {"narcology"}):
        answer(case_id, kind)
    if asked == "failed":
        fail(case_id, "narcology")
    assert not goes_on(case_id, bodies)
    connect(app, "narcology")
    assert goes_on(case_id, bodies)


def test_a_case_goes_on_where_the_site_is_connected_to_no_registry_at_all(app, bodies, case_id):
    connect(app, *KINDS)
    make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id)
    assert goes_on(case_id, bodies)


def test_a_case_waits_for_the_others(app, bodies, case_id):
    connect(app, *(KINDS - {"convictions"}))
    make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id)
    assert not goes_on(case_id, bodies)
    answer(case_id, "convictions")
    assert goes_on(case_id, bodies)


def test_no_file_is_complete_before_an_executor_has_the_case(app, bodies, case_id):
    connect(app, *KINDS)
    case = db.session.get_one(Case, case_id)
    workflow = catalogue.edition_of(case.service, case.edition).workflow
    assert not snapshot_of(case, workflow, our_clock.now()).file_complete
    make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id)
    case = db.session.get_one(Case, case_id, populate_existing=True)
    assert snapshot_of(case, workflow, our_clock.now()).file_complete
