"""A commission at work on a Monday in the season."""

import pytest
from flask import Flask

from tests.conftest import TestClock
from tests.support import factories as make


@pytest.fixture
def commission(app: Flask, clock: TestClock) -> make.Commission:
    """The commission of a district with everybody in place."""
    make.make_calendar()
    return make.make_commission()
