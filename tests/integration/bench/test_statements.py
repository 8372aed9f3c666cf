"""How many SQL statements a page takes: a fixed number, which each answer names when it is asked to."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from bench.site import grow
from database import db
from models.cases import Case
from tests.support import factories as make
from tests.support.citizens import browser_of
from tests.support.databases import DatabaseUnderTest
from tests.support.officers_at_work import at_desk, case_path, post
from tests.support.settings import make_settings
from tests.support.signing_in import form_token
from web.query_count import HEADER

CABINET, OWN_CASE, CASE, INBOX = 9, 20, 28, 7
SUBMIT = {"sqlite": 38, "postgres": 36}
"""Each look at a case writes one entry of the audit log. PostgreSQL takes three new tasks in one INSERT."""


@pytest.fixture
def counting_app(
    app: Flask,
    database_kind: str,
    database_of: Callable[[str], DatabaseUnderTest],
    redis_url: str,
    tmp_path: Path,
) -> Iterator[Flask]:
    """The app with the setting on, on the database of the test."""
    url = database_of(database_kind).url
    made = create_app(make_settings(tmp_path, DATABASE_URL=url, REDIS_URL=redis_url, QYZMET_BENCH="on"))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("copies", [0, 60])
def test_each_page_takes_a_fixed_number(
    counting_app: Flask,
    database_kind: str,
    commission: make.Commission,
    waiting: int,
    over: int,
    copies: int,
) -> None:
    if copies:
        grow(1, copies, waiting, over)
    person = db.session.get_one(Case, waiting).person_id
    case, own = case_path(waiting), case_path(waiting).replace("/staff/", "/cabinet/")
    desk, citizen = at_desk(counting_app, commission.chair), browser_of(counting_app.test_client(), person)
    pages = {"/cabinet/": citizen, own: citizen, case: desk, "/staff/": desk}
    for path, browser in pages.items():
        browser.get(path)
    seen = [int(browser.get(path).headers[HEADER]) for path, browser in pages.items()]
    assert seen == [CABINET, OWN_CASE, CASE, INBOX]
    token = form_token(desk.get(f"{case}forward/"))
    assert int(post(desk, f"{case}forward/", token, {}).headers[HEADER]) == SUBMIT[database_kind]


def test_nobody_is_told_without_the_setting(app: Flask) -> None:
    assert HEADER not in app.test_client().get("/healthz").headers
