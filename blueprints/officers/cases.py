"""One case on one screen."""

from flask import Response, request

import clock
from blueprints.officers import officers
from blueprints.officers.reach import open_case
from domain.roles import Role
from queries.casework import CaseFile
from queries.documents import Paper
from queries.inbox import next_task
from queries.sight import SIGHTS, Part
from queries.signing import in_signing
from web.access import actors_with, officer, the_officer
from web.htmx import render_page
from web.signing_words import refusal


@officers.get("/staff/cases/<number>/")
@officer(*SIGHTS)
def show_case(number: str) -> Response:
    """Everything about a case that the officer's task needs, and what they can do now."""
    file = open_case(number)
    return render_page(
        "officers/case.html",
        block="papers",
        file=file,
        shown=_shown_paper(file),
        full_iin=file.sight.shows(Part.IIN) and request.args.get("iin") == "full",
        answers_complaints=bool(actors_with(Role.COMPLAINTS)),
        next_task=next_task(actors_with(*SIGHTS), except_case=file.case.id),
        signing_refusal=refusal,
        in_signing=in_signing(the_officer().id, file.case, clock.now()),
    )


def _shown_paper(file: CaseFile) -> Paper | None:
    """The paper that is looked at in place: the one asked for, else the applicant's first that counts."""
    asked = request.args.get("document")
    chosen = next((paper for paper in file.papers if paper.public_id == asked), None)
    return chosen or next((paper for paper in file.current_papers if not paper.by_officer), None)
