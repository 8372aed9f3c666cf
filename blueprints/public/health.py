"""For those who run the site: is the process alive, can it serve people."""

from flask import jsonify, request
from werkzeug.wrappers import Response

from blueprints.public import public_pages
from queries.readiness import readiness
from web.access import public


@public_pages.get("/healthz")
@public
def healthz() -> Response:
    """The process answers; it asks nobody else."""
    return jsonify(status="alive")


@public_pages.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """200 when people may be sent here, else 503 with the reasons. Warnings are what a person has to mend.

    With `?strict` warnings are a 503, too: for a monitor that knows only codes, never for a proxy, which
    would take every web server away for what is wrong behind them all.
    """
    found = readiness()
    fine = found.ready and not (found.warnings and "strict" in request.args)
    return jsonify(status=found.status, reasons=found.reasons, warnings=found.warnings), 200 if fine else 503
