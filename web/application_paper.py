"""The application as a paper in the form of annex 1, made anew from the frozen bytes each time.

Nothing of it is stored: the certified bytes are the document, and the same bytes
give the same paper (605 a.1 of both rules; DEF-6, EXE-6).
"""

import json

from flask import Response, make_response
from flask_babel import force_locale, gettext

import catalogue
import clock
from integrations.pdf import render_application
from models.bodies import Body
from models.cases import Case
from web.security import allow_framing

PAPERS_LANGUAGE = "kk"


def application_paper(case: Case, commission: Body) -> Response:
    """The PDF of what the applicant sent; in Kazakh, as the annex is."""
    frozen = json.loads(case.application)
    applicant = frozen["applicant"]
    subtype = catalogue.edition_of(case.service, case.edition).subtype(case.subtype)
    titles = [paper["title"] for paper in frozen["documents"]]
    with force_locale(PAPERS_LANGUAGE):
        content = render_application(
            f"{case.service}_application",
            {
                "number": case.number,
                "issued_on": clock.local(case.filed_at).date().isoformat(),
                "name": applicant["name"],
                "address": applicant["address"],
                "phone": applicant["phone"],
                "article": catalogue.edition_of(case.service, case.edition).article,
                "reason": gettext(subtype.label),
                "explanation": frozen["explanation"],
                "documents": [gettext(title) for title in titles],
                "addressed_to": commission.name_kk,
                "body": {"kk": commission.name_kk, "ru": commission.name_ru, "en": commission.name_en},
                "certified": gettext(
                    "Certified by a one-time password on %(moment)s",
                    moment=clock.local(case.filed_at).strftime("%d.%m.%Y %H:%M"),
                ),
                "sha256": case.application_sha256,
            },
        )
    response = make_response(content)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{case.number}-application.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return allow_framing(response)
