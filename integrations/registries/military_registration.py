"""The records of military registration: which local military body keeps the person's card.

The service id is ours and unverified: the registry's own is not publicly known.
"""

from datetime import datetime
from xml.etree.ElementTree import Element

from domain.registry_facts import Answer, MilitaryRegistration, RegistryKind
from integrations.registries import reading, records
from integrations.registries.envelope import text
from integrations.registries.protocol import Question


class MilitaryRegistrationMapping:
    """Words for the records of military registration."""

    service_id = "QYZMET_MILITARY_REGISTRATION"

    def request(self, question: Question, *, sent_at: datetime, sender: str) -> Element:
        """The place where this person is registered now."""
        return records.request("MilitaryRegistrationRequest", question, sent_at=sent_at)

    def read(self, data: Element, question: Question, *, answered_at: datetime) -> Answer:
        """A MilitaryRegistration; PARTIAL where the body's district is missing."""
        return records.read(data, question, answered_at, _registration)


def _registration(record: Element, answered_at: datetime) -> tuple[MilitaryRegistration, tuple[str, ...]]:
    district = text(record, "districtCode") or ""
    known = len(district) == 9 and district.isdigit()
    registration = MilitaryRegistration(
        source=RegistryKind.MILITARY_REGISTRATION,
        answered_at=answered_at,
        district=district if known else None,
        body_name=text(record, "bodyNameKz"),
        body_name_ru=text(record, "bodyNameRu"),
        registered_on=reading.day(record, "registrationDate"),
    )
    return registration, () if known else ("district",)
