"""The numbers in addresses: one that no row can have is not asked of the database."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1
"""The largest id that both databases hold in a column of integers."""


class RowId(IntegerConverter):
    """`<int:…>` in a route; the address with a larger number is not there."""

    def __init__(
        self,
        map: Map,
        fixed_digits: int = 0,
        min: int | None = None,
        max: int | None = LARGEST,
        signed: bool = False,
    ) -> None:
        super().__init__(map, fixed_digits, min, max, signed)


def init_app(app: Flask) -> None:
    """Before the routes are registered."""
    app.url_map.converters["int"] = RowId
