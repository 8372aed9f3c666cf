"""A form that came from an earlier visit: not sent, and nothing of it lost.

Its token no longer fits when somebody has signed in anew meanwhile, in another tab
for example. What was typed is shown once more, with a fresh token and the button to
send it. Sending stays a deed of the person: the page does nothing by itself, and the
session cookie does not come along with a form of another site.
"""

from flask import Blueprint, Response, request
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as AnyResponse

from web.error_words import FORM_TOO_OLD
from web.errors import error_page
from web.htmx import render_page, wants_fragment

_TOKEN = "csrf_token"  # noqa: S105 - the name of the field


def offer_again(place: Blueprint) -> None:
    """Let the forms of this blueprint be offered again instead of being refused."""
    place.register_error_handler(CSRFError, _offer)


def _offer(error: CSRFError) -> AnyResponse:
    """The typed fields once more. A form with files cannot be kept; a fragment leaves its page as it is."""
    typed = typed_fields()
    if wants_fragment() or not typed or request.files:
        return error_page(400, FORM_TOO_OLD)
    return send_again(typed, 400)


def send_again(typed: list[tuple[str, str]], status: int) -> Response:
    """A page that holds what was typed and sends it to the same address."""
    return render_page("errors/still_here.html", typed=typed, action=request.path, status=status)


def typed_fields() -> list[tuple[str, str]]:
    """What the request's form held besides its token."""
    return [(name, value) for name, value in request.form.items(multi=True) if name != _TOKEN and value]
