"""The ministry's unit: its posts, and the candidates who compete for them."""

from typing import Any

from flask import Blueprint

from web.names import badge_tone
from web.still_here import offer_again

ministry = Blueprint("ministry", __name__)
offer_again(ministry)


@ministry.context_processor
def words() -> dict[str, Any]:
    """What the templates of this place need of the catalogue's words."""
    return {"badge_tone": badge_tone}


from blueprints.ministry import distribute, executors, panel, reports, vacancies  # noqa: E402, F401 - they add their views
