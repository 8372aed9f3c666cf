"""A short name for each request, so that a person can quote it and a log can be searched for it."""

import re
import secrets

from flask import Flask, Response, g, has_request_context, request

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no letters or digits that are mistaken for one another
_FROM_PROXY = re.compile(r"[A-Za-z0-9-]{8,40}")  # what the columns hold


def request_id() -> str:
    """The name of this request, like `7KQM-3XHD`; `-` outside a request.

    A proxy in front may have given one in `X-Request-ID`; it is kept when it
    is harmless, because only then do both logs agree.
    """
    if not has_request_context():
        return "-"
    if "request_id" not in g:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _FROM_PROXY.fullmatch(given) else _new()
    return g.request_id


def _new() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _announce(response: Response) -> Response:
    response.headers["X-Request-ID"] = request_id()
    return response


def init_app(app: Flask) -> None:
    """Send the request's name with every answer."""
    app.after_request(_announce)
