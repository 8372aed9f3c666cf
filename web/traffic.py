"""Each request once measured: a line in the log and a count for monitoring, without a word of who it was."""

import logging
import time

from flask import Flask, Response, g, request

from domain.roles import Actor
from web.metrics import count_request

logger = logging.getLogger(__name__)

PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked every few seconds by machines: a line only when something is wrong with them."""


def init_app(app: Flask) -> None:
    """Measure every request. Bound first, so that it comes last in what is done to an answer."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    seconds = time.perf_counter() - g.began
    route = request.url_rule.rule if request.url_rule else "-"
    count_request(request.method, route, response.status_code, seconds)
    if route not in PROBES or response.status_code >= 400:
        logger.info(
            "request",
            extra={
                "method": request.method,
                "route": route,
                "status": response.status_code,
                "milliseconds": round(seconds * 1000, 1),
                "role": _role(),
            },
        )
    return response


def _role() -> str:
    """In which roles they came, as far as the request had to ask: nothing is read for this line."""
    actors: tuple[Actor, ...] = g.get("actors", ())
    if actors:
        return " ".join(sorted({actor.role for actor in actors}))
    for key in ("officer", "citizen"):
        if g.get(f"{key}_session"):
            return key
    return "-"
