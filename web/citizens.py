"""The citizen for whom a page is made, where the page is for citizens only."""

from flask import abort

from domain.roles import Actor, Role
from models.people import Person
from web.sessions import current_person


def the_citizen() -> Person:
    """The signed-in citizen; 403 where there is none, which a view marked `@citizen` never meets."""
    person = current_person()
    if person is None:
        abort(403)
    return person


def citizen_actor() -> Actor:
    """The signed-in citizen as somebody who acts."""
    return Actor(Role.CITIZEN, id=the_citizen().id)
