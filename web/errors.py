"""Error answers: each says what happened, what to do, and by which code we can find it.

They need no database, and htmx gets the same words as a fragment for the
`#errors` region. A trace goes to the log and never to the page.
"""

import logging

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, NoResultFound, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from domain.errors import ActionNotOpen, CalendarNotLoaded
from integrations.storage import StorageAway
from web.error_words import CALENDAR_MISSING, FORM_TOO_OLD, ErrorWords, words_for
from web.htmx import wants_fragment
from web.request_id import request_id

_OFFICERS_PLACES = ("/staff/", "/commission/", "/oversight/", "/contact-centre/", "/admin/")
_RETRY_AFTER = "60"  # seconds

log = logging.getLogger(__name__)


def error_page(status: int, words: ErrorWords | None = None, *, case: str | None = None) -> Response:
    """The answer for this status, as a page or as a fragment; without `words`, the status's own.

    `case`: the address of the case to which it leads back.
    """
    words = words or words_for(status)
    fragment = wants_fragment()
    try:
        html = render_template(
            "errors/fragment.html" if fragment else "errors/page.html",
            words=words,
            request_id=request_id(),
            case=case,
            home="/staff/" if request.path.startswith(_OFFICERS_PLACES) else "/",
            again=request.full_path.rstrip("?") if words.again and request.method == "GET" else None,
        )
    except Exception:  # nothing may turn an error page into an empty one
        log.exception("the error page itself failed, request %s", request_id())
        html = f"<!doctype html><title>Qyzmet</title><h1>{words.title}</h1><p>{words.advice}</p>"
    response = make_response(html, status)
    response.vary.add("HX-Request")
    if fragment:
        response.headers["HX-Retarget"] = "#errors"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _on_http_error(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    response = error_page(error.code)
    for name in ("Retry-After", "Allow"):
        if value := dict(error.get_headers()).get(name):
            response.headers[name] = value
    return response


def note_refused_form(error: CSRFError) -> None:
    """Write down that a form came without its token; what stood in it is nobody's business."""
    log.info("refused a form: %s, request %s", error.description, request_id())


def _on_csrf_error(error: CSRFError) -> Response:
    note_refused_form(error)
    return error_page(400, FORM_TOO_OLD)


def _on_closed_action(error: ActionNotOpen) -> Response:
    log.info("%s, request %s", error.code, request_id())
    return error_page(409)


def _on_vanished_row(error: NoResultFound) -> Response:
    """Somebody took away what this was about, between the page and its form."""
    log.info("%s, request %s", type(error).__name__, request_id())
    return error_page(404)


def _on_lost_data(error: Exception) -> Response:
    log.error("what data are kept in did not answer, request %s", request_id(), exc_info=error)
    response = error_page(503)
    response.headers["Retry-After"] = _RETRY_AFTER
    return response


def _on_missing_calendar(error: CalendarNotLoaded) -> Response:
    log.error("%s, request %s", error, request_id())
    return error_page(503, CALENDAR_MISSING)


def init_app(app: Flask) -> None:
    """Answer every error with our own words.

    An unforeseen exception is logged by Flask and comes here as a 500, except
    in tests and debugging, where it is shown to the developer.
    """
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(CSRFError, _on_csrf_error)
    app.register_error_handler(ActionNotOpen, _on_closed_action)
    app.register_error_handler(CalendarNotLoaded, _on_missing_calendar)
    app.register_error_handler(NoResultFound, _on_vanished_row)
    for lost in (OperationalError, InterfaceError, PoolTimeout, StorageAway):
        app.register_error_handler(lost, _on_lost_data)
