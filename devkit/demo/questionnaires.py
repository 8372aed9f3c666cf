"""What the demo's candidates tell about themselves: as the registries know them, in their own words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import force_locale, gettext

import catalogue
from actions import drafts
from database import db, transaction
from devkit.demo.recruiting import vacancy_of
from devkit.demo.work import work_off_outbox
from devkit.gateway.lives import Citizen, before
from models.people import Person

LEVELS = {
    "Жалпы орта білім": "secondary",
    "Техникалық және кәсіптік білім": "technical",
    "Жоғары білім": "higher",
}
"""How the questionnaire calls what the registry of education says."""


def apply_for(person_id: int, post: str, citizen: Citizen, more: Mapping[str, Any], laid_on: date) -> str:
    """The candidate chooses a post, fills in the questionnaire and consents; returns the draft's id.

    `more` are further sections; ages count from `laid_on`, as the gateway's.
    """
    with transaction():
        draft = drafts.choose_post(db.session.get_one(Person, person_id), vacancy_of(post))
        service = catalogue.edition_of(draft.service, draft.edition)
        told = {**_questionnaire(citizen, laid_on), **more}
        for section in service.questionnaire:
            for row in told.get(section.code, ()):
                drafts.save_row(draft, section, row)
        if service.consent is not None:
            with force_locale("kk"):
                drafts.consent(draft, gettext(service.consent.text))
        draft_id = draft.id
    work_off_outbox()
    return draft_id


def _questionnaire(citizen: Citizen, laid_on: date) -> dict[str, list[dict[str, Any]]]:
    place = citizen.place
    lives_at = ", ".join(
        filter(
            None,
            (
                place.region_kk,
                place.name_kk,
                citizen.settlement,
                citizen.street,
                f"{citizen.building}-үй",
                citizen.flat and f"{citizen.flat}-пәтер",
            ),
        )
    )
    return {
        "address": [{"address": lives_at}],
        "education": [
            {
                "level": LEVELS[one.level],
                "school": one.school,
                "finished": str(before(laid_on, *one.ago).year),
                **({"speciality": one.speciality} if one.speciality else {}),
            }
            for one in citizen.background.schooling
        ],
        "relatives": [
            {
                "kinship": one.kinship,
                "name": one.name,
                "born": str(before(laid_on, *one.age).year),
                **({"iin": one.iin} if one.iin else {}),
            }
            for one in citizen.background.kin
        ],
        "autobiography": [
            {
                "text": f"{before(laid_on, *citizen.age).year} жылы тудым. {place.name_kk}нда өстім, сонда "
                "оқыдым. Отбасымда әскери адамдар бар, келісімшарт бойынша қызмет еткім келеді."
            }
        ],
    }
