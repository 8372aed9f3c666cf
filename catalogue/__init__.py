"""What the acts say: data only, one file a public service, each line citing its paragraph."""

from catalogue import contract, deferral, exemption
from catalogue.validation import validate
from domain.schema import PublicService

EDITIONS: tuple[PublicService, ...] = (
    deferral.EDITION_2026,
    exemption.EDITION_2026,
    contract.EDITION_2024,
)
"""Every edition, old ones too: open cases finish under the rules they began with."""

validate(EDITIONS)

CURRENT: dict[str, PublicService] = {service.code: service for service in EDITIONS}
"""The edition that a new application is filed under, by code; later editions win."""

PILOTS = frozenset(service.code for service in CURRENT.values() if service.in_force_until is not None)
"""Public services that an act sets up for a time, after which a setting says whether they are open."""

PERSONAL_FILES = frozenset(data.kind for service in EDITIONS for data in service.personal_file) - frozenset(
    data.kind for service in EDITIONS for data in service.registries
)
"""Registries that are asked for a personal file alone, to which a site need not be connected (CON-1)."""

FOR_POSTS = next(service for service in CURRENT.values() if service.by_vacancy)
"""The public service in which one applies for a post (834 annex 1; CON-2)."""

_BY_EDITION = {(service.code, service.edition): service for service in EDITIONS}


def edition_of(code: str, edition: str) -> PublicService:
    """The edition that a case was filed under; KeyError when it is not known."""
    return _BY_EDITION[code, edition]
