"""A commission with one case that waits for its chair, and one that is over."""

import pytest
from flask import Flask

from tests.conftest import TestClock
from tests.support import factories as make


@pytest.fixture
def commission(app: Flask, clock: TestClock) -> make.Commission:
    """The commission of a district with everybody in place."""
    make.make_calendar()
    return make.make_commission()


@pytest.fixture
def waiting(commission: make.Commission) -> int:
    """A case that waits for the chair."""
    return make.make_case(commission)


@pytest.fixture
def over(commission: make.Commission) -> int:
    """A case that is over."""
    return make.make_case(commission, at="withdrawn", iin=make.IINS[1])
