"""Working days year by year: loaded as published, then corrected from the orders (CLK-3)."""

from flask import Response, abort, flash, url_for
from flask_babel import gettext

import clock
from actions.calendar import load_year
from blueprints.admin import admin
from blueprints.admin.calendar_days import enter
from blueprints.admin.forms import DayForm
from blueprints.admin.who import administrator
from database import transaction
from domain.roles import Role
from integrations.calendar.published import published_days, source
from queries.administration import YEARS_AHEAD
from queries.working_days import loaded_years, year_page
from web.access import officer
from web.htmx import done, render_page


@admin.get("/admin/calendar/")
@officer(Role.ADMIN)
def calendar() -> Response:
    """To the present year."""
    return done(url_for("admin.show_year", year=clock.today().year))


@admin.get("/admin/calendar/<int:year>/")
@officer(Role.ADMIN)
def show_year(year: int) -> Response:
    """The days of a year that depart from Monday to Friday; of one that is not loaded, what is published."""
    return _year_page(year, DayForm(works="no"))


@admin.post("/admin/calendar/<int:year>/")
@officer(Role.ADMIN)
def enter_day(year: int) -> Response:
    """Enter a day of any loaded year."""
    _known(year)
    form = DayForm()
    day = form.day.data
    if not form.validate() or day is None or not enter(form, day):
        return _year_page(year, form, 422)
    return done(url_for("admin.show_year", year=day.year))


@admin.post("/admin/calendar/<int:year>/load/")
@officer(Role.ADMIN)
def load_published(year: int) -> Response:
    """Load a year from the published calendar."""
    _known(year)
    with transaction():
        loaded = load_year(administrator(), year, published_days(year), source())
    if loaded:
        flash(gettext("The year is loaded. Compare it with the orders on moved days."), "success")
    else:
        flash(gettext("The year was loaded before; nothing was changed."), "info")
    return done(url_for("admin.show_year", year=year))


def _known(year: int) -> list[int]:
    """The years that can be looked at: the loaded ones and those that are needed soon; 404 for another."""
    today = clock.today()
    years = {*loaded_years(), *range(today.year - 1, today.year + YEARS_AHEAD + 2)}
    if year not in years:
        abort(404)
    return sorted(years)


def _year_page(year: int, form: DayForm, status: int = 200) -> Response:
    years = _known(year)
    page = year_page(year)
    return render_page(
        "admin/year.html",
        status=status,
        page=page,
        years=years,
        published=() if page.loaded else published_days(year),
        source=source(),
        form=form,
    )
