"""The civil registry's records of birth, asked for the children of a person.

The service id is ours and unverified: the registry's own is not publicly known.
"""

from datetime import datetime
from xml.etree.ElementTree import Element

from domain.registry_facts import Answer, Child, RegistryKind
from integrations.registries import reading, records
from integrations.registries.envelope import text
from integrations.registries.protocol import Question


class BirthsMapping:
    """Words for the records of birth."""

    service_id = "QYZMET_ZAGS_CHILDREN_BY_PARENT"

    def request(self, question: Question, *, sent_at: datetime, sender: str) -> Element:
        """The children whose birth records name this person as a parent."""
        return records.request("ChildrenRequest", question, sent_at=sent_at)

    def read(self, data: Element, question: Question, *, answered_at: datetime) -> Answer:
        """One Child per record; PARTIAL where a name or a birth date is missing."""
        return records.read(data, question, answered_at, _child)


def _child(record: Element, answered_at: datetime) -> tuple[Child | None, tuple[str, ...]]:
    name, birth_date = text(record, "childName"), reading.day(record, "childBirthDate")
    if name is None:
        return None, ("child_name",)
    child = Child(
        source=RegistryKind.BIRTHS,
        answered_at=answered_at,
        name=name,
        birth_date=birth_date,
        record_number=text(record, "actNumber"),
    )
    return child, () if birth_date else ("child_birth_date",)
