"""The papers of a case, handed out to the officers whose task needs them."""

from flask import Response, abort

from actions.audit import record_look
from blueprints.officers import officers
from blueprints.officers.reach import reach
from database import transaction
from domain.case_numbers import normal_case_number
from models.documents import DocumentState, ResultDocument
from queries.candidate_file import drawn_up_paper
from queries.documents import document_of_case, result_of_case
from queries.sight import SIGHTS, Part, Standing
from queries.signatures import signature_of_result
from web.access import officer
from web.downloads import send_package, send_stored
from web.error_words import PAPER_SUPERSEDED
from web.errors import error_page

WITH_EXECUTOR = tuple(role for role, sight in SIGHTS.items() if sight.shows(Part.DRAWN_UP))

_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


@officers.get("/staff/cases/<number>/documents/<public_id>/")
@officer(*SIGHTS)
def show_document(number: str, public_id: str) -> Response:
    """One paper that the applicant handed in; each opening is recorded."""
    standing = reach(number)
    document = document_of_case(standing.case_id, public_id)
    if document is None or not standing.sight.shows_paper(document.kind):
        abort(404)
    if document.state == DocumentState.SUPERSEDED:
        return error_page(410, PAPER_SUPERSEDED)
    key, content_type, kind = document.storage_key, document.content_type, document.kind
    with transaction():
        record_look(standing.actors[0], case_id=standing.case_id, document_id=document.id)
    return send_stored(key, name=f"{kind}.{_ENDINGS.get(content_type, 'bin')}", content_type=content_type)


@officers.get("/staff/cases/<number>/results/<code>/")
@officer(*SIGHTS)
def show_result(number: str, code: str) -> Response:
    """A result document of the case, also one that counts no longer."""
    standing = reach(number)
    found = _result(standing, code)
    key, kind = found.storage_key, found.kind
    with transaction():
        record_look(standing.actors[0], case_id=standing.case_id)
    return send_stored(key, name=f"{kind}.pdf", content_type="application/pdf")


@officers.get("/staff/cases/<number>/results/<code>/package/")
@officer(*SIGHTS)
def show_result_package(number: str, code: str) -> Response:
    """A result document with its signatures and their evidence, as an ASiC-E package."""
    standing = reach(number)
    found = _result(standing, code)
    signed = signature_of_result(found)
    if signed is None:
        abort(404)
    name = f"{normal_case_number(number)}-{found.kind}"
    with transaction():
        record_look(standing.actors[0], case_id=standing.case_id)
    return send_package(signed, name=name)


@officers.get("/staff/cases/<number>/drawn-up/<kind>/")
@officer(*WITH_EXECUTOR)
def show_drawn_up(number: str, kind: str) -> Response:
    """The agreement or the instruction that waits for signatures; each opening is recorded."""
    standing = reach(number)
    paper = drawn_up_paper(standing.case_id, kind) if standing.sight.shows(Part.DRAWN_UP) else None
    if paper is None:
        abort(404)
    key, name = paper.storage_key, f"{normal_case_number(number)}-{paper.kind}.pdf"
    with transaction():
        record_look(standing.actors[0], case_id=standing.case_id)
    return send_stored(key, name=name, content_type="application/pdf")


def _result(standing: Standing, code: str) -> ResultDocument:
    found = result_of_case(standing.case_id, code) if standing.sight.shows(Part.RESULTS) else None
    if found is None:
        abort(404)
    return found
