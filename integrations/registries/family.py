"""The civil registry, asked for the relatives of a person (834 annex 1).

Service id and words are ours and unverified: the registry's own are not publicly
known. `kinship` is taken to be one of the codes by which a candidate names a
relative (catalogue/contract_questionnaire.py); with another one somebody is still
a relative, whom the special check must not miss.
"""

from datetime import datetime
from xml.etree.ElementTree import Element

from domain.registry_facts import Answer, RegistryKind, Relative
from domain.relatives import COVERED, OTHER
from integrations.registries import reading, records
from integrations.registries.envelope import text
from integrations.registries.protocol import Question


class FamilyMapping:
    """Words for the relatives whom the civil registry's records name."""

    service_id = "QYZMET_ZAGS_RELATIVES"

    def request(self, question: Question, *, sent_at: datetime, sender: str) -> Element:
        """The relatives of this person."""
        return records.request("RelativesRequest", question, sent_at=sent_at)

    def read(self, data: Element, question: Question, *, answered_at: datetime) -> Answer:
        """One Relative per record; PARTIAL where a birth date or a known kinship is missing, or a record
        cannot be used."""
        return records.read(data, question, answered_at, _relative)


def _relative(record: Element, answered_at: datetime) -> tuple[Relative | None, tuple[str, ...]]:
    kinship, name = text(record, "kinship"), text(record, "name")
    if kinship is None or name is None:
        return None, ("records",)
    relative = Relative(
        source=RegistryKind.FAMILY,
        answered_at=answered_at,
        kinship=kinship if kinship in COVERED else OTHER,
        name=name,
        iin=text(record, "iin"),
        birth_date=reading.day(record, "birthDate"),
    )
    lacks = {
        "relative_birth_date": relative.birth_date is None,
        "relative_kinship": relative.kinship == OTHER,
    }
    return relative, tuple(name for name, is_lacking in lacks.items() if is_lacking)
