"""What no browser sends of our forms is refused before anything reads it.

PostgreSQL holds no NUL and no number beyond its columns; a form library takes JSON for a form, however
deep, and falls over a field without a name. Each would end as a fault of ours instead of theirs.
"""

from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from werkzeug.routing import IntegerConverter, Map

V = TypeVar("V")

_LARGEST_ID = 2**31 - 1
_TAKES_JSON = "takes_json"


class IdConverter(IntegerConverter):
    """A whole number in an address that a column can hold; any other is no address of ours."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=_LARGEST_ID)


def takes_json(view: V) -> V:
    """Mark a view that reads JSON by itself. Stands right below the route."""
    setattr(view, _TAKES_JSON, True)
    return view


def _refuse() -> None:
    """415 for a form that is JSON; 400 for a NUL in the address or a field, and a field without a name."""
    sent: list[str | None] = [request.path]
    fields = [request.args]
    if request.method == "POST":
        view: Any = current_app.view_functions.get(request.endpoint or "")
        if request.is_json and not hasattr(view, _TAKES_JSON):
            abort(415)
        fields.append(request.form)
        sent += request.files
    for values in fields:
        for name, value in values.items(multi=True):
            sent += (name, value)
    if any(text is None or "\0" in text for text in sent):
        abort(400)


def init_app(app: Flask) -> None:
    """Be strict; call it before anything else looks at requests, and before blueprints are registered."""
    app.url_map.converters["int"] = IdConverter
    app.before_request(_refuse)
