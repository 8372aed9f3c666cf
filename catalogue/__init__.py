"""What the acts say: data only, one file a public service, each line citing its paragraph."""

from catalogue import deferral, exemption
from catalogue.validation import validate
from domain.schema import PublicService

EDITIONS: tuple[PublicService, ...] = (deferral.EDITION_2026, exemption.EDITION_2026)
"""Every edition, old ones too: open cases finish under the rules they began with."""

validate(EDITIONS)

CURRENT: dict[str, PublicService] = {service.code: service for service in EDITIONS}
"""The edition that a new application is filed under, by code; later editions win."""

_BY_EDITION = {(service.code, service.edition): service for service in EDITIONS}


def edition_of(code: str, edition: str) -> PublicService:
    """The edition that a case was filed under; KeyError when it is not known."""
    return _BY_EDITION[code, edition]
