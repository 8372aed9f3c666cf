"""The districts that the site serves."""

from flask import Response, abort, flash, url_for
from flask_babel import gettext

from actions.bodies import save_district
from blueprints.admin import admin
from blueprints.admin.forms import DistrictForm
from blueprints.admin.who import administrator
from database import transaction
from domain.errors import InvalidData
from domain.roles import BODY_KIND_TITLES, Role
from queries import places
from web.access import officer
from web.forms.refusals import refuse
from web.htmx import done, render_page


@admin.get("/admin/districts/")
@officer(Role.ADMIN)
def districts() -> Response:
    """All districts and who serves them."""
    return _list_page(DistrictForm())


@admin.post("/admin/districts/")
@officer(Role.ADMIN)
def add_district() -> Response:
    """Enter a district; the code of one that is there already is refused, so that none is overwritten."""
    form = DistrictForm()
    code = form.code.data or ""
    if form.validate() and places.find_district(code):
        refuse(form, {"code": "code_taken"})
    if form.errors or not _save(form, code):
        return _list_page(form, 422)
    flash(gettext("The district is entered. Now enter its commission and its military body."), "success")
    return done(url_for("admin.districts"))


@admin.get("/admin/districts/<code>/")
@officer(Role.ADMIN)
def show_district(code: str) -> Response:
    """The names of one district."""
    return _page(code, _names_form(code))


@admin.post("/admin/districts/<code>/")
@officer(Role.ADMIN)
def correct_district(code: str) -> Response:
    """Correct the names of a district; its code stays."""
    form = _names_form(code)
    if not form.validate() or not _save(form, code):
        return _page(code, form, 422)
    flash(gettext("The names are corrected."), "success")
    return done(url_for("admin.districts"))


def _names_form(code: str) -> DistrictForm:
    """The form for the names of this district; 404 where there is none."""
    district = places.find_district(code)
    if district is None:
        abort(404)
    form = DistrictForm(obj=district)
    del form.code
    return form


def _save(form: DistrictForm, code: str) -> bool:
    """Whether it was taken; what was wrong stands in the form then."""
    try:
        with transaction():
            save_district(administrator(), code, form.names())
    except InvalidData as refused:
        refuse(form, refused.problems)
        return False
    return True


def _list_page(form: DistrictForm, status: int = 200) -> Response:
    return render_page(
        "admin/districts.html",
        rows=places.districts(),
        kind_titles=BODY_KIND_TITLES,
        form=form,
        status=status,
    )


def _page(code: str, form: DistrictForm, status: int = 200) -> Response:
    return render_page("admin/district.html", code=code, form=form, status=status)
