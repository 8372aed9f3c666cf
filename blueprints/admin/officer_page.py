"""The page of one officer, which several deeds come back to."""

from flask import Response, abort, session
from flask_babel import gettext

import clock
from blueprints.admin.forms import AppointForm, KeyForm, with_empty
from blueprints.admin.who import administrator
from blueprints.admin.words import WHEN_TITLES
from domain.roles import OFFICER_ROLES, ROLE_TITLES, Role
from queries import staff
from queries.places import active_bodies
from queries.staff import OfficerFile
from web.htmx import render_page
from web.locale import current_language

_SHOWN_ONCE = "temporary_password"
"""Where the administrator's own cookie carries a password to the next page, and no further."""


def officer_file(officer_id: int) -> OfficerFile:
    """The officer of this address; 404 where there is none."""
    file = staff.officer_file(officer_id, clock.today())
    if file is None:
        abort(404)
    return file


def show_once(officer_id: int, password: str) -> None:
    """Have the officer's page show this temporary password the next time it is opened, and never again."""
    session[_SHOWN_ONCE] = [officer_id, password]


def officer_page(
    file: OfficerFile, form: AppointForm, status: int = 200, *, key_form: KeyForm | None = None
) -> Response:
    """The page of one officer, with the forms for one more office and for another key."""
    shown = session.get(_SHOWN_ONCE)
    password = None
    if shown and shown[0] == file.officer.id:
        password = session.pop(_SHOWN_ONCE)[1]
    return render_page(
        "admin/person.html",
        status=status,
        file=file,
        form=form,
        key_form=key_form or KeyForm(bin=file.officer.bin),
        password=password,
        own=file.officer.id == administrator().id,
        now=clock.now(),
        role_titles=ROLE_TITLES,
        when_titles=WHEN_TITLES,
    )


def appoint_form() -> AppointForm:
    """The form for an office, with the roles and places that the acts name and the bodies that work."""
    form = AppointForm(starts_on=clock.today())
    places: list[tuple[Role, str | None, str]] = [
        (role, None, title) for role, title in ROLE_TITLES.items() if role in OFFICER_ROLES - {Role.MEMBER}
    ]
    places += [(Role.MEMBER, code, title) for code, title in staff.seat_titles().items()]
    form.place.choices = with_empty(
        (f"{role}.{seat or ''}", _place_title(role, seat, title)) for role, seat, title in places
    )
    name = f"name_{current_language()}"
    form.body.choices = with_empty((body.id, getattr(body, name)) for body in active_bodies())
    return form


def chosen_place(form: AppointForm) -> tuple[Role, str | None]:
    """The role that was chosen, and a member's place."""
    role, _dot, seat = form.place.data.partition(".")
    return Role(role), seat or None


def _place_title(role: Role, seat: str | None, title: str) -> str:
    if seat is None:
        return gettext(title)
    return gettext("Member: %(place)s", place=gettext(title))
