"""Officers: finding them, opening an account, a new password, leaving."""

from flask import Response, abort, flash, request, session, url_for
from flask_babel import gettext

import clock
from actions.officers import create_officer, deactivate, reset_password
from blueprints.admin import admin
from blueprints.admin.appointments import appoint_form
from blueprints.admin.forms import AppointForm, PersonForm
from blueprints.admin.who import administrator
from blueprints.admin.words import WHEN_TITLES
from database import transaction
from domain.errors import InvalidData
from domain.roles import ROLE_TITLES, Role
from queries import staff
from queries.staff import OfficerFile
from web.access import officer
from web.forms.refusals import refuse
from web.htmx import done, render_page

_SHOWN_ONCE = "temporary_password"
"""Where the cookie of the administrator's own visit carries a password to the next page, and no further."""


@admin.get("/admin/people/")
@officer(Role.ADMIN)
def people() -> Response:
    """The officers by name; a search looks into name and login."""
    search, left = request.args.get("q", "")[:100], request.args.get("left") == "yes"
    return render_page(
        "admin/people.html",
        found=staff.officers(
            clock.today(), search=search, left=left, page=request.args.get("page", 1, type=int)
        ),
        search=search,
        left=left,
        now=clock.now(),
        role_titles=ROLE_TITLES,
    )


@admin.get("/admin/people/new/")
@officer(Role.ADMIN)
def new_officer() -> Response:
    """Ask who begins to work here."""
    return render_page("admin/person_new.html", form=PersonForm())


@admin.post("/admin/people/new/")
@officer(Role.ADMIN)
def add_officer() -> Response:
    """Open an account; its temporary password stands on the next page, once."""
    form = PersonForm()
    if not form.validate():
        return render_page("admin/person_new.html", form=form, status=422)
    try:
        with transaction():
            made, password = create_officer(
                administrator(), login=form.login.data, name=form.name.data, language=form.language.data
            )
            officer_id = made.id
    except InvalidData as refused:
        refuse(form, refused.problems)
        return render_page("admin/person_new.html", form=form, status=422)
    session[_SHOWN_ONCE] = [officer_id, password]
    flash(gettext("The account is open. Now give the officer a role."), "success")
    return done(url_for("admin.show_officer", officer_id=officer_id))


@admin.get("/admin/people/<int:officer_id>/")
@officer(Role.ADMIN)
def show_officer(officer_id: int) -> Response:
    """One officer: account, offices, absences."""
    file = officer_file(officer_id)
    return officer_page(file, appoint_form())


@admin.post("/admin/people/<int:officer_id>/password/")
@officer(Role.ADMIN)
def give_password(officer_id: int) -> Response:
    """A new temporary password, which stands on the next page, once; the officer is signed out everywhere."""
    if not officer_file(officer_id).officer.active:
        abort(404)
    with transaction():
        password = reset_password(administrator(), officer_id)
    session[_SHOWN_ONCE] = [officer_id, password]
    flash(gettext("The old password is no longer taken, and the officer is signed out everywhere."), "success")
    return done(url_for("admin.show_officer", officer_id=officer_id))


@admin.get("/admin/people/<int:officer_id>/leave/")
@officer(Role.ADMIN)
def leave(officer_id: int) -> Response:
    """Say what it means that an officer leaves, and ask once more."""
    return render_page("admin/person_leave.html", file=officer_file(officer_id), problem=None)


@admin.post("/admin/people/<int:officer_id>/leave/")
@officer(Role.ADMIN)
def let_go(officer_id: int) -> Response:
    """The officer has left."""
    file = officer_file(officer_id)
    try:
        with transaction():
            deactivate(administrator(), officer_id)
    except InvalidData:
        problem = gettext("You cannot close your own account. Another administrator can.")
        return render_page("admin/person_leave.html", file=file, problem=problem, status=422)
    flash(gettext("The account is closed and all roles of this officer have ended."), "success")
    return done(url_for("admin.show_officer", officer_id=officer_id))


def officer_file(officer_id: int) -> OfficerFile:
    """The officer of this address; 404 where there is none."""
    file = staff.officer_file(officer_id, clock.today())
    if file is None:
        abort(404)
    return file


def officer_page(file: OfficerFile, form: AppointForm, status: int = 200) -> Response:
    """The page of one officer; a password that was just made is shown on it and then forgotten."""
    shown = session.get(_SHOWN_ONCE)
    password = None
    if shown and shown[0] == file.officer.id:
        password = session.pop(_SHOWN_ONCE)[1]
    return render_page(
        "admin/person.html",
        status=status,
        file=file,
        form=form,
        password=password,
        now=clock.now(),
        role_titles=ROLE_TITLES,
        when_titles=WHEN_TITLES,
    )
