"""The citizen's cabinet: what waits, each case with its deeds, documents, profile."""

from flask import Blueprint

from domain.message_statuses import MESSAGE_STATUS_TITLES
from domain.needs import HEARING_OUTCOMES, HEARING_WAYS, REVIEW_OUTCOMES, REVIEWING_BODIES
from domain.roles import ROLE_TITLES
from domain.statuses import CORRECTION_STATUS_TITLES, RESULT_STATUS_TITLES
from domain.troops import BRANCHES
from web.history import ABOUT_TITLES
from web.names import badge_tone, paper_name
from web.still_here import offer_again

cabinet = Blueprint("cabinet", __name__)
offer_again(cabinet)


@cabinet.context_processor
def words() -> dict[str, object]:
    """The names of codes, as source strings, for the templates of this place."""
    return {
        "paper_name": paper_name,
        "badge_tone": badge_tone,
        "titles": {
            "about": ABOUT_TITLES,
            "branch": BRANCHES,
            "correction": CORRECTION_STATUS_TITLES,
            "message": MESSAGE_STATUS_TITLES,
            "outcome": dict(HEARING_OUTCOMES),
            "result": RESULT_STATUS_TITLES,
            "review_outcome": dict(REVIEW_OUTCOMES),
            "reviewing_body": dict(REVIEWING_BODIES),
            "role": ROLE_TITLES,
            "way": dict(HEARING_WAYS),
        },
    }


from blueprints.cabinet import (  # noqa: E402, F401 - they add their views
    after,
    agreement,
    application,
    cases,
    complaints,
    deeds,
    files,
    matters,
    papers,
    profile,
    proof,
    uploads,
)
