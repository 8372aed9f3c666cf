"""What office an officer holds, from when to when."""

from datetime import timedelta
from typing import Any

from flask import Response, abort, flash, url_for
from flask_babel import gettext

import clock
from actions.appointments import appoint, end_appointment
from blueprints.admin import admin
from blueprints.admin.forms import EndForm
from blueprints.admin.officer_page import appoint_form, chosen_place, officer_file, officer_page
from blueprints.admin.who import administrator
from database import transaction
from domain.errors import InvalidData
from domain.roles import ROLE_TITLES, Role
from queries.staff import Held, OfficerFile, When
from web.access import officer
from web.forms.refusals import refuse
from web.htmx import done, render_page


@admin.post("/admin/people/<int:officer_id>/")
@officer(Role.ADMIN)
def appoint_officer(officer_id: int) -> Response:
    """Give the officer one more office."""
    file, form = officer_file(officer_id), appoint_form()
    if not form.validate():
        return officer_page(file, form, 422)
    data: dict[str, Any] = form.data
    role, seat = chosen_place(form)
    try:
        with transaction():
            appoint(
                administrator(),
                officer_id,
                role=role,
                seat=seat,
                body_id=data["body"],
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
            )
    except InvalidData as refused:
        refuse(form, _beside_the_fields(refused.problems))
        return officer_page(officer_file(officer_id), form, 422)
    flash(gettext("The officer has the role from the first day on."), "success")
    return done(url_for("admin.show_officer", officer_id=officer_id))


@admin.get("/admin/people/<int:officer_id>/roles/<int:held_id>/end/")
@officer(Role.ADMIN)
def ask_end(officer_id: int, held_id: int) -> Response:
    """Ask for the last day of an office."""
    file, held = _held(officer_id, held_id)
    return _end_page(file, held, EndForm(ends_on=clock.today()))


@admin.post("/admin/people/<int:officer_id>/roles/<int:held_id>/end/")
@officer(Role.ADMIN)
def end_office(officer_id: int, held_id: int) -> Response:
    """Let the office end on this day."""
    file, held = _held(officer_id, held_id)
    form = EndForm()
    if not form.validate() or form.ends_on.data is None:
        return _end_page(file, held, form, 422)
    try:
        with transaction():
            end_appointment(administrator(), held_id, form.ends_on.data)
    except InvalidData as refused:
        refuse(form, refused.problems)
        return _end_page(*_held(officer_id, held_id), form, 422)
    flash(gettext("The last day of the role is settled."), "success")
    return done(url_for("admin.show_officer", officer_id=officer_id))


def _held(officer_id: int, held_id: int) -> tuple[OfficerFile, Held]:
    """The officer and this office of theirs, which is not over; 404 where there is none."""
    file = officer_file(officer_id)
    held = next((one for one in file.held if one.id == held_id and one.when is not When.OVER), None)
    if held is None:
        abort(404)
    return file, held


def _end_page(file: OfficerFile, held: Held, form: EndForm, status: int = 200) -> Response:
    return render_page(
        "admin/role_end.html",
        status=status,
        file=file,
        held=held,
        form=form,
        yesterday=clock.today() - timedelta(days=1),
        own=file.officer.id == administrator().id and held.role is Role.ADMIN,
        role_titles=ROLE_TITLES,
    )


def _beside_the_fields(problems: dict[str, str]) -> dict[str, str]:
    """The form asks for role and seat in one field."""
    return {"place" if name in ("role", "seat") else name: code for name, code in problems.items()}
