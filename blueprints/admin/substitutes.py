"""Who acts for an absent officer, anywhere in the site; a chair names them for their own commission."""

from datetime import timedelta
from typing import Any

from flask import Response, abort, flash, url_for
from flask_babel import gettext

import clock
from actions.appointments import end_substitution, substitute
from blueprints.admin import admin
from blueprints.admin.forms import SubstituteForm, with_empty
from blueprints.admin.who import administrator
from blueprints.admin.words import WHEN_TITLES
from database import transaction
from domain.errors import InvalidData
from domain.roles import Role
from queries.staff import absences, officers_to_choose
from web.access import officer
from web.forms.refusals import refuse
from web.htmx import done, render_page


@admin.get("/admin/substitutes/")
@officer(Role.ADMIN)
def substitutes() -> Response:
    """Who is absent or will be, and who stands in."""
    return _page(_form())


@admin.post("/admin/substitutes/")
@officer(Role.ADMIN)
def name_substitute() -> Response:
    """Name who stands in for an absent officer."""
    form = _form()
    if not form.validate():
        return _page(form, 422)
    data: dict[str, Any] = form.data
    try:
        with transaction():
            substitute(
                administrator(),
                data["absent"],
                data["substitute"],
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
                reason=data["reason"] or None,
            )
    except InvalidData as refused:
        refuse(form, refused.problems)
        return _page(form, 422)
    flash(gettext("The substitute is named and sees the tasks from the first day on."), "success")
    return done(url_for("admin.substitutes"))


@admin.post("/admin/substitutes/<int:absence_id>/end/")
@officer(Role.ADMIN)
def end_absence(absence_id: int) -> Response:
    """The absent officer is back: yesterday was the last day. One that has not begun is taken back."""
    if absence_id not in {absence.id for absence in absences(clock.today())}:
        abort(404)
    with transaction():
        end_substitution(administrator(), absence_id, clock.today() - timedelta(days=1))
    flash(gettext("The substitution is over."), "success")
    return done(url_for("admin.substitutes"))


def _form() -> SubstituteForm:
    form = SubstituteForm(starts_on=clock.today())
    choices = [(id_, f"{name} ({login})") for id_, name, login in officers_to_choose()]
    form.absent.choices = with_empty(choices)
    form.substitute.choices = with_empty(choices)
    return form


def _page(form: SubstituteForm, status: int = 200) -> Response:
    return render_page(
        "admin/substitutes.html",
        status=status,
        absences=absences(clock.today()),
        form=form,
        when_titles=WHEN_TITLES,
    )
