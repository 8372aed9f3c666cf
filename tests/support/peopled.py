"""A peopled site: two regions with all bodies, officers, citizens and cases of every kind, put up once.

What stands in region A is asked for by everybody; region B is where "another body" is. It is built on
SQLite; PostgreSQL gets the same rows, so that the same addresses and sessions hold on both.
"""

import contextlib
import gc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

import clock
import extensions
from actions.sessions import open_session
from app import create_app
from database import db, transaction
from domain.roles import SITE, Actor, BodyKind, Role
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.databases import SqliteUnderTest
from tests.support.eds import authority
from tests.support.kept_state import KeptPostgres, KeptSqlite, KeptState
from tests.support.peopled_regions import BEGIN, Region, make_region
from tests.support.settings import make_settings
from tests.support.signing import quick_papers
from web.sessions import CITIZEN_KEY, OFFICER_KEY

_IN_A_REGION = (
    *("chair", "member", "military", "complaints", "head", "executor"),
    *("security", "defence", "medical", "unit", "ministry-complaints"),
)
PEOPLE = (
    *("stranger", "owner", "applicant", "other-citizen"),
    *_IN_A_REGION,
    "colleague",
    *(f"other-{name}" for name in _IN_A_REGION),
    *("contact-centre", "admin"),
)
"""Everybody: the applicant of the cases, of the drafts, of others; region A's officers, another executor
beside the one who has the case; region B's officers."""


@dataclass
class PeopledSite:
    """The site, its two regions, and everybody's browser. `restore` undoes what requests have written."""

    app: Flask
    moment: datetime
    here: Region
    there: Region
    people: dict[str, Actor]
    browsers: dict[str, FlaskClient]
    tokens: dict[str, str]
    state: KeptState

    def __post_init__(self) -> None:
        """Remember with which cookies everybody came."""
        self._cookies = {name: self._cookie(browser) for name, browser in self.browsers.items()}

    def has_written(self) -> bool:
        """Whether anybody has written since the last `restore`."""
        return self.state.has_written()

    def restore(self) -> None:
        """Rows and cookies as they were put up; nothing is done where nothing was written."""
        self.state.restore()
        for name, browser in self.browsers.items():
            if self._cookie(browser) != self._cookies[name]:
                browser.set_cookie(self._cookie_name, self._cookies[name])

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        return self.state.rows()

    @property
    def _cookie_name(self) -> str:
        return str(self.app.config["SESSION_COOKIE_NAME"])

    def _cookie(self, browser: FlaskClient) -> str:
        found = browser.get_cookie(self._cookie_name)
        return found.value if found else ""

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """What a statement finds in the database as it is now."""
        return self.state.ask(sql)


def put_up(folder: Path, redis_url: str) -> PeopledSite:
    """Make the site and everybody in it, on an SQLite file in this folder."""
    app = _app(folder, SqliteUnderTest(folder).url, redis_url)
    with _standing_still() as time:
        with app.app_context():
            make.make_calendar()
            here = make_region("a", make.ALATAU, recruiting.REGION, make.IINS[:2], time)
            there = make_region("b", "711110000", "710000000", make.IINS[2:4], time)
            people = _everybody(here, there)
            browsers = {name: _browser(app, who) for name, who in people.items()}
            db.session.remove()
            db.engine.dispose()
        state = KeptSqlite(folder / "tests.sqlite3")
        tokens = {name: _token(browser) for name, browser in browsers.items()}
        site = PeopledSite(app, clock.now(), here, there, people, browsers, tokens, state)
    site.restore()
    gc.freeze()  # what is alive now stays: thousands of requests need not look for garbage in it
    return site


def same_on_postgres(site: PeopledSite, folder: Path, url: str, redis_url: str) -> PeopledSite:
    """The same site with the same people on a PostgreSQL database with our empty tables."""
    site.restore()
    app = _app(folder, url, redis_url)
    state = KeptPostgres(url, folder / "tests.sqlite3")
    browsers = {name: _same_browser(app, browser) for name, browser in site.browsers.items()}
    return replace(site, app=app, browsers=browsers, state=state)


@contextlib.contextmanager
def visited(site: PeopledSite) -> Iterator[PeopledSite]:
    """While people visit: the clock stands still, papers are made up, limits on requests are off."""
    with _standing_still(site.moment):
        yield site
    site.restore()
    with site.app.app_context():
        db.engine.dispose()


@contextlib.contextmanager
def _standing_still(moment: datetime = BEGIN) -> Iterator[TestClock]:
    time = TestClock(moment)
    clock.set_source(time)
    extensions.limiter.enabled, limited = False, extensions.limiter.enabled
    try:
        with quick_papers():
            yield time
    finally:
        extensions.limiter.enabled = limited
        clock.reset()


def _app(folder: Path, url: str, redis_url: str) -> Flask:
    wanted = {"REDIS_URL": redis_url, "EDS_TRUST_DIR": str(authority().trust_folder)}
    return create_app(make_settings(folder / "data", DATABASE_URL=url, **wanted))


def _everybody(here: Region, there: Region) -> dict[str, Actor]:
    """Who opens the pages, by their names in PEOPLE."""
    people = {
        "stranger": SITE,
        "owner": Actor(Role.CITIZEN, here.owner),
        "applicant": Actor(Role.CITIZEN, here.applicant),
        "other-citizen": Actor(Role.CITIZEN, there.owner),
        "colleague": here.bodies.executors[1],
    }
    for prefix, region in (("", here), ("other-", there)):
        commission, bodies = region.commission, region.bodies
        officers = (
            *(commission.chair, commission.members[0], commission.military, commission.complaints),
            *(bodies.head, bodies.executor, bodies.security, bodies.defence, bodies.medical_chair),
            *(bodies.unit, bodies.complaints),
        )
        people |= {f"{prefix}{name}": who for name, who in zip(_IN_A_REGION, officers, strict=True)}
    centre = make.make_body(BodyKind.CONTACT_CENTRE, name="Contact centre")
    office = make.make_body(BodyKind.ADMINISTRATION, name="Administration")
    people["contact-centre"] = make.make_officer("centre", Role.CONTACT_CENTRE, centre)
    people["admin"] = make.make_officer("admin", Role.ADMIN, office)
    return {name: people[name] for name in PEOPLE}


def _browser(app: Flask, who: Actor) -> FlaskClient:
    client = FlaskClient(app)
    with client.session_transaction() as cookie:
        if who.role is Role.CITIZEN:
            with transaction():
                cookie[CITIZEN_KEY] = open_session(person_id=who.id)
        elif who.id is not None:
            with transaction():
                cookie[OFFICER_KEY] = open_session(officer_id=who.id)
    return client


def _same_browser(app: Flask, other: FlaskClient) -> FlaskClient:
    client = FlaskClient(app)
    with other.session_transaction() as known, client.session_transaction() as cookie:
        cookie.update(known)
    return client


def _token(browser: FlaskClient) -> str:
    page = browser.get("/verify/").text
    return page.split('name="csrf_token" value="')[1].split('"')[0]
