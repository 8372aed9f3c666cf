"""What the registries hold, which fills in by itself, and what only the applicant can tell."""

from uuid import UUID

from flask import abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import clock
from actions import drafts as actions
from actions import registries
from blueprints.apply import apply
from blueprints.apply.forms import DataForm, data_form
from blueprints.apply.own import place, step_url, the_draft
from blueprints.apply.saving import as_kept, saved_note
from database import transaction
from domain.errors import ChangedMeanwhile
from models.drafts import Draft
from queries import drafts
from queries.registries import facts_for_draft
from web.access import citizen
from web.htmx import done, render_page, wants_fragment


@apply.get("/apply/<code>/<uuid:draft_id>/data/")
@citizen
def show_data(code: str, draft_id: UUID) -> Response:
    """The page; asked by htmx, the part with the registries, for as long as one is awaited."""
    return _data_page(the_draft(code, draft_id))


@apply.post("/apply/<code>/<uuid:draft_id>/data/")
@citizen
def save_data(code: str, draft_id: UUID) -> Response:
    """Keep the answers and go on. What was right is kept also where something is missing."""
    draft = the_draft(code, draft_id)
    form = _form(draft)
    complete = form.validate()
    try:
        _keep(draft, form)
    except ChangedMeanwhile:
        return _data_page(draft, form, 409)
    if not complete:
        return _data_page(draft, form, 422)
    return done(place(drafts.service_of(draft), draft, "show_data").onward)


@apply.post("/apply/<code>/<uuid:draft_id>/data/save/")
@citizen
def autosave(code: str, draft_id: UUID) -> Response:
    """Keep what has been entered so far, while it is being entered, and say truly whether it is kept."""
    draft = the_draft(code, draft_id)
    form = _form(draft)
    form.validate()
    try:
        _keep(draft, form)
    except ChangedMeanwhile:
        return saved_note(draft, actions.answers_mark(draft), "changed")
    return saved_note(draft, actions.answers_mark(draft), "wrong" if form.explanation.errors else "saved")


@apply.post("/apply/<code>/<uuid:draft_id>/data/<kind>/again/")
@citizen
def ask_again(code: str, draft_id: UUID, kind: str) -> Response:
    """Ask a silent registry once more."""
    draft = the_draft(code, draft_id)
    view = facts_for_draft(draft.id).get(kind)
    if view is None:
        abort(404)
    with transaction():
        asked = registries.retry(view.id)
    if asked:
        flash(gettext("The registry is being asked again."), "info")
    else:
        flash(gettext("The registry was asked a moment ago. Wait half a minute."), "info")
    return done(step_url("show_data", draft))


def _form(draft: Draft) -> DataForm:
    service = drafts.service_of(draft)
    return data_form(service.subtype(draft.subtype or ""), draft)


def _keep(draft: Draft, form: DataForm) -> None:
    """Save what is valid; the same once more must not void a code that was sent for it."""
    explanation = draft.explanation if form.explanation.errors else (form.explanation.data or "").strip()
    answers = form.answers()
    if (answers, explanation) == (draft.answers, draft.explanation):
        return
    with transaction():
        actions.save_answers(draft, answers, explanation, seen=request.form.get("seen"))


def _data_page(draft: Draft, form: DataForm | None = None, status: int = 200) -> Response:
    prepared = drafts.preparation(draft, clock.now())
    url = step_url("show_data", draft)
    if prepared.stops and wants_fragment():
        return done(url)  # the questions below no longer make sense: the whole page changes
    return render_page(
        "apply/data.html",
        block="registries",
        prepared=prepared,
        form=form or data_form(prepared.subtype, draft),
        url=url,
        changed=status == 409,
        note=as_kept(draft, actions.answers_mark(draft)),
        save_url=url_for("apply.autosave", code=draft.service, draft_id=draft.id),
        place=place(prepared.service, draft, "show_data"),
        status=status,
    )
