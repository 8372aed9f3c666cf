"""What is posted to the demo's pages: a form with its token, or JSON from this computer without one."""

from ipaddress import ip_address
from typing import Any

from flask import Response, abort, jsonify, request

from extensions import csrf


def posted() -> dict[str, Any]:
    """The fields that came. Answers 403 to JSON from another computer, 400 to a form without its token."""
    if not request.is_json:
        csrf.protect()
        return request.form.to_dict()
    if not ip_address(request.remote_addr or "0.0.0.0").is_loopback:  # noqa: S104 - an address nobody has
        abort(403)
    given = request.get_json()
    return given if isinstance(given, dict) else {}


def as_json(code: int, /, **values: object) -> Response:
    """An answer to JSON, with this status."""
    response = jsonify(values)
    response.status_code = code
    return response
