"""The site with a simulated Twilio to speak to."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from devkit.twilio.server import TwilioSimulator
from tests.conftest import TestClock


@pytest.fixture
def twilio(app: Flask, session: object, clock: TestClock) -> Iterator[TwilioSimulator]:
    """The simulator that the app's settings lead to; it keeps its callbacks for the test."""
    settings = app.config["SETTINGS"]
    account, token = settings.twilio_account_sid, settings.twilio_auth_token
    with TwilioSimulator(account, token, hold_callbacks=True) as simulator:
        app.config["SETTINGS"] = replace(settings, twilio_api_base=simulator.url)
        yield simulator
