"""The chair's page over their commission; the administrator's over all of them, without cases."""

from flask import Response
from flask_babel import gettext

import clock
from blueprints.oversight import oversight
from domain.roles import ROLE_TITLES, Role
from queries.oversight import AGES, OLDER, all_commissions, overview
from web.access import actors_with, officer
from web.htmx import render_page
from web.names import seat_name


@oversight.get("/oversight/")
@officer(Role.CHAIR, Role.ADMIN)
def deadlines() -> Response:
    """What is late, what is open by step and age, and what was decided this season."""
    chaired = {actor.body_id for actor in actors_with(Role.CHAIR) if actor.body_id is not None}
    return render_page(
        "oversight/deadlines.html",
        overview=overview(chaired or all_commissions(), clock.now()),
        ages=[gettext(label) for _most, label in AGES] + [gettext(OLDER)],
        may_open=bool(chaired),
        role_titles=ROLE_TITLES,
        seat_name=seat_name,
    )
