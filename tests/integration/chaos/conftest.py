"""A web server of several processes on the database under test, and people at real connections to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from actions.sessions import open_session
from database import db, transaction
from devkit.chaos.browser import Browser, cookie_of
from devkit.chaos.stack import Stack
from devkit.demo.clock import set_now
from devkit.environment import demo_environment
from devkit.redis_server import free_port
from models.cases import Case
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.databases import DatabaseUnderTest
from web.sessions import CITIZEN_KEY, OFFICER_KEY


class Site:
    """The server's address, and how somebody comes to it signed in."""

    def __init__(self, app: Flask, port: int) -> None:
        self._app = app
        self._port = port

    def officer(self, officer_id: int | None) -> Browser:
        """A browser of its own for this officer."""
        with transaction():
            token = open_session(officer_id=officer_id)
        return Browser(self._port, cookie_of(self._app, OFFICER_KEY, token))

    def applicant(self, case_id: int) -> Browser:
        """A browser of its own for whoever filed the case."""
        with transaction():
            token = open_session(person_id=db.session.get_one(Case, case_id).person_id)
        return Browser(self._port, cookie_of(self._app, CITIZEN_KEY, token))


@pytest.fixture
def commission(app: Flask, clock: TestClock) -> make.Commission:
    """The commission of a district with everybody in place."""
    make.make_calendar()
    return make.make_commission()


@pytest.fixture
def site(
    app: Flask,
    clock: TestClock,
    database_kind: str,
    database_of: Callable[[str], DatabaseUnderTest],
    tmp_path: Path,
) -> Iterator[Site]:
    """gunicorn with several workers; its clock goes on from where the test's stands."""
    port = free_port()
    environment = demo_environment({"DATABASE_URL": database_of(database_kind).url}, tmp_path, port)
    environment["QYZMET_SECRET_KEY"] = app.config["SETTINGS"].secret_key
    set_now(tmp_path, clock())
    with Stack(environment, tmp_path, port, names={"redis", "web"}):
        yield Site(app, port)
