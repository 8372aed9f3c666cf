"""One signed-in person at a page, over real HTTP: a cookie, a form's token, one connection a request."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from devkit.chaos.stack import HOST

_ANSWER_SECONDS = 90.0
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Unanswered(Exception):
    """No answer came: nobody knows whether the request was carried out."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str
    cookie: str | None
    retry_after: str | None


class Browser:
    """Keeps the cookie that came with the first form, whose token is good for all others.

    Words that the site wants to show on the next page are left unread, as by
    somebody who closes the window.
    """

    def __init__(self, port: int, cookie: str) -> None:
        self._port = port
        self._cookie = cookie
        self._token: str | None = None

    def get(self, path: str) -> Answer:
        """Open a page. Raises Unanswered."""
        return self._ask("GET", path, None)

    def open_form(self, path: str) -> Answer:
        """Open the page of a form and keep its token and the cookie that goes with it. Raises Unanswered."""
        answer = self.get(path)
        found = _TOKEN.search(answer.text)
        if answer.status == 200 and found:
            self._token = found[1]
            self._cookie = answer.cookie or self._cookie
        return answer

    @property
    def has_token(self) -> bool:
        """Whether a form can be sent."""
        return self._token is not None

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form. Raises Unanswered."""
        return self._ask("POST", path, urlencode({"csrf_token": self._token or "", **fields}))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": f"qyzmet={self._cookie}", "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection(HOST, self._port, timeout=_ANSWER_SECONDS)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, HTTPException) as error:
            raise Unanswered(type(error).__name__) from error
        finally:
            connection.close()
        found = re.search(r"(?:^|\s)qyzmet=([^;]+)", answer.getheader("Set-Cookie") or "")
        return Answer(
            answer.status,
            answer.getheader("Location") or "",
            text,
            found[1] if found else None,
            answer.getheader("Retry-After"),
        )


def cookie_of(app: Flask, key: str, token: str) -> str:
    """The cookie of a browser that holds this session, as the site itself would sign it."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None, "the app has a key"
    signed: str = serializer.dumps({key: token})
    return signed
