"""The civil registry's records of death, asked for the spouse of a person.

The service id is ours and unverified: the registry's own is not publicly known.
"""

from datetime import datetime
from xml.etree.ElementTree import Element

from domain.registry_facts import Answer, RegistryKind, SpouseDeath
from integrations.registries import reading, records
from integrations.registries.envelope import text
from integrations.registries.protocol import Question


class SpouseDeathMapping:
    """Words for the records of death."""

    service_id = "QYZMET_ZAGS_SPOUSE_DEATH"

    def request(self, question: Question, *, sent_at: datetime, sender: str) -> Element:
        """The record of the death of this person's spouse, if there is one."""
        return records.request("SpouseDeathRequest", question, sent_at=sent_at)

    def read(self, data: Element, question: Question, *, answered_at: datetime) -> Answer:
        """A SpouseDeath; PARTIAL where the day is missing."""
        return records.read(data, question, answered_at, _death)


def _death(record: Element, answered_at: datetime) -> tuple[SpouseDeath, tuple[str, ...]]:
    died_on = reading.day(record, "deathDate")
    death = SpouseDeath(
        source=RegistryKind.SPOUSE_DEATH,
        answered_at=answered_at,
        spouse_name=text(record, "spouseName"),
        died_on=died_on,
        record_number=text(record, "actNumber"),
    )
    return death, () if died_on else ("death_date",)
