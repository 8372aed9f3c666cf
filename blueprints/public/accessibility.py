"""The accessibility statement: what is met, what was tested and how, what is not met, whom to tell.

Tests hold each fact named here: tests/integration/looks/test_statement.py.
"""

from datetime import date

from werkzeug.wrappers import Response

from blueprints.public import public_pages
from web.access import public
from web.htmx import render_page
from web.locale import LANGUAGES

STANDARD = "WCAG 2.2 AA"
AXE = "4.12.1"
WIDTHS = (360, 1280)
"""In pixels: a small telephone and a computer."""

CHECKED_ON = date(2026, 11, 22)
"""When the statement was last compared with the site; changes together with any fact here."""


@public_pages.get("/accessibility/")
@public
def accessibility() -> Response:
    """How accessible the site is."""
    return render_page(
        "public/accessibility.html",
        standard=STANDARD,
        axe=AXE,
        widths=WIDTHS,
        languages=LANGUAGES,
        checked_on=CHECKED_ON,
    )
