"""For monitoring, and for nobody else."""

import hmac

from flask import Response, abort, current_app, request

from blueprints.public import public_pages
from queries.metrics import families
from queries.readiness import readiness
from web.access import public
from web.metrics import CONTENT_TYPE, exposition


@public_pages.get("/metrics")
@public
def metrics() -> Response:
    """The figures, for whoever has the token. 404 for everybody else, and where the settings hold none:
    that there is such a page is nobody's business."""
    token: str = current_app.config["SETTINGS"].metrics_token
    given = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        abort(404)
    response = Response(exposition(families(readiness())), content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response
