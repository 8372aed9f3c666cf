"""What comes up beside an open case: telling of it, and the page with all proofs that one shows then."""

from flask import abort, current_app, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import catalogue
import clock
from actions import documents, matters
from blueprints.cabinet import cabinet
from blueprints.cabinet.own import case_url, the_case, too_late
from database import transaction
from domain.errors import ActionNotOpen, AlreadyDone, InvalidData
from domain.needs import fields_of
from domain.schema import Matter as Kind
from domain.uploads import UploadRefused
from domain.verification import grouped
from models.cases import Case
from queries.own_case import OwnCase, own_case
from queries.verification import proof_code
from web.access import citizen
from web.citizens import citizen_actor
from web.forms.actions import ActionForm, action_form
from web.htmx import done, render_page
from web.qr import qr_picture
from web.uploads import refusal_words


@cabinet.get("/cabinet/cases/<number>/tell/<kind>/")
@citizen
def tell_matter(number: str, kind: str) -> Response:
    """What it does and what it does not do, and the form."""
    case = the_case(number)
    declared = _kind(case, kind)
    own = own_case(case, clock.now())
    if declared not in own.may_begin:
        return _waits(own, kind) or too_late(case.number)
    return _page(case, declared, action_form(fields_of(declared.begin.needs)))


@cabinet.post("/cabinet/cases/<number>/tell/<kind>/")
@citizen
def send_matter(number: str, kind: str) -> Response:
    """Tell the body that answers, then show the proofs."""
    case = the_case(number)
    declared = _kind(case, kind)
    form = action_form(fields_of(declared.begin.needs))
    if not form.validate():
        return _page(case, declared, form, 422)
    case_id, number = case.id, case.number
    try:
        entered = form.entered()
        matters.check(declared, entered, clock.now())
        if "files" in entered:
            files = [file.stream for file in entered["files"]]
            entered["files"] = documents.receive(files, title=declared.paper)
        with transaction():
            matter_id = matters.begin(case_id, kind, citizen_actor(), entered).id
    except AlreadyDone:
        case = the_case(number)
        return _waits(own_case(case, clock.now()), kind) or too_late(number)
    except ActionNotOpen:
        return too_late(number)
    except InvalidData as invalid:
        form.refuse(invalid.problems)
        return _page(the_case(number), declared, form, 422)
    except UploadRefused as refused:
        form["files"].errors = [refusal_words(refused)]
        return _page(the_case(number), declared, form, 422)
    flash(gettext("It is passed on. This page holds all that you can show."), "success")
    return done(url_for("cabinet.show_matter", number=number, matter_id=matter_id))


@cabinet.get("/cabinet/cases/<number>/told/<int:matter_id>/")
@citizen
def show_matter(number: str, matter_id: int) -> Response:
    """Where it stands, until when an answer is due, and all proofs on one page, to be shown or printed."""
    own = own_case(the_case(number), clock.now())
    row = next((row for row in own.matters if row.matter.id == matter_id), None)
    if row is None:
        abort(404)
    code = proof_code(own.case.id)
    address = current_app.config["SETTINGS"].public_url + url_for("public.verdict", code=code) if code else ""
    return render_page(
        "cabinet/matter.html",
        own=own,
        row=row,
        code=grouped(code) if code else "",
        address=address,
        qr=qr_picture(address) if code else "",
    )


def _kind(case: Case, code: str) -> Kind:
    service = catalogue.edition_of(case.service, case.edition)
    declared = next((matter for matter in service.matters if matter.code == code), None)
    if declared is None:
        abort(404)
    return declared


def _waits(own: OwnCase, kind: str) -> Response | None:
    """To the one that waits for its answer, where there is one: a second is told when it is answered."""
    open_ones = (row for row in own.matters if row.kind.code == kind and row.matter.closed_at is None)
    row = next(open_ones, None)
    if row is None:
        return None
    flash(gettext("You have told of this already, and the answer is still to come. Here it is."), "warning")
    return done(url_for("cabinet.show_matter", number=own.case.number, matter_id=row.matter.id))


def _page(case: Case, kind: Kind, form: ActionForm, status: int = 200) -> Response:
    return render_page(
        "cabinet/tell.html", case=case, kind=kind, form=form, url=case_url(case.number), status=status
    )
