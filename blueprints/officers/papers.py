"""The papers of a case, handed out to the officers whose task needs them."""

from flask import Response, abort

from actions.audit import record_look
from blueprints.officers import officers
from blueprints.officers.reach import reach
from database import transaction
from domain.case_numbers import normal_case_number
from queries.documents import document_of_case, result_of_case
from queries.sight import SIGHTS
from queries.signatures import signature_of_result
from web.access import officer
from web.downloads import send_package, send_stored

_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


@officers.get("/staff/cases/<number>/documents/<public_id>/")
@officer(*SIGHTS)
def show_document(number: str, public_id: str) -> Response:
    """One paper that the applicant handed in; each opening is recorded."""
    standing = reach(number)
    document = document_of_case(standing.case_id, public_id)
    if document is None or not standing.sight.file:
        abort(404)
    key, content_type, kind = document.storage_key, document.content_type, document.kind
    with transaction():
        record_look(standing.actors[0], case_id=standing.case_id, document_id=document.id)
    return send_stored(key, name=f"{kind}.{_ENDINGS.get(content_type, 'bin')}", content_type=content_type)


@officers.get("/staff/cases/<number>/results/<code>/")
@officer(*SIGHTS)
def show_result(number: str, code: str) -> Response:
    """A result document of the case, also one that counts no longer."""
    standing = reach(number)
    found = result_of_case(standing.case_id, code)
    if found is None:
        abort(404)
    key, kind = found.storage_key, found.kind
    with transaction():
        record_look(standing.actors[0], case_id=standing.case_id)
    return send_stored(key, name=f"{kind}.pdf", content_type="application/pdf")


@officers.get("/staff/cases/<number>/results/<code>/package/")
@officer(*SIGHTS)
def show_result_package(number: str, code: str) -> Response:
    """A result document with its signatures and their evidence, as an ASiC-E package."""
    standing = reach(number)
    found = result_of_case(standing.case_id, code)
    signed = signature_of_result(found) if found else None
    if found is None or signed is None:
        abort(404)
    name = f"{normal_case_number(number)}-{found.kind}"
    with transaction():
        record_look(standing.actors[0], case_id=standing.case_id)
    return send_package(signed, name=name)
