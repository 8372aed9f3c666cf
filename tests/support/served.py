"""The app on a database of its own, served to real browsers from this process: the test sees its rows."""

import threading
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from sqlalchemy import select
from werkzeug.serving import BaseWSGIServer, make_server

from app import create_app
from database import db
from models.drafts import Draft
from tests.support.citizens import browser_of
from tests.support.databases import SqliteUnderTest
from tests.support.page_check import PHONE
from tests.support.settings import make_settings

ERROR_PAGE = "chrome-error:"


class Served:
    """One app with an empty database, for the length of a `with` block; its tests stand in its context."""

    def __init__(self, folder: Path) -> None:
        self._database = SqliteUnderTest(folder)
        self.app: Flask = create_app(make_settings(folder, DATABASE_URL=self._database.url))
        self._server: BaseWSGIServer | None = make_server("127.0.0.1", 0, self.app, threaded=True)
        self._port = self._server.server_port
        self.url = f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> "Served":
        self.come_back()
        return self

    def __exit__(self, *_error: object) -> None:
        self.go_away()

    @property
    def is_away(self) -> bool:
        """Whether nobody is answered."""
        return self._server is None

    def go_away(self) -> None:
        """Answer nobody any more, neither pages nor their workers."""
        if self._server is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None

    def come_back(self) -> None:
        """Answer at the same address."""
        self._server = self._server or make_server("127.0.0.1", self._port, self.app, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def empty(self) -> None:
        """Bring the database back to its first state."""
        with self.app.app_context():
            db.engine.dispose()
        self._database.restore()

    def sign_in(self, context: BrowserContext, person_id: int) -> None:
        """Let the browser hold a session of this person, instead of any that it held."""
        client = browser_of(self.app.test_client(), person_id)
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = client.get_cookie(name)
        assert cookie is not None
        context.add_cookies([{"name": name, "value": cookie.value, "url": self.url}])

    def telephone(self, browser: Browser, person_id: int | None = None, **options: object) -> BrowserContext:
        """A telephone that reads English, in the hands of this person or of a stranger."""
        context = browser.new_context(
            base_url=self.url,
            viewport=PHONE,
            timezone_id="Asia/Almaty",
            reduced_motion="reduce",
            **options,  # type: ignore[arg-type]
        )
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "language", "value": "en", "url": self.url}])
        if person_id is not None:
            self.sign_in(context, person_id)
        return context


def drafts() -> list[Draft]:
    """All drafts as they are stored now."""
    db.session.rollback()
    return list(db.session.scalars(select(Draft)))
