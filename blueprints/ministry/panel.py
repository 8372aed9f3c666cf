"""The panels of all who have a part in contract service; a case's file to download and print (CON-17)."""

from flask import Response, abort, request

import clock
from actions.audit import record_look
from blueprints.ministry import ministry
from database import transaction
from domain.roles import ROLE_TITLES, Role
from domain.troops import BRANCHES
from queries.file_list import file_list
from queries.panel_tabs import PANELS
from queries.panels import panel
from queries.sight import standing
from web.access import actors_with, officer
from web.htmx import render_page
from web.names import paper_name, result_name

DOWNLOADS = (Role.HEAD, Role.EXECUTOR, Role.DEFENCE)
"""Whom the act lets take a file along and print it, and the head, who sees it all."""


@ministry.get("/panel/")
@officer(*PANELS)
def show_panel() -> Response:
    """One heap of the panel of one of the officer's roles, with how many each holds."""
    held = [role for role in PANELS if actors_with(role)]
    asked = request.args.get("role")
    role = next((role for role in held if role == asked), held[0])
    return render_page(
        "ministry/panel.html",
        block="panel",
        panel=panel(
            role,
            actors_with(role),
            clock.now(),
            tab=request.args.get("tab", ""),
            search=request.args.get("q", ""),
            page=request.args.get("page", 1, type=int),
        ),
        role=role,
        may_take_along=role in DOWNLOADS,
        roles=held,
        role_titles=ROLE_TITLES,
        branches=BRANCHES,
        search=request.args.get("q", ""),
    )


@ministry.get("/panel/<number>/file/")
@officer(*DOWNLOADS)
def show_file(number: str) -> Response:
    """The papers of a case that the reader may have, on one sheet: to download each, and to print."""
    found = standing(number, actors_with(*DOWNLOADS))
    if found is None:
        abort(404)
    if found.stepped_aside:
        abort(403)
    with transaction():
        record_look(found.actors[0], case_id=found.case_id)
    return render_page(
        "ministry/file.html",
        file=file_list(found),
        printed_at=clock.now(),
        paper_name=paper_name,
        result_name=result_name,
    )
