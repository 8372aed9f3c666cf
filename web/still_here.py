"""A form that came from an earlier visit: not sent, and nothing of it lost.

The visit may be over, or somebody has signed in anew meanwhile, in another tab for
example, so that the form's token no longer fits. What was typed is shown once more,
with a fresh token and the button to send it. Sending stays a deed of the person: the
page does nothing by itself, and the session cookie does not come along with a form
of another site.
"""

from flask import Blueprint, Response, request
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as AnyResponse

from web.error_words import FORM_TOO_OLD
from web.errors import error_page, note_refused_form
from web.htmx import render_page, wants_fragment

_TOKEN = "csrf_token"  # noqa: S105 - the name of the field
_WORDS = 12  # characters; what is shorter is typed again sooner than read once more


def offer_again(place: Blueprint) -> None:
    """Let the forms of this blueprint be offered again instead of being refused."""
    place.register_error_handler(CSRFError, _offer)


def _offer(error: CSRFError) -> AnyResponse:
    """The typed fields once more. A form with files cannot be kept; a fragment leaves its page as it is."""
    note_refused_form(error)
    typed = typed_fields()
    if wants_fragment() or not typed or request.files:
        return error_page(400, FORM_TOO_OLD)
    return _again(typed)


def kept_for_sign_in(sign_in: str) -> Response | None:
    """Where the visit is over and a form with words in it came: a page that holds them.

    None where nothing would be lost by going to the sign-in page at once.
    """
    typed = typed_fields() if request.method == "POST" and not wants_fragment() else []
    if request.files or not any(len(value) >= _WORDS for _name, value in typed):
        return None
    return _again(typed, sign_in)


def _again(typed: list[tuple[str, str]], sign_in: str | None = None) -> Response:
    """What was typed, to be sent to the same address; after signing in, if there is where to."""
    return render_page(
        "errors/still_here.html", typed=typed, sign_in=sign_in, action=request.path, words=_WORDS, status=400
    )


def typed_fields() -> list[tuple[str, str]]:
    """What the request's form held besides its token."""
    return [(name, value) for name, value in request.form.items(multi=True) if name != _TOKEN and value]
