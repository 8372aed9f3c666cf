"""What came up beside a case and waits for an answer: one plain page with the proofs, and the answers."""

import mimetypes

from flask import Response, abort, current_app, flash, request, url_for
from flask_babel import gettext

import clock
from actions.audit import record_look
from actions.matters import take_matter_action
from blueprints.officers import officers
from blueprints.officers.closed import somebody_was_first
from database import transaction
from domain.errors import AlreadyDone, InvalidData
from domain.schema import Action
from domain.verification import grouped
from domain.workflow import needed_fields
from queries.deeds import last_deed
from queries.inbox import NextTask, next_task
from queries.matters import ANSWERING, MatterFile, matter_file
from queries.sight import SIGHTS
from web.access import actors_with, officer
from web.downloads import send_stored
from web.forms.actions import ActionForm, action_form
from web.htmx import done, render_page


@officers.get("/staff/matters/<int:matter_id>/")
@officer(*ANSWERING)
def show_matter(matter_id: int) -> Response:
    """Who applied when, what was told, and what can be answered."""
    file = _open_matter(matter_id)
    code = file.proof
    address = current_app.config["SETTINGS"].public_url + url_for("public.verdict", code=code) if code else ""
    return render_page(
        "officers/matter.html",
        file=file,
        address=address,
        code=grouped(code) if code else "",
        full_iin=request.args.get("iin") == "full",
        next_task=_next(file),
    )


@officers.get("/staff/matters/<int:matter_id>/paper/")
@officer(*ANSWERING)
def show_matter_paper(matter_id: int) -> Response:
    """The paper that came with it; each opening is recorded."""
    file = _reach(matter_id)
    document = file.document
    if document is None:
        abort(404)
    key, content_type, kind = document.storage_key, document.content_type, document.kind
    ending = mimetypes.guess_extension(content_type) or ""
    with transaction():
        record_look(file.actor, case_id=file.case.id, document_id=document.id)
    return send_stored(key, name=f"{kind}{ending}", content_type=content_type)


@officers.get("/staff/matters/<int:matter_id>/<action>/")
@officer(*ANSWERING)
def ask_matter_action(matter_id: int, action: str) -> Response:
    """The answer's form."""
    file = _open_matter(matter_id)
    found = file.action(action)
    return _action_page(file, found, _form(file, found)) if found else _closed(file, action)


@officers.post("/staff/matters/<int:matter_id>/<action>/")
@officer(*ANSWERING)
def do_matter_action(matter_id: int, action: str) -> Response:
    """Answer, or say what is missing, or who was first."""
    file = _reach(matter_id)
    found = file.action(action)
    if found is None:
        return _closed(_open_matter(matter_id), action)
    form = _form(file, found)
    if not form.validate():
        return _action_page(_open_matter(matter_id), found, form, 422)
    try:
        with transaction():
            take_matter_action(matter_id, action, file.actor, form.entered())
    except AlreadyDone:
        return _closed(_open_matter(matter_id), action)
    except InvalidData as refused:
        form.refuse(refused.problems)
        return _action_page(_open_matter(matter_id), found, form, 422)
    flash(
        gettext("%(number)s: %(what)s.", number=file.case.number, what=gettext(found.event_label)), "success"
    )
    return done(url_for("officers.show_matter", matter_id=matter_id))


def _reach(matter_id: int) -> MatterFile:
    file = matter_file(matter_id, actors_with(*ANSWERING), clock.now())
    if file is None:
        abort(404)
    return file


def _open_matter(matter_id: int) -> MatterFile:
    """The matter for a page that shows it; looking at it is looking at its case."""
    file = _reach(matter_id)
    case_id = file.case.id
    with transaction():
        record_look(file.actor, case_id=case_id)
    return _reach(matter_id)


def _form(file: MatterFile, action: Action) -> ActionForm:
    return action_form(needed_fields(file.snapshot, action))


def _next(file: MatterFile) -> NextTask | None:
    return next_task(actors_with(*SIGHTS), except_case=file.case.id)


def _action_page(file: MatterFile, action: Action, form: ActionForm, status: int = 200) -> Response:
    return render_page(
        "officers/matter_action.html", block="act", status=status, file=file, action=action, form=form
    )


def _closed(file: MatterFile, code: str) -> Response:
    """Not open: done already (409, with what was typed), or not an answer to this (404)."""
    action = file.row.kind.workflow.actions().get(code)
    if action is None or file.actor.role not in action.roles:
        abort(404)
    last = last_deed(file.case, file.service, file.actor, matter_id=file.row.matter.id)
    return somebody_was_first(file, action, last, _form(file, action), _next(file))
