"""Whom the page greets: a citizen, an officer or a stranger."""

import hashlib
import hmac

from flask import current_app

from domain.identity import mask_iin
from queries.people import body_of
from web.access import CITIZEN, OFFICER, page_audience
from web.locale import current_language
from web.navigation import MENUS, Viewer
from web.sessions import current_actors, current_officer, current_person


def current_viewer() -> Viewer:
    """Who looks at this page.

    Where a browser is signed in both ways, the page decides; a page for
    everybody greets the citizen.
    """
    audience = page_audience()
    if audience != OFFICER and (person := current_person()) is not None:
        return Viewer(CITIZEN, person.full_name or mask_iin(person.iin), mark=device_mark(person.id))
    if audience != CITIZEN and (officer := current_officer()) is not None:
        actors = current_actors()
        body = body_of(actors)
        name = getattr(body, f"name_{current_language()}") if body else ""
        return Viewer(OFFICER, officer.name, name, frozenset(actor.role for actor in actors))
    return Viewer()


def device_mark(person_id: int) -> str:
    """By which a device knows whose something is that it holds: always the same, and nothing but that."""
    key = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(key, f"device|{person_id}".encode(), hashlib.sha256).hexdigest()[:16]


def officer_home() -> str:
    """Where the signed-in officer begins: the first page of the menu that is theirs."""
    roles = {actor.role for actor in current_actors()}
    return next((item.path for item in MENUS[OFFICER] if not item.roles or item.roles & roles), "/staff/")
