"""The applicant's own papers and result documents. A look at what is one's own is not recorded."""

import mimetypes
from uuid import UUID

from flask import abort
from werkzeug.wrappers import Response

from blueprints.cabinet import cabinet
from blueprints.cabinet.own import the_case
from models.documents import DocumentState
from queries.documents import document_of_applicant, result_of_case
from queries.signatures import signature_of_result
from web.access import citizen
from web.downloads import send_package, send_stored
from web.error_words import PAPER_SUPERSEDED
from web.errors import error_page


@cabinet.get("/cabinet/cases/<number>/documents/<uuid:paper_id>/")
@citizen
def show_document(number: str, paper_id: UUID) -> Response:
    """One paper that I handed in."""
    case = the_case(number)
    document = document_of_applicant(case.id, str(paper_id))
    if document is None:
        abort(404)
    if document.state == DocumentState.SUPERSEDED:
        return error_page(410, PAPER_SUPERSEDED)
    ending = mimetypes.guess_extension(document.content_type) or ""
    return send_stored(
        document.storage_key,
        name=f"{case.number}-{document.kind}-{document.id}{ending}",
        content_type=document.content_type,
    )


@cabinet.get("/cabinet/cases/<number>/results/<code>/")
@citizen
def download_result(number: str, code: str) -> Response:
    """A result document of my case as a PDF, also one that counts no longer."""
    case = the_case(number)
    found = result_of_case(case.id, code)
    if found is None:
        abort(404)
    return send_stored(
        found.storage_key,
        name=f"{case.number}-{found.kind}.pdf",
        content_type="application/pdf",
        attachment=True,
    )


@cabinet.get("/cabinet/cases/<number>/results/<code>/package/")
@citizen
def download_result_package(number: str, code: str) -> Response:
    """The same document with its signatures and the evidence for them, as an ASiC-E package."""
    case = the_case(number)
    found = result_of_case(case.id, code)
    signed = signature_of_result(found) if found else None
    if found is None or signed is None:
        abort(404)
    return send_package(signed, name=f"{case.number}-{found.kind}")
