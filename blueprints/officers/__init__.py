"""The officers' place: an inbox, one case on one screen, the actions open to them, complaints."""

from typing import Any

from flask import Blueprint

from catalogue.contract_questionnaire import KINSHIP_TITLES, LEVELS
from domain.needs import FITNESS_OUTCOMES, HEARING_OUTCOMES, HEARING_WAYS, REVIEW_OUTCOMES, REVIEWING_BODIES
from domain.roles import ROLE_TITLES
from domain.statuses import CORRECTION_STATUS_TITLES, RESULT_STATUS_TITLES
from web.history import ABOUT_TITLES, notes_of
from web.names import badge_tone, paper_name, result_name, seat_name
from web.still_here import offer_again

officers = Blueprint("officers", __name__)
offer_again(officers)


@officers.context_processor
def words() -> dict[str, Any]:
    """The names of codes, as source strings, for the templates of this place."""
    return {
        "badge_tone": badge_tone,
        "notes_of": notes_of,
        "paper_name": paper_name,
        "result_name": result_name,
        "seat_name": seat_name,
        "titles": {
            "about": ABOUT_TITLES,
            "correction": CORRECTION_STATUS_TITLES,
            "outcome": dict(HEARING_OUTCOMES),
            "result": RESULT_STATUS_TITLES,
            "review_outcome": dict(REVIEW_OUTCOMES),
            "reviewing_body": dict(REVIEWING_BODIES),
            "role": ROLE_TITLES,
            "way": dict(HEARING_WAYS),
            "fitness": dict(FITNESS_OUTCOMES),
            "kinship": KINSHIP_TITLES,
            "level": dict(LEVELS),
        },
    }


from blueprints.officers import (  # noqa: E402, F401 - they add their views
    actions,
    application,
    cases,
    complaints,
    inbox,
    matters,
    papers,
    personal_file,
    special_check,
)
