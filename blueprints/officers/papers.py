"""The papers of a case, handed out to the officers whose task needs them."""

from flask import Response, abort

from actions.audit import record_look
from blueprints.officers import officers
from blueprints.officers.reach import reach
from database import transaction
from queries.documents import document_of_case, results_of_case
from queries.sight import SIGHTS
from web.access import officer
from web.downloads import send_stored

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
    results = results_of_case(standing.case_id)
    found = next((result for result in results if result.verify_code == code), None)
    if found is None or found.storage_key is None:
        abort(404)
    key, kind = found.storage_key, found.kind
    with transaction():
        record_look(standing.actors[0], case_id=standing.case_id)
    return send_stored(key, name=f"{kind}.pdf", content_type="application/pdf")
