"""The administrator's place: people, bodies, calendar, messages, and what is stuck.

Without these pages nobody could run a district.
"""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext

from domain.text import N_
from web.still_here import offer_again

admin = Blueprint("admin", __name__)
offer_again(admin)

SECTIONS = (
    ("admin.overview", N_("Overview")),
    ("admin.people", N_("Officers")),
    ("admin.substitutes", N_("Substitutes")),
    ("admin.districts", N_("Districts")),
    ("admin.bodies", N_("Bodies")),
    ("admin.calendar", N_("Calendar")),
    ("admin.messages", N_("Messages")),
    ("admin.stuck", N_("What is stuck")),
    ("admin.transfer", N_("Transfer of a case")),
)
"""The pages of this place, in the order of its menu."""


@admin.context_processor
def sections() -> dict[str, Any]:
    """The menu of this place."""
    first = url_for("admin.overview")
    tabs = []
    for endpoint, label in SECTIONS:
        url = url_for(endpoint)
        current = request.path == url if url == first else request.path.startswith(url)
        tabs.append({"label": gettext(label), "url": url, "current": current})
    return {"sections": tabs}


from blueprints.admin import (  # noqa: E402, F401 - they add their views
    appointments,
    bodies,
    calendar,
    calendar_days,
    districts,
    messages,
    overview,
    people,
    stuck,
    substitutes,
    transfer,
)
