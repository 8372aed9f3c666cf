"""A complaint about the case (605 p.14; ALL-9)."""

from flask import flash
from flask_babel import gettext
from werkzeug.wrappers import Response

import catalogue
from actions import complaints
from blueprints.cabinet import cabinet
from blueprints.cabinet.forms import ComplaintForm
from blueprints.cabinet.own import case_url, the_case, too_late
from database import transaction
from domain.errors import ActionNotOpen, InvalidData
from models.cases import Case
from web.access import citizen
from web.citizens import citizen_actor
from web.forms.refusals import refuse
from web.htmx import done, render_page


@cabinet.get("/cabinet/cases/<number>/complaint/")
@citizen
def complaint(number: str) -> Response:
    """Ask what is complained of."""
    return _complaint_page(the_case(number), ComplaintForm())


@cabinet.post("/cabinet/cases/<number>/complaint/")
@citizen
def file_complaint(number: str) -> Response:
    """File the complaint with the body complained of."""
    case, form = the_case(number), ComplaintForm()
    if not form.validate():
        return _complaint_page(case, form, 422)
    number = case.number
    try:
        with transaction():
            complaints.file_complaint(case.id, citizen_actor(), form.about.data, form.text.data or "")
    except ActionNotOpen:
        return too_late(number)
    except InvalidData as invalid:
        refuse(form, invalid.problems)
        return _complaint_page(case, form, 422)
    flash(gettext("Your complaint is filed. Its terms stand below."), "success")
    return done(case_url(number))


def _complaint_page(case: Case, form: ComplaintForm, status: int = 200) -> Response:
    if not complaints.may_complain(case):
        return too_late(case.number)
    service = catalogue.edition_of(case.service, case.edition)
    return render_page("cabinet/complaint.html", case=case, service=service, form=form, status=status)
