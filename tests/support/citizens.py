"""A citizen's browser, for tests of the pages behind the sign-in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event
from werkzeug.test import TestResponse

from actions import codes
from actions.sessions import open_session
from database import db, transaction
from web.sessions import CITIZEN_KEY

LANGUAGE = "en"


def browser_of(client: FlaskClient, person_id: int) -> FlaskClient:
    """Let this browser be the person's, with a session that has just begun."""
    with transaction():
        token = open_session(person_id=person_id)
    with client.session_transaction() as cookie:
        cookie[CITIZEN_KEY] = token
    return client


def token_of(page: TestResponse) -> str:
    """The CSRF token of the page's first form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, f"no form on {page.request.path}, status {page.status_code}"
    return found[1]


def send(
    client: FlaskClient, page: str, *, to: str | None = None, htmx: bool = False, **fields: Any
) -> TestResponse:
    """Open the page and send its form, as a browser does."""
    token = token_of(client.get(page))
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{page}"} if htmx else {}
    return client.post(to or page, data={"csrf_token": token, **fields}, headers=headers)


def photo(name: str = "photo.jpg") -> tuple[BytesIO, str]:
    """A small photograph, as a form sends it."""
    file = BytesIO()
    Image.new("RGB", (300, 400), "white").save(file, "JPEG")
    file.seek(0)
    return file, name


def certifying_digits(draft_id: str) -> str:
    """The digits of the newest code for this draft, as its SMS holds them; it counts as sent."""
    db.session.rollback()
    from actions.certifying import latest_code

    code = latest_code(draft_id)
    assert code is not None
    with transaction():
        codes.send(code.id, "+77000000101")
    db.session.rollback()
    return codes.reveal(code.id)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._hidden += tag in ("script", "style", "template")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style", "template")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def words_of(page: TestResponse) -> str:
    """What a person reads on the page, with single spaces."""
    parser = _Words()
    parser.feed(page.text)
    return " ".join(" ".join(parser.words).split())


@contextmanager
def counted() -> Iterator[list[str]]:
    """The SQL statements that run inside the block."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(" ".join(statement.split()))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
