"""Finding a case by the number that somebody reads out, and saying how it stands."""

from flask import Response, request
from flask_babel import gettext, lazy_gettext
from wtforms.validators import InputRequired

import clock
from actions.audit import record_look
from blueprints.contact_centre import contact_centre
from catalogue import CURRENT
from database import transaction
from domain.roles import ROLE_TITLES, Role
from queries.cases import case_id_of
from queries.contact_centre import CaseByPhone, case_by_phone
from web.access import actors_with, officer
from web.forms import Form
from web.forms.case_numbers import CaseNumberField
from web.htmx import render_page
from web.names import badge_tone


class NumberForm(Form):
    """Which case; asked for in the address, so that it needs no token."""

    class Meta(Form.Meta):
        """A search changes nothing."""

        csrf = False

    number = CaseNumberField(lazy_gettext("Case number"), validators=[InputRequired()])


@contact_centre.get("/contact-centre/")
@officer(Role.CONTACT_CENTRE)
def find() -> Response:
    """Ask for a case number and say how that case stands; the look is recorded before anything is shown."""
    if "number" not in request.args:
        return _page(NumberForm(None))
    form = NumberForm(request.args)
    if not form.validate():
        return _page(form, status=422)
    case_id = case_id_of(form.number.data or "")
    if case_id is None:
        form.number.errors = [gettext("No case has this number. Ask for it once more.")]
        return _page(form, status=404)
    with transaction():
        record_look(actors_with(Role.CONTACT_CENTRE)[0], case_id=case_id)
    return _page(form, case_by_phone(case_id, clock.now()))


def _page(form: NumberForm, found: CaseByPhone | None = None, status: int = 200) -> Response:
    return render_page(
        "contact_centre/find.html",
        status=status,
        form=form,
        found=found,
        services=CURRENT,
        role_titles=ROLE_TITLES,
        badge_tone=badge_tone,
    )
