"""The applicant's own papers and result documents. A look at what is one's own is not recorded."""

import mimetypes
from uuid import UUID

from flask import abort
from werkzeug.wrappers import Response

from blueprints.cabinet import cabinet
from blueprints.cabinet.own import the_case
from queries.documents import document_of_case, results_of_case
from web.access import citizen
from web.downloads import send_stored


@cabinet.get("/cabinet/cases/<number>/documents/<uuid:paper_id>/")
@citizen
def show_document(number: str, paper_id: UUID) -> Response:
    """One paper that I handed in."""
    case = the_case(number)
    document = document_of_case(case.id, str(paper_id))
    if document is None:
        abort(404)
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
    found = next((result for result in results_of_case(case.id) if result.verify_code == code), None)
    if found is None or found.storage_key is None:
        abort(404)
    return send_stored(
        found.storage_key,
        name=f"{case.number}-{found.kind}.pdf",
        content_type="application/pdf",
        attachment=True,
    )
