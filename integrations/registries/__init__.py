"""The registries of the state, all asked through one protocol.

A new registry is one mapping file and one line in MAPPINGS.
"""

from collections.abc import Mapping as ReadOnly

from config import Settings
from domain.registry_facts import RegistryKind
from integrations.registries.births import BirthsMapping
from integrations.registries.convictions import ConvictionsMapping
from integrations.registries.dispensaries import DispensaryMapping
from integrations.registries.education import EducationMapping
from integrations.registries.errors import Refused
from integrations.registries.family import FamilyMapping
from integrations.registries.gateway import GatewayRegistry, Transport
from integrations.registries.identity import IdentityMapping
from integrations.registries.marriage import MarriageMapping
from integrations.registries.military_registration import MilitaryRegistrationMapping
from integrations.registries.mobile_citizens import MobileCitizensMapping
from integrations.registries.protocol import Mapping, Registry
from integrations.registries.spouse_death import SpouseDeathMapping

MAPPINGS: ReadOnly[str, Mapping] = {
    RegistryKind.IDENTITY: IdentityMapping(),
    RegistryKind.MOBILE_CITIZENS: MobileCitizensMapping(),
    RegistryKind.BIRTHS: BirthsMapping(),
    RegistryKind.MARRIAGE: MarriageMapping(),
    RegistryKind.SPOUSE_DEATH: SpouseDeathMapping(),
    RegistryKind.MILITARY_REGISTRATION: MilitaryRegistrationMapping(),
    RegistryKind.FAMILY: FamilyMapping(),
    RegistryKind.EDUCATION: EducationMapping(),
    RegistryKind.CONVICTIONS: ConvictionsMapping(),
    RegistryKind.NARCOLOGY: DispensaryMapping(RegistryKind.NARCOLOGY, "QYZMET_DISPENSARY_NARCOLOGY"),
    RegistryKind.PSYCHIATRY: DispensaryMapping(RegistryKind.PSYCHIATRY, "QYZMET_DISPENSARY_PSYCHIATRY"),
    RegistryKind.TUBERCULOSIS: DispensaryMapping(RegistryKind.TUBERCULOSIS, "QYZMET_DISPENSARY_TUBERCULOSIS"),
    RegistryKind.SKIN_VENEREAL: DispensaryMapping(
        RegistryKind.SKIN_VENEREAL, "QYZMET_DISPENSARY_SKIN_VENEREAL"
    ),
}


def registry_for(kind: str, settings: Settings) -> Registry:
    """The registry of this kind.

    Raises Refused where no gateway is configured, KeyError for an unknown kind.
    """
    mapping = MAPPINGS[kind]
    if not settings.registry_url:
        raise Refused("gateway_not_configured")
    return GatewayRegistry(
        mapping=mapping,
        transport=Transport(settings.registry_url),
        sender=settings.registry_login,
        password=settings.registry_password,
    )
