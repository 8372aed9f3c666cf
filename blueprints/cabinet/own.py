"""What the pages of a case begin with: the person's own case, its address, an action on it."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from actions.steps import take_action
from database import transaction
from domain.errors import ActionNotOpen
from domain.roles import Actor, Role
from domain.schema import Action
from domain.workflow import CaseSnapshot, open_actions
from models.cases import Case
from queries import own_case
from web.citizens import citizen_actor, the_citizen
from web.error_words import CASE_MOVED_ON
from web.errors import error_page
from web.htmx import done


def the_case(number: str) -> Case:
    """The person's own case in the address; 404 for any other number."""
    case = own_case.find_own(the_citizen().id, number)
    if case is None:
        abort(404)
    return case


def case_url(number: str) -> str:
    """The page of a case."""
    return url_for("cabinet.show_case", number=number)


def open_action(snapshot: CaseSnapshot, code: str) -> Action | None:
    """The action of this code, if it is open to the applicant now."""
    actor = Actor(Role.CITIZEN, snapshot.person_id)
    return next((action for action in open_actions(snapshot, actor) if action.code == code), None)


def take(case: Case, code: str, data: Mapping[str, Any], said: str) -> Response:
    """Take the action and say `said`; where the case has moved on meanwhile, say that instead.

    Raises InvalidData, and UploadRefused for a paper too many.
    """
    number = case.number
    try:
        with transaction():
            take_action(case.id, code, citizen_actor(), data)
    except ActionNotOpen:
        return too_late(number)
    flash(said, "success")
    return done(case_url(number))


def too_late(number: str) -> Response:
    """What is sent too late is refused (409); who only opens the form goes back to the case, with a word."""
    if request.method == "POST":
        return error_page(409, CASE_MOVED_ON, case=case_url(number))
    flash(gettext("This can no longer be done: the case has moved on. Here is how it stands now."), "warning")
    return done(case_url(number))
