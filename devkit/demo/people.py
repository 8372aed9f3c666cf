"""Who is in the demo, as its page and its JSON tell it."""

from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import selectinload

import clock
from database import db
from devkit.demo.officer import DemoOfficer
from devkit.demo.officers import OFFICERS, PASSWORD
from devkit.demo.recruiters import BODIES
from devkit.gateway.anchor import anchor_date
from devkit.gateway.people import CITIZENS
from domain.roles import ROLE_TITLES
from models.bodies import Body
from models.offices import actors_of
from models.people import Officer
from web.locale import current_language


def citizens(now: datetime) -> list[dict[str, Any]]:
    """The citizens whom the demo's registries know; `born` goes by the demo's clock."""
    laid_on = anchor_date(current_app.config["SETTINGS"].data_dir, clock.local(now).date())
    return [
        {
            "iin": citizen.iin,
            "name": citizen.name,
            "phone": citizen.phone,
            "born": citizen.born(laid_on).isoformat(),
            "district": citizen.place.name_en,
            "notes": citizen.notes,
        }
        for citizen in CITIZENS
    ]


def officers_by_body(today: date) -> list[tuple[str, list[dict[str, Any]]]]:
    """The same officers under what they serve: a district, or a body for more than one, in the reader's
    language."""
    language = current_language()
    names = {demo.login: _served(demo, language) for demo in OFFICERS}
    groups: dict[str, list[dict[str, Any]]] = {}
    for officer in officers(today):
        groups.setdefault(names[officer["login"]], []).append(officer)
    return list(groups.items())


def _served(demo: DemoOfficer, language: str) -> str:
    if demo.place is not None:
        return str(getattr(demo.place, f"name_{language}"))
    body = next((body for body in BODIES if body.key == demo.body), None)
    return body.name(language) if body else demo.organisation.name


def officers(today: date) -> list[dict[str, Any]]:
    """The officers of the demo, with what they may be today and the password they all share."""
    known = {
        officer.login: officer
        for officer in db.session.scalars(select(Officer).options(selectinload(Officer.appointments)))
    }
    bodies = {body.id: body for body in db.session.scalars(select(Body))}
    told = []
    for demo in OFFICERS:
        officer = known.get(demo.login)
        actors = actors_of(officer.id, today) if officer else ()
        body = next((bodies[actor.body_id] for actor in actors if actor.body_id), None)
        told.append(
            {
                "login": demo.login,
                "password": PASSWORD,
                "name": demo.name,
                "iin": demo.iin,
                "bin": demo.organisation.bin,
                "organisation": demo.organisation.name,
                "roles": sorted({actor.role.value for actor in actors}),
                "titles": sorted({ROLE_TITLES[actor.role] for actor in actors}),
                "seat": demo.seat,
                "body": body.name_en if body else None,
            }
        )
    return told
