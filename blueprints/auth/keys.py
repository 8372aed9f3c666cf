"""Asking for the key of whoever comes in: a short paper to sign, on the page where all signing is done."""

from urllib.parse import urlsplit

from flask import Response, current_app, url_for

from actions import signing
from actions.signing_requests import prepare_sign_in
from database import transaction
from models.people import Officer
from web.htmx import done
from web.locale import current_language
from web.sessions import bind_browser

KEYS_AN_ADDRESS = "60 per hour"
"""Each sign-in that is begun prints and stores a paper."""


def ask_for_key(officer: Officer | None, back: str) -> Response:
    """Begin the sign-in of this officer, or of a citizen whom the key names, bound to this browser.

    `back` is where it leads, empty for the officer's own first page. Raises
    MissingKey for an officer whose key is not on file.
    """
    prepared = prepare_sign_in(
        officer,
        language=current_language(),
        host=urlsplit(current_app.config["SETTINGS"].public_url).netloc,
        browser_hash=bind_browser(),
        back=back,
    )
    with transaction():
        handle = signing.ask_for(prepared).handle
    return done(url_for("signing.sign", handle=handle))
