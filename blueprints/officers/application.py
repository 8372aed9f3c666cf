"""What the applicant sent, as a paper."""

from flask import Response, abort

from actions.audit import record_look
from blueprints.officers import officers
from blueprints.officers.reach import reach
from database import transaction
from queries.casework import case_with_body
from queries.sight import SIGHTS, Part, Standing
from queries.signatures import signed_application
from web.access import officer
from web.application_paper import application_paper
from web.downloads import send_package


@officers.get("/staff/cases/<number>/application/")
@officer(*SIGHTS)
def show_application(number: str) -> Response:
    """The application in the form of the act's annex 1; each opening is recorded."""
    standing = _look(number)
    case = case_with_body(standing.case_id)
    return application_paper(case, case.body)


@officers.get("/staff/cases/<number>/application/package/")
@officer(*SIGHTS)
def show_application_package(number: str) -> Response:
    """The application as it was signed, with its signatures and their evidence; each opening is recorded."""
    standing = _look(number)
    signed = signed_application(standing.case_id)
    if signed is None:
        abort(404)
    return send_package(signed, name=f"{case_with_body(standing.case_id).number}-application")


def _look(number: str) -> Standing:
    standing = reach(number)
    if not standing.sight.shows(Part.APPLICATION):
        abort(404)
    with transaction():
        record_look(standing.actors[0], case_id=standing.case_id)
    return standing
