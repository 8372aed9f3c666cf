"""The executors of the unit: what they are good for, and giving their applications to others (CON-4)."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext, lazy_gettext, ngettext
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

import clock
from actions.executors import MOST_AT_A_TIME, save_profile
from blueprints.ministry import ministry
from blueprints.ministry.giving import Given, give, head_bodies
from database import transaction
from domain.errors import ActionNotOpen
from domain.roles import Role
from domain.text import N_
from domain.troops import BRANCHES
from queries.distribution import Application, Executor, applications_of, regions
from queries.distribution import executors as known_executors
from web.access import actors_with, officer
from web.executor_words import executor_names, reason_words
from web.forms import Form
from web.forms.actions import CheckCards
from web.forms.fields import card
from web.htmx import done, render_page
from web.locale import current_language

AS_PROPOSED = 0
"""The choice to give each application to the executor that is proposed for it."""


class ProfileForm(Form):
    """How much an executor can have, of which branches and regions. The view sets the choices."""

    capacity = IntegerField(
        lazy_gettext("How many applications at a time"),
        validators=[
            InputRequired(),
            NumberRange(1, MOST_AT_A_TIME, message=lazy_gettext("Write a whole number from 1 to 500.")),
        ],
    )
    branches = CheckCards(lazy_gettext("Branches of troops"), description=lazy_gettext("None chosen: all."))
    regions = CheckCards(lazy_gettext("Regions"), description=lazy_gettext("None chosen: all."))


class ReassignForm(Form):
    """To whom an executor's applications go, and why. The view sets the choices."""

    to = SelectField(lazy_gettext("To whom"), coerce=int)
    reason = TextAreaField(
        lazy_gettext("Reason"),
        validators=[DataRequired(lazy_gettext("Fill this in.")), Length(max=2000)],
        description=lazy_gettext("It is kept in the history of each case. The candidates do not see it."),
    )


@ministry.get("/ministry/executors/")
@officer(Role.HEAD)
def executors() -> Response:
    """Everybody with their load, profile and absence."""
    return render_page(
        "ministry/executors.html",
        executors=known_executors(head_bodies(), clock.now()),
        branches=BRANCHES,
        region_names=_region_names(),
    )


@ministry.route("/ministry/executors/<int:officer_id>/", methods=["GET", "POST"])
@officer(Role.HEAD)
def show_executor(officer_id: int) -> Response:
    """The profile of one executor, to be changed."""
    found = _executor(officer_id, known_executors(head_bodies(), clock.now()))
    form = ProfileForm(
        data={"capacity": found.capacity, "branches": found.branches, "regions": found.regions}
    )
    form.branches.choices = [card(code, gettext(label)) for code, label in BRANCHES.items()]
    form.regions.choices = [card(code, name) for code, name in _region_names().items()]
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_page(
            "ministry/executor.html", block="profile", status=status, executor=found, form=form
        )
    head = next(actor for actor in actors_with(Role.HEAD) if actor.body_id == found.body_id)
    wanted: dict[str, Any] = {name: form[name].data for name in ("capacity", "branches", "regions")}
    try:
        with transaction():
            save_profile(head, officer_id, **wanted)
    except ActionNotOpen:
        abort(409)
    flash(gettext("The profile of %(name)s is saved.", name=found.name), "success")
    return done(url_for("ministry.executors"))


@ministry.get("/ministry/executors/<int:officer_id>/reassign/")
@officer(Role.HEAD)
def ask_reassign(officer_id: int) -> Response:
    """What the executor has in work, to whom it could go, and why."""
    found, known = _with_others(officer_id)
    return _page(found, known, _applications(found, known), _form(found, known))


@ministry.post("/ministry/executors/<int:officer_id>/reassign/")
@officer(Role.HEAD)
def plan_reassign(officer_id: int) -> Response:
    """Say for each application what will happen, before anything does."""
    found, known = _with_others(officer_id)
    applications = _applications(found, known)
    form = _form(found, known)
    if not form.validate():
        return _page(found, known, applications, form, status=422)
    plan = {
        application.number: form.to.data or application.proposal.executor_id or 0
        for application in applications
        if application.proposal
    }
    return _page(found, known, applications, form, plan=plan)


@ministry.post("/ministry/executors/<int:officer_id>/reassign/confirm/")
@officer(Role.HEAD)
def reassign(officer_id: int) -> Response:
    """Do just what the page before has listed, each application by itself; one that fails stops none."""
    found, known = _with_others(officer_id)
    applications = {application.number: application for application in _applications(found, known)}
    form = _form(found, known)
    if not form.validate():
        return _page(found, known, tuple(applications.values()), form, status=422)
    wanted = {
        number: request.form.get(f"to-{number}", 0, type=int) for number in request.form.getlist("listed")
    }
    given = [
        _give(number, applications.get(number), to, form.data["reason"])
        for number, to in wanted.items()
        if to
    ]
    if not given or not all(one.done for one in given):
        found, known = _with_others(officer_id)
        return _page(found, known, _applications(found, known), form, given=given, status=422)
    said = ngettext(
        "%(num)s application has another executor now.",
        "%(num)s applications have another executor now.",
        len(given),
    )
    flash(said, "success")
    return done(url_for("ministry.executors"))


def _give(number: str, application: Application | None, executor_id: int, reason: str) -> Given:
    if application is None:
        return Given(number, False, N_("Somebody was first: this is no longer open."))
    return give("reassign", application, executor_id, reason=reason)


def _executor(officer_id: int, known: tuple[Executor, ...]) -> Executor:
    """The executor of this head's unit; 404 for others."""
    found = next((executor for executor in known if executor.id == officer_id), None)
    if found is None:
        abort(404)
    return found


def _with_others(officer_id: int) -> tuple[Executor, tuple[Executor, ...]]:
    known = known_executors(head_bodies(), clock.now())
    found = _executor(officer_id, known)
    return found, tuple(one for one in known if one.body_id == found.body_id)


def _applications(found: Executor, known: tuple[Executor, ...]) -> tuple[Application, ...]:
    return applications_of(found.id, {found.body_id}, clock.now(), known)


def _region_names() -> dict[str, str]:
    return {region.code: getattr(region, f"name_{current_language()}") for region in regions()}


def _form(found: Executor, known: tuple[Executor, ...]) -> ReassignForm:
    form = ReassignForm()
    others = executor_names(one for one in known if one.serves and one.id != found.id)
    form.to.choices = [
        card(str(AS_PROPOSED), gettext("As proposed for each")),
        *(card(str(id_), name) for id_, name in others.items()),
    ]
    return form


def _page(
    found: Executor,
    known: tuple[Executor, ...],
    applications: tuple[Application, ...],
    form: ReassignForm,
    *,
    plan: Mapping[str, int] | None = None,
    given: list[Given] | None = None,
    status: int = 200,
) -> Response:
    return render_page(
        "ministry/reassign.html",
        block="reassign",
        status=status,
        executor=found,
        applications=applications,
        names={executor.id: executor.name for executor in known},
        branches=BRANCHES,
        reason_words=reason_words,
        form=form,
        plan=plan,
        given=given,
    )
