"""Commissions, military bodies, the contact centre, the administration."""

from flask import Response, abort, flash, url_for
from flask_babel import gettext

import clock
from actions.bodies import save_body
from blueprints.admin import admin
from blueprints.admin.forms import BodyForm, with_empty
from blueprints.admin.who import administrator
from database import transaction
from domain.errors import InvalidData
from domain.roles import BODY_KIND_TITLES, ROLE_TITLES, BodyKind, Role
from models.bodies import Body
from queries import places
from queries.commission import commissions
from queries.staff import serving_in
from web.access import officer
from web.forms.refusals import refuse
from web.htmx import done, render_page
from web.locale import current_language


@admin.get("/admin/bodies/")
@officer(Role.ADMIN)
def bodies() -> Response:
    """All bodies, closed ones last."""
    return render_page("admin/bodies.html", rows=places.bodies(clock.today()), kind_titles=BODY_KIND_TITLES)


@admin.get("/admin/bodies/new/")
@officer(Role.ADMIN)
def new_body() -> Response:
    """Ask for a body."""
    return render_page("admin/body_new.html", form=_form())


@admin.post("/admin/bodies/new/")
@officer(Role.ADMIN)
def add_body() -> Response:
    """Enter a body."""
    form = _form()
    if not form.validate() or not _save(form, BodyKind(form.kind.data)):
        return render_page("admin/body_new.html", form=form, status=422)
    flash(gettext("The body is entered. Now appoint its officers."), "success")
    return done(url_for("admin.bodies"))


@admin.get("/admin/bodies/<int:body_id>/")
@officer(Role.ADMIN)
def show_body(body_id: int) -> Response:
    """One body, and who serves in it today."""
    body = _body(body_id)
    return _page(body, _form(body))


@admin.post("/admin/bodies/<int:body_id>/")
@officer(Role.ADMIN)
def correct_body(body_id: int) -> Response:
    """Correct a body, or close it; its kind stays."""
    body = _body(body_id)
    form, kind = _form(body), BodyKind(body.kind)
    if not form.validate() or not _save(form, kind, body_id):
        return _page(_body(body_id), form, 422)
    flash(gettext("The body is corrected."), "success")
    return done(url_for("admin.bodies"))


def _body(body_id: int) -> Body:
    body = places.find_body(body_id)
    if body is None:
        abort(404)
    return body


def _form(body: Body | None = None) -> BodyForm:
    """The form, for a new body or for this one."""
    form = BodyForm(obj=body)
    form.kind.choices = with_empty((kind, gettext(title)) for kind, title in BODY_KIND_TITLES.items())
    name = f"name_{current_language()}"
    form.district_code.choices = with_empty(
        ((district.code, getattr(district, name)) for district in places.all_districts()),
        gettext("No district"),
    )
    if body is not None:
        del form.kind
    return form


def _save(form: BodyForm, kind: BodyKind, body_id: int | None = None) -> bool:
    """Whether it was taken; what was wrong stands in the form then."""
    try:
        with transaction():
            save_body(
                administrator(),
                kind,
                form.names(),
                district_code=form.district_code.data,
                address=form.address.data or "",
                phone=form.phone.data or "",
                active=form.active.data,
                body_id=body_id,
            )
    except InvalidData as refused:
        refuse(form, refused.problems)
        return False
    return True


def _page(body: Body, form: BodyForm, status: int = 200) -> Response:
    today = clock.today()
    return render_page(
        "admin/body.html",
        status=status,
        body=body,
        form=form,
        commissions=commissions([body.id], today) if body.kind == BodyKind.COMMISSION else [],
        serving=serving_in(body.id, today),
        kind_titles=BODY_KIND_TITLES,
        role_titles=ROLE_TITLES,
    )
