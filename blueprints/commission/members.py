"""Who sits in the commission; the chair names who stands in for an absent member."""

from datetime import timedelta
from typing import Any

from flask import Response, abort, flash, url_for
from flask_babel import gettext

import clock
from actions.appointments import end_substitution, substitute
from blueprints.commission import commission
from blueprints.commission.forms import SubstituteForm
from database import transaction
from domain.errors import ActionNotOpen, InvalidData
from domain.roles import ROLE_TITLES, Actor, Role
from queries.commission import Commission, commissions
from queries.sitting import SITTING
from web.access import actors_with, officer
from web.forms.fields import card
from web.forms.refusals import refuse
from web.htmx import done, render_page


@commission.get("/commission/members/")
@officer(*SITTING)
def members() -> Response:
    """Who sits in my commission, who is absent, who stands in, until when."""
    found = _commissions()
    return _page(found, _form(found))


@commission.post("/commission/members/")
@officer(Role.CHAIR)
def name_substitute() -> Response:
    """Name who stands in for somebody of the chair's own commission."""
    found = _commissions()
    form = _form(found)
    if not form.validate():
        return _page(found, form, 422)
    data: dict[str, Any] = form.data
    try:
        with transaction():
            substitute(
                _chair_of(found, data["absent"]),
                data["absent"],
                data["substitute"],
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
                reason=data["reason"] or None,
            )
    except InvalidData as refused:
        refuse(form, refused.problems)
        return _page(_commissions(), form, 422)
    flash(gettext("The substitute is named and sees the tasks from the first day on."), "success")
    return done(url_for("commission.members"))


@commission.post("/commission/members/absences/<int:absence_id>/end/")
@officer(Role.CHAIR)
def end_absence(absence_id: int) -> Response:
    """The absent officer is back: the substitute's last day was yesterday."""
    place = next(
        (
            (found.body.id, absence)
            for found in _commissions()
            for place in found.places
            for absence in place.absences
            if absence.id == absence_id
        ),
        None,
    )
    actor = next((chair for chair in actors_with(Role.CHAIR) if place and chair.body_id == place[0]), None)
    if actor is None:
        abort(404)
    with transaction():
        end_substitution(actor, absence_id, clock.today() - timedelta(days=1))
    flash(gettext("The substitution is over."), "success")
    return done(url_for("commission.members"))


def _commissions() -> list[Commission]:
    bodies = dict.fromkeys(actor.body_id for actor in actors_with(*SITTING) if actor.body_id is not None)
    return commissions(list(bodies), clock.today())


def _chair_of(found: list[Commission], officer_id: int) -> Actor:
    """The signed-in officer as chair of the commission in which this officer sits."""
    for actor in actors_with(Role.CHAIR):
        for one in found:
            if one.body.id == actor.body_id and officer_id in {place.officer_id for place in one.places}:
                return actor
    raise ActionNotOpen("substitute")


def _form(found: list[Commission]) -> SubstituteForm:
    """The form for the commissions that the officer chairs."""
    chaired = {actor.body_id for actor in actors_with(Role.CHAIR)}
    own = [one for one in found if one.body.id in chaired]
    form = SubstituteForm()
    form.absent.choices = [
        card(str(place.officer_id), f"{place.officer} – {gettext(place.seat or ROLE_TITLES[place.role])}")
        for one in own
        for place in one.places
        if place.officer_id
    ]
    form.substitute.choices = [
        card(str(id_), name)
        for id_, name in dict.fromkeys(candidate for one in own for candidate in one.candidates)
    ]
    return form


def _page(found: list[Commission], form: SubstituteForm, status: int = 200) -> Response:
    return render_page(
        "commission/members.html",
        status=status,
        commissions=found,
        form=form,
        role_titles=ROLE_TITLES,
        chaired={actor.body_id for actor in actors_with(Role.CHAIR)},
    )
