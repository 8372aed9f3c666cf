"""What is known of an officer of the demo before there is a database."""

from dataclasses import dataclass

from devkit.demo.organisations import Organisation
from devkit.gateway.places import Place
from domain.roles import Role


@dataclass(frozen=True)
class DemoOfficer:
    """An officer of the demo; `place` is the district whose commission or military body they serve,
    `body` the key of another body. `iin` and `organisation` are what their key holds.

    A deputy has no role until they stand in for an absent chair.
    """

    login: str
    name: str
    iin: str
    organisation: Organisation
    role: Role | None
    place: Place | None = None
    seat: str | None = None
    language: str = "kk"
    body: str | None = None
