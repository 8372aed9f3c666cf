"""One day of the calendar: entered, corrected, or made an ordinary one again; open cases follow at once."""

from collections.abc import Callable
from datetime import date

from flask import Response, abort, flash, url_for
from flask_babel import gettext, ngettext

from actions.calendar import correct_day, remove_day
from blueprints.admin import admin
from blueprints.admin.forms import DayForm, RemoveDayForm
from blueprints.admin.who import administrator
from database import transaction
from domain.errors import CalendarNotLoaded, InvalidData
from domain.roles import Role
from queries.working_days import find_day
from web.access import officer
from web.forms import Form
from web.forms.refusals import refuse
from web.htmx import done, render_page

_REMOVE = "remove-"  # keeps the two forms of the page apart


@admin.get("/admin/calendar/<int:year>/<int:month>/<int:number>/")
@officer(Role.ADMIN)
def show_day(year: int, month: int, number: int) -> Response:
    """One day that departs, to be corrected or taken out."""
    day = _entered(year, month, number)
    return _page(day, _as_entered(day), RemoveDayForm(prefix=_REMOVE))


@admin.post("/admin/calendar/<int:year>/<int:month>/<int:number>/")
@officer(Role.ADMIN)
def change_day(year: int, month: int, number: int) -> Response:
    """Correct one day."""
    day = _entered(year, month, number)
    form = DayForm()
    del form.day
    if not form.validate() or not enter(form, day):
        return _page(day, form, RemoveDayForm(None, prefix=_REMOVE), 422)
    return done(url_for("admin.show_year", year=year))


@admin.post("/admin/calendar/<int:year>/<int:month>/<int:number>/remove/")
@officer(Role.ADMIN)
def take_out_day(year: int, month: int, number: int) -> Response:
    """Make an entered day an ordinary one again."""
    day = _entered(year, month, number)
    form = RemoveDayForm(prefix=_REMOVE)
    if not form.validate() or not _dated_anew(
        form, lambda: remove_day(administrator(), day, source=form.source.data or "")
    ):
        return _page(day, _as_entered(day), form, 422)
    return done(url_for("admin.show_year", year=year))


def enter(form: DayForm, day: date) -> bool:
    """Enter or change the day as the form says; whether it was taken."""
    return _dated_anew(
        form,
        lambda: correct_day(
            administrator(),
            day,
            is_working=form.works.data == "yes",
            names=form.names(),
            source=form.source.data or "",
        ),
    )


def _dated_anew(form: Form, correct: Callable[[], int]) -> bool:
    """Correct the calendar and say how many open cases moved; what was wrong stands in the form."""
    try:
        with transaction():
            moved = correct()
    except InvalidData as refused:
        refuse(form, refused.problems)
        return False
    except CalendarNotLoaded as missing:
        form.form_errors.append(
            gettext("Open cases reach into %(year)s, which is not loaded. Load it first.", year=missing.year)
        )
        return False
    anew = ngettext("%(num)s open case was dated anew.", "%(num)s open cases were dated anew.", moved)
    corrected = gettext("The calendar is corrected.")
    flash(f"{corrected} {anew}", "success")
    return True


def _entered(year: int, month: int, number: int) -> date:
    """The day of this address; 404 for one that is no date or an ordinary day."""
    try:
        day = date(year, month, number)
    except ValueError:
        abort(404)
    if find_day(day) is None:
        abort(404)
    return day


def _as_entered(day: date) -> DayForm:
    """The form as the day stands; its source is asked for anew."""
    row = find_day(day)
    form = DayForm(None, obj=row, works="yes" if row and row.is_working else "no")
    del form.day
    form.source.data = ""
    return form


def _page(day: date, form: DayForm, removal: RemoveDayForm, status: int = 200) -> Response:
    return render_page(
        "admin/day.html", status=status, day=day, row=find_day(day), form=form, removal=removal
    )
