"""Opening a case: whether it is the officer's, and that they looked."""

from flask import abort

import clock
from actions.audit import record_look
from database import transaction
from domain.text import N_
from queries.casework import CaseFile, case_file
from queries.sight import SIGHTS, Standing, standing
from web.access import actors_with
from web.error_words import ErrorWords
from web.errors import error_page

STEPPED_ASIDE = ErrorWords(
    N_("You have stepped aside from this case"),
    N_("You gave a reason for which you take no part in it, so it is closed to you."),
    N_("Whoever stands in for you goes on with it. Your other cases are in your inbox."),
)
NOT_OPEN = ErrorWords(
    N_("You cannot do this in this case"),
    N_("What you asked for belongs to another role or another step of the case. Nothing was changed."),
    N_("Open the case again: at its foot stands what you can do now."),
)


def reach(number: str) -> Standing:
    """What the signed-in officer is to this case.

    A case of other bodies is answered with 404, as if it did not exist, and one
    from which they stepped aside with 403.
    """
    found = standing(number, actors_with(*SIGHTS))
    if found is None:
        abort(404)
    if found.stepped_aside:
        abort(error_page(403, STEPPED_ASIDE))
    return found


def look(number: str) -> Standing:
    """As reach(), for a page that shows the case; the look is recorded before anything is shown."""
    found = reach(number)
    with transaction():
        record_look(found.actors[0], case_id=found.case_id)
    return found


def open_case(number: str) -> CaseFile:
    """All of the case, the look recorded."""
    return case_file(look(number), clock.now())
