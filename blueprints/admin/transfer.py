"""A case that came to the wrong commission goes to the right one; its due date stays."""

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext

from actions.audit import record_look
from actions.bodies import may_be_transferred, transfer_case
from blueprints.admin import admin
from blueprints.admin.forms import CaseForm, TransferForm, with_empty
from blueprints.admin.who import administrator
from database import transaction
from domain.errors import ActionNotOpen, InvalidData
from domain.roles import Role
from queries.cases import case_id_of
from queries.transfers import Misrouted, misrouted
from web.access import officer
from web.forms.refusals import refuse
from web.htmx import done, render_page
from web.locale import current_language
from web.names import badge_tone


@admin.get("/admin/transfer/")
@officer(Role.ADMIN)
def transfer() -> Response:
    """Ask which case."""
    if "number" not in request.args:
        return render_page("admin/transfer.html", form=CaseForm(None))
    form = CaseForm(request.args)
    if not form.validate():
        return render_page("admin/transfer.html", form=form, status=422)
    if case_id_of(form.number.data or "") is None:
        form.number.errors = [gettext("No case has this number. Ask for it once more.")]
        return render_page("admin/transfer.html", form=form, status=404)
    return done(url_for("admin.transfer_of", number=form.number.data))


@admin.get("/admin/transfer/<number>/")
@officer(Role.ADMIN)
def transfer_of(number: str) -> Response:
    """The case, and the commissions that could take it; the look is recorded before anything is shown."""
    found = _looked_at(_case_id(number))
    return _page(found, _form(found))


@admin.post("/admin/transfer/<number>/")
@officer(Role.ADMIN)
def hand_over(number: str) -> Response:
    """Hand the case to another commission."""
    found = misrouted(_case_id(number))
    form, case_id = _form(found), found.case.id
    if not form.validate():
        return _page(_looked_at(case_id), form, 422)
    try:
        with transaction():
            transfer_case(administrator(), case_id, form.body.data, form.reason.data or "")
    except InvalidData as refused:
        refuse(form, refused.problems)
        return _page(_looked_at(case_id), form, 422)
    except ActionNotOpen:
        return _page(_looked_at(case_id), form, 409)
    flash(gettext("The case is with the other commission; both sides have been told."), "success")
    return done(url_for("admin.transfer_of", number=number))


def _case_id(number: str) -> int:
    case_id = case_id_of(number)
    if case_id is None:
        abort(404)
    return case_id


def _looked_at(case_id: int) -> Misrouted:
    """The case for a page that shows it; the look is recorded before anything is shown."""
    with transaction():
        record_look(administrator(), case_id=case_id)
    return misrouted(case_id)


def _form(found: Misrouted) -> TransferForm:
    form = TransferForm(body=found.suggested.id if found.suggested else None)
    name = f"name_{current_language()}"
    form.body.choices = with_empty((body.id, getattr(body, name)) for body in found.commissions)
    return form


def _page(found: Misrouted, form: TransferForm, status: int = 200) -> Response:
    return render_page(
        "admin/transfer_case.html",
        status=status,
        found=found,
        form=form,
        movable=may_be_transferred(found.case),
        badge_tone=badge_tone,
    )
