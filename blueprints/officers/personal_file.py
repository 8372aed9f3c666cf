"""The personal file of a candidate, for the executor who forms it (834 annex 1; CON-6)."""

from flask import Response, abort, flash, url_for
from flask_babel import gettext

from actions.audit import record_look
from actions.personal_files import ask_again
from blueprints.officers import officers
from blueprints.officers.reach import reach
from database import transaction
from domain.errors import AlreadyDone
from domain.roles import Actor, Role
from queries.casework import case_with_body
from queries.personal_file import EVERYTHING, PersonalFile, personal_file
from web.access import officer
from web.htmx import done, render_page, wants_fragment


@officers.get("/staff/cases/<number>/personal-file/")
@officer(Role.EXECUTOR)
def show_personal_file(number: str) -> Response:
    """The file on a page of its own; asked by htmx, the part that stands on the case's page."""
    case_id, actor = _own_case(number)
    personal = _file(case_id)
    # While it asks by itself how things stand, nobody has looked anew.
    if not (wants_fragment() and personal.is_waiting):
        with transaction():
            record_look(actor, case_id=case_id)
    return _page(personal)


@officers.post("/staff/cases/<number>/personal-file/<kind>/retry/")
@officer(Role.EXECUTOR)
def ask_registry(number: str, kind: str) -> Response:
    """Ask a registry that has not answered once more, or one that was not asked yet."""
    case_id, actor = _own_case(number)
    try:
        with transaction():
            asked = ask_again(case_id, kind, actor)
    except AlreadyDone:
        asked = True  # in another window: the answer is there or on its way
    if asked:
        flash(gettext("The registry is being asked."), "info")
    else:
        flash(gettext("The registry was asked a moment ago. Wait half a minute."), "info")
    if wants_fragment():
        return _page(_file(case_id))
    return done(url_for("officers.show_case", number=number, _anchor="personal-file"))


def _own_case(number: str) -> tuple[int, Actor]:
    """The case that was given to this executor, and as whom they have it; 404 for any other."""
    standing = reach(number)
    executors = [actor for actor in standing.actors if actor.role is Role.EXECUTOR]
    if not executors:
        abort(403)
    return standing.case_id, executors[0]


def _file(case_id: int) -> PersonalFile:
    personal = personal_file(case_with_body(case_id), kinds=EVERYTHING, may_ask=True)
    if not personal.parts:
        abort(404)
    return personal


def _page(personal: PersonalFile) -> Response:
    return render_page("officers/personal_file_page.html", block="file", personal=personal)
