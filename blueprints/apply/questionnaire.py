"""The questionnaire: one page a section, kept section by section and row by row (834 annex 1; CON-2)."""

from typing import Any
from uuid import UUID

from flask import abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import clock
from actions import drafts as actions
from actions.application_pdf import spoken
from blueprints.apply import apply
from blueprints.apply.own import place, step_url, the_draft
from blueprints.apply.saving import as_kept, saved_note
from database import transaction
from domain.errors import ChangedMeanwhile, InvalidData
from domain.questionnaires import NAME, Rows, Section, find_row, row_problems, says_none
from models.drafts import Draft
from queries import drafts
from web.access import citizen
from web.forms.actions import ActionForm, action_form
from web.htmx import done, render_page

_PAGE = "/apply/<code>/<uuid:draft_id>/questionnaire/"
_SECTION = f"{_PAGE}<section_code>/"
_ROW = f"{_SECTION}<row>/"


@apply.get(_PAGE)
@citizen
def show_questionnaire(code: str, draft_id: UUID) -> Response:
    """The sections: what is filled in, what is still open."""
    draft = the_draft(code, draft_id)
    prepared = drafts.preparation(draft, clock.now())
    if not prepared.chapters:
        abort(404)
    return render_page(
        "apply/questionnaire.html",
        prepared=prepared,
        sections=[
            (
                section,
                len(rows),
                section in prepared.open_sections,
                says_none(section, draft.questionnaire),
                section_url(draft, section),
            )
            for section, rows in prepared.chapters
        ],
        place=place(prepared.service, draft, "show_questionnaire"),
    )


@apply.get(_SECTION)
@citizen
def show_section(code: str, draft_id: UUID, section_code: str) -> Response:
    """One section: its fields, or its rows with room for another."""
    draft = the_draft(code, draft_id)
    return _section_page(draft, _section(draft, section_code))


@apply.post(_SECTION)
@citizen
def save_section(code: str, draft_id: UUID, section_code: str) -> Response:
    """Keep a section that is filled in once and go on to the next; add a row to one that has several."""
    draft = the_draft(code, draft_id)
    section = _section(draft, section_code)
    form = action_form(section.fields)
    try:
        if not _keep(draft, section, form):
            return _section_page(draft, section, form, status=422)
    except ChangedMeanwhile:
        return _section_page(draft, section, form, status=409)
    flash(gettext("Saved."), "success")
    return done(section_url(draft, section) if section.repeats else _after(draft, section))


@apply.post(f"{_SECTION}save/")
@citizen
def autosave_section(code: str, draft_id: UUID, section_code: str) -> Response:
    """Keep what is being typed into a section that is filled in once, as soon as it is right."""
    draft = the_draft(code, draft_id)
    section = _section(draft, section_code)
    state = "wrong"
    try:
        if not section.repeats and _keep(draft, section, action_form(section.fields)):
            state = "saved"
    except ChangedMeanwhile:
        state = "changed"
    return saved_note(draft, actions.section_mark(draft, section), state)


@apply.post(f"{_SECTION}leave-out/")
@citizen
def leave_out(code: str, draft_id: UUID, section_code: str) -> Response:
    """Empty a section that is filled in once and may be left out."""
    draft = the_draft(code, draft_id)
    section = _section(draft, section_code)
    if section.repeats or section.required:
        abort(404)
    with transaction():
        actions.leave_out(draft, section)
    flash(gettext("Taken out."), "info")
    return done(section_url(draft, section))


@apply.post(f"{_SECTION}none/")
@citizen
def say_none(code: str, draft_id: UUID, section_code: str) -> Response:
    """Keep that there is nothing to fill in here and go on to the next; or take that back."""
    draft = the_draft(code, draft_id)
    section = _section(draft, section_code)
    if not section.none:
        abort(404)
    said = request.form.get("said") == "yes"
    try:
        with transaction():
            actions.say_none(draft, section, said)
    except InvalidData as refused:
        form = action_form(section.fields, prefill={})
        form.refuse(refused.problems)
        return _section_page(draft, section, form, status=422)
    flash(gettext("Saved."), "success")
    return done(_after(draft, section) if said else section_url(draft, section))


@apply.get(_ROW)
@citizen
def show_row(code: str, draft_id: UUID, section_code: str, row: str) -> Response:
    """One row, to be corrected."""
    draft = the_draft(code, draft_id)
    section = _section(draft, section_code)
    kept = find_row(_rows(draft, section), row)
    if kept is None:
        flash(gettext("This entry is not there any more."), "info")
        return done(section_url(draft, section))
    return _section_page(draft, section, action_form(section.fields, prefill=kept), row)


