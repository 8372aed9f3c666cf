"""What waits for an officer, by due date, with notices on top."""

from flask import Response, request, url_for

import clock
from actions.notices import mark_read
from blueprints.officers import officers
from database import transaction
from queries import inbox as queries
from queries.inbox import Due
from queries.matters import urgent
from queries.notices import unread_among, unread_notices
from queries.panel_tabs import PANELS
from queries.sight import SIGHTS
from web.access import actors_with, officer
from web.htmx import done, render_page


@officers.get("/staff/")
@officer()
def inbox() -> Response:
    """The open tasks of all that the officer is today, their own and those they stand in for."""
    actors = actors_with(*SIGHTS)
    asked = request.args.get("due", Due.ALL)
    due = Due(asked) if asked in set(Due) else Due.ALL
    page = request.args.get("page", 1, type=int)
    step = request.args.get("step") or None
    return render_page(
        "officers/inbox.html",
        block="tasks",
        inbox=queries.inbox(actors, clock.now(), due=due, step=step, page=page),
        notices=unread_notices(actors),
        urgent=urgent(actors, clock.now()),
        due=due,
        step=step,
        has_role=bool(actors),
        has_panel=any(actor.role in PANELS for actor in actors),
    )


@officers.post("/staff/notices/read/")
@officer(*SIGHTS)
def read_notices() -> Response:
    """Put notices away for everybody to whom they were addressed; others' stay as they are."""
    ids = request.form.getlist("notice", type=int)
    with transaction():
        for notice in unread_among(actors_with(*SIGHTS), ids):
            mark_read(notice)
    return done(url_for("officers.inbox"))
