"""Taking an action: its own page with what it rests on, what it needs and what the applicant will be told."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, flash, url_for
from flask_babel import gettext

import clock
from actions import signing
from actions.signed_deeds import WantedDeed, prepare_decisions
from actions.steps import take_action
from blueprints.officers import officers
from blueprints.officers.closed import last_read, somebody_was_first
from blueprints.officers.reach import NOT_OPEN, look, open_case, reach
from blueprints.officers.scans import ask_for_scans_again, say_refused, with_scans
from blueprints.officers.suggestions import form_for
from database import transaction
from domain.errors import ActionNotOpen, AlreadyDone, InvalidData
from domain.roles import Role
from domain.schema import Action, Effect
from domain.uploads import UploadRefused
from queries.casework import CaseFile, OpenDeed, case_file
from queries.deeds import last_deed
from queries.inbox import next_task
from queries.limits import limits_of
from queries.preview import preview
from queries.sight import SIGHTS, History, Standing
from queries.signing import lately
from web.access import actors_with, officer, the_officer
from web.errors import error_page
from web.forms.actions import ActionForm
from web.htmx import done, render_page
from web.locale import current_language


@officers.get("/staff/cases/<number>/<action>/")
@officer(*SIGHTS)
def ask_action(number: str, action: str) -> Response:
    """The action's form."""
    file = open_case(number)
    deed = file.deed(action)
    if deed is None:
        return _closed(reach(number), action)
    return _action_page(file, deed, form_for(file, deed.action, _typed(file, deed)))


@officers.post("/staff/cases/<number>/<action>/")
@officer(*SIGHTS)
def do_action(number: str, action: str) -> Response:
    """Take the action, or have it signed, or say what is missing, or who was first."""
    standing = reach(number)
    file = case_file(standing, clock.now())
    deed = file.deed(action)
    if deed is None:
        return _closed(look(number), action)
    form = form_for(file, deed.action)
    number = file.case.number  # now: after the commit the case would be read once more for it
    if not form.validate():
        return _action_page(open_case(number), deed, form, 422)
    try:
        entered = with_scans(form)
        if deed.action.signed:
            return done(_signing_page(file, deed, entered))
        with transaction():
            take_action(standing.case_id, action, deed.actor, entered)
    except AlreadyDone:
        return _closed(look(number), action)
    except ActionNotOpen:
        return error_page(403, NOT_OPEN)
    except (InvalidData, UploadRefused) as refused:
        say_refused(form, refused)
        return _action_page(open_case(number), deed, form, 422)
    return _after(number, deed.action)


def _signing_page(file: CaseFile, deed: OpenDeed, entered: Mapping[str, Any]) -> str:
    """Freeze what will be signed, and where it is signed; then it leads back to the case.

    Raises as take_action() does, and InvalidData (MissingKey) where the officer's key is not on file.
    """
    who = the_officer()
    wanted = WantedDeed(file.case.id, deed.action.code, deed.actor, entered)
    case = url_for("officers.show_case", number=file.case.number)
    prepared = prepare_decisions(who.id, [wanted], language=current_language(), back=case)
    with transaction():
        handle = signing.ask_for(prepared).handle
    return url_for("signing.sign", handle=handle)


def _typed(file: CaseFile, deed: OpenDeed) -> Mapping[str, Any] | None:
    """What this officer entered lately for the action and then did not sign."""
    if not deed.action.signed:
        return None
    begun = lately(the_officer().id, [file.case.id], clock.now())
    return begun.typed.get((file.case.id, deed.action.code))


def _after(number: str, action: Action) -> Response:
    """Back to the case, which offers the next one; from a case that is closed to them now, to the inbox."""
    flash(gettext("%(number)s: %(what)s.", number=number, what=gettext(action.event_label)), "success")
    if Effect.RECUSE in action.effects:
        return done(url_for("officers.inbox"))
    return done(url_for("officers.show_case", number=number))


def _action_page(file: CaseFile, deed: OpenDeed, form: ActionForm, status: int = 200) -> Response:
    task = next((holder for holder in file.holders if holder.yours), None)
    if status != 200:
        ask_for_scans_again(form)
    return render_page(
        "officers/action.html",
        block="act",
        status=status,
        file=file,
        deed=deed,
        form=form,
        task=task,
        limits=limits_of(file, deed.action),
        preview=preview(file, deed.action, deed.actor, form.entered()),
    )


def _closed(standing: Standing, code: str) -> Response:
    """What the officer asked for is not open: done already (409), or never theirs here (403).

    What they typed is given back to them.
    """
    file = case_file(standing, clock.now())
    action = file.service.workflow.actions().get(code)
    if action is None:
        abort(404)
    actor = next((actor for actor in standing.actors if _ever_open(file, code, actor.role)), None)
    if actor is None:
        return error_page(403, NOT_OPEN)
    last = last_read(file) if file.sight.history is History.OWN else last_deed(file.case, file.service, actor)
    coming = next_task(actors_with(*SIGHTS), except_case=file.case.id)
    return somebody_was_first(file, action, last, form_for(file, action), coming)


def _ever_open(file: CaseFile, code: str, role: Role) -> bool:
    steps = file.service.workflow.steps.values()
    return any(action.code == code and role in action.roles for step in steps for action in step.actions)
