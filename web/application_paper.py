"""The application as a paper, for its applicant and its commission.

One that was signed is shown as it was signed. One that a code certified is made
anew from the frozen bytes each time: they are the document, and the same bytes
give the same paper.
"""

from flask import Response, make_response
from flask_babel import force_locale, gettext

import clock
from actions.application_pdf import application_pdf
from actions.signing_papers import PRINTED_IN
from integrations.storage import documents_storage
from models.bodies import Body
from models.cases import Case
from queries.signatures import signed_application
from web.security import allow_framing


def application_paper(case: Case, commission: Body) -> Response:
    """The PDF of what the applicant sent; in Kazakh, as the annex is."""
    response = make_response(_content(case, commission))
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{case.number}-application.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return allow_framing(response)


def _content(case: Case, commission: Body) -> bytes:
    signed = signed_application(case.id)
    if signed is not None:
        with documents_storage().open(signed.storage_key) as file:
            return file.read()
    sent = clock.local(case.filed_at)
    with force_locale(PRINTED_IN):
        certified = gettext(
            "Certified by a one-time password on %(moment)s", moment=sent.strftime("%d.%m.%Y %H:%M")
        )
    return application_pdf(
        case.application,
        commission,
        number=case.number,
        on=sent.date(),
        certified=certified,
        sha256=case.application_sha256,
    )
