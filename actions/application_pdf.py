"""The application as a paper: in the form of annex 1 (605 a.1 of both rules; DEF-6, EXE-6), or,
for a post, of which the act has no form (834 annex 1; CON-2).

Made from the frozen bytes: the same bytes and the same sentence about the
certifying give the same paper.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import force_locale, gettext

import catalogue
import clock
from actions.signing_papers import PRINTED_IN
from domain.needs import Field, Kind
from domain.questionnaires import says_none
from domain.schema import PublicService
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
                **_of_a_post(content, service),
            },
        )


def _of_a_post(content: Mapping[str, Any], service: PublicService) -> dict[str, Any]:
    """The post, the questionnaire in words, and the consent of an application for a post."""
    if "vacancy" not in content:
        return {}
    return {
        "post": content["vacancy"]["title"][PRINTED_IN],
        "consent": content["consent"]["text"],
        "consented_at": clock.local(datetime.fromisoformat(content["consent"]["at"])).isoformat(),
        "sections": [
            {
                "title": gettext(section.title),
                "none": gettext(section.none) if says_none(section, content["questionnaire"]) else "",
                "rows": [
                    [
                        [gettext(field.label), spoken(field, row[field.name])]
                        for field in section.fields
                        if field.name in row
                    ]
                    for row in content["questionnaire"].get(section.code, ())
                ],
            }
            for section in service.questionnaire
            if content["questionnaire"].get(section.code) or says_none(section, content["questionnaire"])
        ],
    }


def spoken(field: Field, value: str) -> str:
    """An answer of a questionnaire as a reader of the present language reads it."""
    return gettext(dict(field.choices)[value]) if field.kind is Kind.CHOICE else value
