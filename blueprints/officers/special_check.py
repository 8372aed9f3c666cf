"""The file of the special check, to take along, and the form that it has (834 annex 1; CON-8)."""

from flask import Response, abort, make_response

from actions.audit import record, record_look
from blueprints.officers import officers
from blueprints.officers.reach import reach
from database import transaction
from domain.case_numbers import normal_case_number
from integrations.special_check import SCHEMA
from queries.candidate_file import check_file_key
from queries.sight import SIGHTS, Part
from web.access import officer, public
from web.downloads import send_stored

XML = "application/xml"

CHECKING = tuple(role for role, sight in SIGHTS.items() if sight.shows(Part.CHECK_FILE))
"""The roles that may be shown the file."""


@officers.get("/staff/cases/<number>/special-check.xml")
@officer(*CHECKING)
def download_check_file(number: str) -> Response:
    """The file as it was sent; the applicant sees the look, the audit log that it was taken along."""
    standing = reach(number)
    key = check_file_key(standing.case_id) if standing.sight.shows(Part.CHECK_FILE) else None
    if key is None:
        abort(404)
    with transaction():
        record_look(standing.actors[0], case_id=standing.case_id)
        record("check_file_taken", standing.actors[0], case_id=standing.case_id)
    name = f"{normal_case_number(number)}-special-check.xml"
    return send_stored(key, name=name, content_type=XML, attachment=True)


@officers.get("/schemas/special-check-1.xsd")
@public
def show_check_schema() -> Response:
    """The XML Schema of the file: it holds nobody's data, and whoever reads the file needs it."""
    response = make_response(SCHEMA.read_bytes())
    response.mimetype = XML
    return response
