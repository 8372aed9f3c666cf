"""Integration tests run twice: on SQLite and on PostgreSQL, each made by the migrations.

The app and its database are made once for each; before a test the database is
brought back to its first state, Redis is emptied and the configuration restored.
"""

import shutil
from collections.abc import Callable, Iterator
from contextvars import Context
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

import extensions
from app import create_app
from database import db
from devkit.redis_server import RedisServer
from tests.support.databases import DatabaseUnderTest, PostgresUnderTest, SqliteUnderTest
from tests.support.html import check_page
from tests.support.laying import on_ground, watch_patches
from tests.support.missing import is_missing
from tests.support.papers_parsed_once import parse_once
from tests.support.peopled import PeopledSite, put_up, same_on_postgres
from tests.support.postgres import NoPostgres, PostgresServer
from tests.support.settings import make_settings

KINDS = [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)]


watch_patches()
parse_once()


class SeparateClient(FlaskClient):
    """Its requests run as in another thread: what a test has open is not theirs."""

    def open(self, *arguments: Any, **options: Any) -> Any:
        """Send a request, and look at the page that comes back."""
        response = Context().run(super().open, *arguments, **options)
        if response.mimetype == "text/html":
            check_page(response.get_data(as_text=True))
        return response


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis of this test process."""
    with RedisServer(tmp_path_factory.mktemp("r")) as server:
        yield server.url


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL of this test process."""
    try:
        server = PostgresServer().__enter__()
    except NoPostgres as error:
        is_missing(str(error))
    yield server
    server.__exit__()


@pytest.fixture(scope="session")
def database_of(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Callable[[str], DatabaseUnderTest]:
    """The database of a kind, made when first asked for."""
    made: dict[str, DatabaseUnderTest] = {}

    def of(kind: str) -> DatabaseUnderTest:
        if kind not in made and kind == "sqlite":
            made[kind] = SqliteUnderTest(tmp_path_factory.mktemp("sqlite"))
        elif kind not in made:
            made[kind] = PostgresUnderTest(request.getfixturevalue("postgres_server").create("tests"))
        return made[kind]

    return of


@pytest.fixture(scope="session")
def app_of(
    database_of: Callable[[str], DatabaseUnderTest], redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Flask]:
    """The app on a kind of database, made when first asked for."""
    made: dict[str, Flask] = {}

    def of(kind: str) -> Flask:
        if kind not in made:
            folder: Path = tmp_path_factory.mktemp(f"data-{kind}")
            url = database_of(kind).url
            app = create_app(make_settings(folder, DATABASE_URL=url, REDIS_URL=redis_url))
            app.test_client_class = SeparateClient
            made[kind] = app
        return made[kind]

    return of


@pytest.fixture(scope="session")
def peopled_on(
    tmp_path_factory: pytest.TempPathFactory, redis_url: str, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], PeopledSite]]:
    """The peopled site on a kind of database, put up when first asked for; enter `visited(it)`."""
    made: dict[str, PeopledSite] = {}
    folder = tmp_path_factory.mktemp("peopled")

    def on(kind: str) -> PeopledSite:
        if "sqlite" not in made:
            made["sqlite"] = put_up(folder, redis_url)
        if kind not in made:
            url = PostgresUnderTest(request.getfixturevalue("postgres_server").create("peopled")).url
            made[kind] = same_on_postgres(made["sqlite"], folder, url, redis_url)
        return made[kind]

    yield on
    for site in made.values():
        site.state.close()


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite` or `postgres`."""
    kind: str = request.param
    return kind


@pytest.fixture
def app(
    database_kind: str,
    database_of: Callable[[str], DatabaseUnderTest],
    app_of: Callable[[str], Flask],
) -> Iterator[Flask]:
    """The app with an empty, migrated database and an empty Redis, inside an app context."""
    app, under_test = app_of(database_kind), database_of(database_kind)
    config = dict(app.config)
    with app.app_context():
        db.engine.dispose()
        under_test.restore()
        extensions.redis_connection().flushdb()
        # On a busy machine Redis may have been slow for once, and limits are counted in memory for a while.
        extensions.limiter.reset()
    shutil.rmtree(Path(app.config["SETTINGS"].data_dir) / "documents", ignore_errors=True)
    with app.app_context(), on_ground(under_test, app):
        yield app
    app.config.clear()
    app.config.update(config)


@pytest.fixture
def session(app: Flask) -> scoped_session[Session]:
    """The database session of the test. To write: `with transaction():`.

    What a request of `client` has changed is seen after `session.rollback()`.
    """
    return db.session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a page in it."""
    return app.test_client()


@pytest.fixture
def limits_stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits per minute count in one and the same moment, however slow the machine is."""
    monkeypatch.setattr("limits.storage.memory.time", SimpleNamespace(time=lambda: 1_800_000_000.0))
