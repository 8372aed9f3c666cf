"""The application as a paper in the form of annex 1 (605 a.1 of both rules; DEF-6, EXE-6).

Made from the frozen bytes: the same bytes and the same sentence about the
certifying give the same paper.
"""

import json
from datetime import date

from flask_babel import force_locale, gettext

import catalogue
from actions.signing_papers import PRINTED_IN
from integrations.pdf import render_application
from models.bodies import Body


def application_pdf(
    frozen: str, commission: Body, *, number: str, on: date, certified: str, sha256: str
) -> bytes:
    """The PDF of what the applicant sends; in Kazakh, as the annex is.

    `frozen` is the canonical JSON of actions/drafts.py; `certified` the Kazakh
    sentence that stands where the form has the signature.
    """
    content = json.loads(frozen)
    applicant = content["applicant"]
    service = catalogue.edition_of(content["service"], content["edition"])
    titles = [paper["title"] for paper in content["documents"]]
    with force_locale(PRINTED_IN):
        return render_application(
            f"{service.code}_application",
            {
                "number": number,
                "issued_on": on.isoformat(),
                "name": applicant["name"],
                "address": applicant["address"],
                "phone": applicant["phone"],
                "article": service.article,
                "reason": gettext(service.subtype(content["subtype"]).label),
                "explanation": content["explanation"],
                "documents": [gettext(title) for title in titles],
                "addressed_to": commission.name_kk,
                "body": {"kk": commission.name_kk, "ru": commission.name_ru, "en": commission.name_en},
                "certified": certified,
                "sha256": sha256,
            },
        )
