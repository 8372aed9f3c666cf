"""A commission at work, and the development authority that the site asks about keys."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from devkit.nca.server import NcaSimulator
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.eds import asking_the_nca
from tests.support.officers_at_work import at_desk, case_path, send


@pytest.fixture
def commission(app: Flask, clock: TestClock) -> make.Commission:
    """The commission of a district with everybody in place."""
    make.make_calendar()
    return make.make_commission()


@pytest.fixture
def nca(app: Flask) -> Iterator[NcaSimulator]:
    """The authority's services."""
    with asking_the_nca(app) as simulator:
        yield simulator


@pytest.fixture
def case_id(commission: make.Commission) -> int:
    """A case that waits for the chair's decision."""
    return make.make_case(commission, at="examined")


@pytest.fixture
def desk(app: Flask, commission: make.Commission) -> FlaskClient:
    """The chair's browser."""
    return at_desk(app, commission.chair)


@pytest.fixture
def asked_at(desk: FlaskClient, case_id: int, nca: NcaSimulator) -> str:
    """The page on which the chair signs a conclusion."""
    form = case_path(case_id, "conclude")
    answer = send(desk, form, until_date="2027-06-30", until_reason="Шарт")
    assert answer.status_code == 303, answer.text
    return answer.location
