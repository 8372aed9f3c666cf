"""A commission and its military body on Monday 23 November 2026, and somebody who has applied."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.citizens import browser_of
from tests.support.factories import Commission, the_case


@pytest.fixture
def commission(app: Flask, clock: TestClock) -> Commission:
    make.make_calendar()
    return make.make_commission()


@pytest.fixture
def case_id(commission: Commission) -> int:
    return make.make_case(commission, at="under_examination", person_id=make.make_person(language="en"))


@pytest.fixture
def citizen(client: FlaskClient, case_id: int) -> FlaskClient:
    return browser_of(client, the_case(case_id).person_id)
