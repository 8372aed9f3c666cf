"""For those who run the site: is the process alive, can it serve people."""

from flask import jsonify
from werkzeug.wrappers import Response

from blueprints.public import public_pages
from queries import readiness
from web.access import public


@public_pages.get("/healthz")
@public
def healthz() -> Response:
    """The process answers; it asks nobody else."""
    return jsonify(status="alive")


@public_pages.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """200 when people can be served, else 503 with what is missing."""
    reasons = readiness.missing()
    return jsonify(status="not ready" if reasons else "ready", reasons=reasons), 503 if reasons else 200
