"""A complaint with its clocks, and the officer's answer to it (605 p.14; ALL-9)."""

from flask import Response, abort, flash, url_for
from flask_babel import gettext

import clock
from actions.audit import record_look
from actions.complaints import take_complaint_action
from blueprints.officers import officers
from blueprints.officers.closed import somebody_was_first
from database import transaction
from domain.errors import AlreadyDone, InvalidData
from domain.roles import Role
from domain.schema import Action
from domain.workflow import needed_fields
from queries.complaints import ComplaintFile, complaint_file
from queries.deeds import last_deed
from queries.inbox import NextTask, next_task
from queries.sight import SIGHTS
from web.access import actors_with, officer
from web.forms.actions import ActionForm, action_form
from web.htmx import done, render_page


@officers.get("/staff/complaints/<int:complaint_id>/")
@officer(Role.COMPLAINTS)
def show_complaint(complaint_id: int) -> Response:
    """The complaint, its clocks, and what can be done with it."""
    file = _open_complaint(complaint_id)
    return render_page("officers/complaint.html", file=file, next_task=_next(file))


@officers.get("/staff/complaints/<int:complaint_id>/<action>/")
@officer(Role.COMPLAINTS)
def ask_complaint_action(complaint_id: int, action: str) -> Response:
    """The action's form."""
    file = _open_complaint(complaint_id)
    found = file.action(action)
    return _action_page(file, found, _form(file, found)) if found else _closed(file, action)


@officers.post("/staff/complaints/<int:complaint_id>/<action>/")
@officer(Role.COMPLAINTS)
def do_complaint_action(complaint_id: int, action: str) -> Response:
    """Take the action, or say what is missing, or who was first."""
    file = _reach(complaint_id)
    found = file.action(action)
    if found is None:
        return _closed(_open_complaint(complaint_id), action)
    form = _form(file, found)
    if not form.validate():
        return _action_page(_open_complaint(complaint_id), found, form, 422)
    try:
        with transaction():
            take_complaint_action(complaint_id, action, file.actor, form.entered())
    except AlreadyDone:
        return _closed(_open_complaint(complaint_id), action)
    except InvalidData as refused:
        form.refuse(refused.problems)
        return _action_page(_open_complaint(complaint_id), found, form, 422)
    flash(
        gettext("%(number)s: %(what)s.", number=file.case.number, what=gettext(found.event_label)), "success"
    )
    return done(url_for("officers.show_complaint", complaint_id=complaint_id))


def _reach(complaint_id: int) -> ComplaintFile:
    file = complaint_file(complaint_id, actors_with(Role.COMPLAINTS), clock.now())
    if file is None:
        abort(404)
    return file


def _open_complaint(complaint_id: int) -> ComplaintFile:
    """The complaint for a page that shows it; looking at it is looking at its case."""
    file = _reach(complaint_id)
    case_id = file.case.id
    with transaction():
        record_look(file.actor, case_id=case_id)
    return _reach(complaint_id)


def _form(file: ComplaintFile, action: Action) -> ActionForm:
    return action_form(needed_fields(file.snapshot, action))


def _next(file: ComplaintFile) -> NextTask | None:
    return next_task(actors_with(*SIGHTS), except_case=file.case.id)


def _action_page(file: ComplaintFile, action: Action, form: ActionForm, status: int = 200) -> Response:
    return render_page(
        "officers/complaint_action.html", block="act", status=status, file=file, action=action, form=form
    )


def _closed(file: ComplaintFile, code: str) -> Response:
    """Not open: done already (409, with what was typed), or not an action on a complaint (404)."""
    action = file.service.complaint.actions().get(code)
    if action is None:
        abort(404)
    last = last_deed(file.case, file.service, file.actor, complaint_id=file.complaint.id)
    return somebody_was_first(file, action, last, _form(file, action), _next(file))