@apply.post(_ROW)
@citizen
def save_row(code: str, draft_id: UUID, section_code: str, row: str) -> Response:
    """Put the corrected row in its place; of one that is gone, what was typed can be added."""
    draft = the_draft(code, draft_id)
    section = _section(draft, section_code)
    form = action_form(section.fields)
    if not _keep(draft, section, form, row):
        still_there = find_row(_rows(draft, section), row) is not None
        return _section_page(draft, section, form, row if still_there else None, 422)
    flash(gettext("Saved."), "success")
    return done(section_url(draft, section))


@apply.post(f"{_ROW}remove/")
@citizen
def remove_row(code: str, draft_id: UUID, section_code: str, row: str) -> Response:
    """Take a row out; a second tap finds it gone and takes out no other one."""
    draft = the_draft(code, draft_id)
    section = _section(draft, section_code)
    with transaction():
        removed = actions.remove_row(draft, section, row)
    flash(gettext("Taken out.") if removed else gettext("This entry is not there any more."), "info")
    return done(section_url(draft, section))


def section_url(draft: Draft, section: Section) -> str:
    """The address of a section."""
    return url_for("apply.show_section", code=draft.service, draft_id=draft.id, section_code=section.code)


def told(section: Section, row: dict[str, Any]) -> list[tuple[str, str]]:
    """A row in words: the names of its fields with what was entered, in the reader's language."""
    return [
        (gettext(field.label), spoken(field, row[field.name]))
        for field in section.fields
        if field.name in row
    ]


def _section(draft: Draft, code: str) -> Section:
    questionnaire = drafts.service_of(draft).questionnaire
    return next((section for section in questionnaire if section.code == code), None) or abort(404)


def _rows(draft: Draft, section: Section) -> Rows:
    rows: Rows = draft.questionnaire.get(section.code, [])
    return rows


def _after(draft: Draft, section: Section) -> str:
    """Where to go from here: the next section, after the last one to all of them."""
    questionnaire = drafts.service_of(draft).questionnaire
    after = questionnaire[questionnaire.index(section) + 1 :]
    return section_url(draft, after[0]) if after else step_url("show_questionnaire", draft)


def _keep(draft: Draft, section: Section, form: ActionForm, row: str | None = None) -> bool:
    """Save what was entered if all of it is right; else say beside the fields what is not."""
    if not form.validate():
        problems = row_problems(section, form.entered())
        form.refuse({name: code for name, code in problems.items() if not form[name].errors})
        return False
    try:
        with transaction():
            actions.save_row(draft, section, form.entered(), row, seen=request.form.get("seen"))
    except InvalidData as refused:
        form.refuse(refused.problems)
        return False
    return True


def _section_page(
    draft: Draft,
    section: Section,
    form: ActionForm | None = None,
    row: str | None = None,
    status: int = 200,
) -> Response:
    """`row` is the one that is corrected; `form` what was entered."""
    service, rows = drafts.service_of(draft), _rows(draft, section)
    typed = form is not None and any(form.entered().values())
    if form is None:
        prefill = None if section.repeats or not rows else rows[0]
        form = action_form(section.fields, prefill=prefill)
    here: dict[str, Any] = {"code": draft.service, "draft_id": draft.id, "section_code": section.code}
    return render_page(
        "apply/section.html",
        service=service,
        draft=draft,
        section=section,
        form=form,
        editing=row is not None,
        action=url_for("apply.save_section", **here)
        if row is None
        else url_for("apply.save_row", **here, row=row),
        changed=status == 409,
        note=as_kept(draft, actions.section_mark(draft, section)),
        save_url=None if section.repeats else url_for("apply.autosave_section", **here),
        rows=[
            (
                told(section, kept),
                url_for("apply.show_row", **here, row=kept[NAME]) if section.repeats else None,
                url_for("apply.remove_row", **here, row=kept[NAME]) if section.repeats else None,
            )
            for kept in rows
        ],
        leave_out_url=url_for("apply.leave_out", **here),
        none_url=url_for("apply.say_none", **here) if section.none else None,
        says_none=says_none(section, draft.questionnaire),
        full=section.repeats and row is None and not typed and len(rows) >= section.rows,
        onward=_after(draft, section),
        overview=step_url("show_questionnaire", draft),
        place=place(service, draft, "show_questionnaire"),
        status=status,
    )
