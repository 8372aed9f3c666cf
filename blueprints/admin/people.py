"""Officers: finding them, opening an account, a new password or key, leaving."""

from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext

import clock
from actions import audit
from actions.officers import create_officer, deactivate, keep_key, reset_password, subject_of
from blueprints.admin import admin
from blueprints.admin.forms import KeyForm, PersonForm
from blueprints.admin.officer_page import appoint_form, officer_file, officer_page, show_once
from blueprints.admin.who import administrator
from database import transaction
from domain.errors import InvalidData
from domain.roles import ROLE_TITLES, Role
from queries.staff import officers
from web.access import officer
from web.forms.refusals import refuse
from web.htmx import done, render_page

_LONGEST_SEARCH = 100


@admin.get("/admin/people/")
@officer(Role.ADMIN)
def people() -> Response:
    """The officers by name; a search looks into name and login."""
    search, left = request.args.get("q", "")[:_LONGEST_SEARCH], request.args.get("left") == "yes"
    page = request.args.get("page", 1, type=int)
    return render_page(
        "admin/people.html",
        found=officers(clock.today(), search=search, left=left, page=page),
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
    data: dict[str, Any] = form.data
    try:
        with transaction():
            made, password = create_officer(
                administrator(),
                login=data["login"],
                name=data["name"],
                iin=data["iin"],
                bin=data["bin"],
                language=data["language"],
            )
            officer_id = made.id
    except InvalidData as refused:
        refuse(form, refused.problems)
        return render_page("admin/person_new.html", form=form, status=422)
    show_once(officer_id, password)
    flash(gettext("The account is open. Now give the officer a role."), "success")
    return done(url_for("admin.show_officer", officer_id=officer_id))


@admin.get("/admin/people/<int:officer_id>/")
@officer(Role.ADMIN)
def show_officer(officer_id: int) -> Response:
    """One officer: account, offices, absences; that the administrator looked is recorded."""
    known = officer_file(officer_id).officer.id
    with transaction():
        audit.record("officer_seen", administrator(), subject=subject_of(known))
    return officer_page(officer_file(officer_id), appoint_form())


@admin.post("/admin/people/<int:officer_id>/password/")
@officer(Role.ADMIN)
def give_password(officer_id: int) -> Response:
    """A new temporary password, which stands on the next page, once. One's own is changed elsewhere."""
    actor = administrator()
    if actor.id == officer_id:
        return done(url_for("auth.new_password"))
    if not officer_file(officer_id).officer.active:
        return _left_already(officer_id)
    with transaction():
        password = reset_password(actor, officer_id)
    show_once(officer_id, password)
    flash(
        gettext("The old password is no longer taken, and the officer is signed out everywhere."), "success"
    )
    return done(url_for("admin.show_officer", officer_id=officer_id))


@admin.post("/admin/people/<int:officer_id>/key/")
@officer(Role.ADMIN)
def change_key(officer_id: int) -> Response:
    """With whose key the officer signs from now on. One's own, which could lock one out, another enters."""
    actor, file = administrator(), officer_file(officer_id)
    if actor.id == officer_id:
        flash(gettext("You cannot change your own key. Another administrator can."), "error")
        return done(url_for("admin.show_officer", officer_id=officer_id))
    if not file.officer.active:
        return _left_already(officer_id)
    form = KeyForm()
    if not form.validate():
        return officer_page(file, appoint_form(), 422, key_form=form)
    with transaction():
        keep_key(actor, officer_id, iin=form.data["iin"], bin=form.data["bin"])
    flash(gettext("The key is entered, and the officer is signed out everywhere."), "success")
    return done(url_for("admin.show_officer", officer_id=officer_id))


@admin.get("/admin/people/<int:officer_id>/leave/")
@officer(Role.ADMIN)
def leave(officer_id: int) -> Response:
    """Say what it means that an officer leaves, and ask once more."""
    return _leave_page(officer_id)


@admin.post("/admin/people/<int:officer_id>/leave/")
@officer(Role.ADMIN)
def let_go(officer_id: int) -> Response:
    """The officer has left."""
    if not officer_file(officer_id).officer.active:
        return _left_already(officer_id)
    try:
        with transaction():
            deactivate(administrator(), officer_id)
    except InvalidData:
        return _leave_page(officer_id, 422)
    flash(gettext("The account is closed and all roles of this officer have ended."), "success")
    return done(url_for("admin.show_officer", officer_id=officer_id))


def _leave_page(officer_id: int, status: int = 200) -> Response:
    own = administrator().id == officer_id
    return render_page("admin/person_leave.html", file=officer_file(officer_id), own=own, status=status)


def _left_already(officer_id: int) -> Response:
    flash(gettext("This officer has left already."), "info")
    return done(url_for("admin.show_officer", officer_id=officer_id))
