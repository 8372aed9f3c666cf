"""The civil registry's records of marriage.

The service id is ours and unverified: the registry's own is not publicly known.
"""

from datetime import datetime
from xml.etree.ElementTree import Element

from domain.registry_facts import Answer, Marriage, RegistryKind
from integrations.registries import reading, records
from integrations.registries.envelope import text
from integrations.registries.protocol import Question


class MarriageMapping:
    """Words for the records of marriage."""

    service_id = "QYZMET_ZAGS_MARRIAGES"

    def request(self, question: Question, *, sent_at: datetime, sender: str) -> Element:
        """The marriages of this person, those that ended included."""
        return records.request("MarriagesRequest", question, sent_at=sent_at)

    def read(self, data: Element, question: Question, *, answered_at: datetime) -> Answer:
        """One Marriage per record; PARTIAL where the spouse or the day is missing."""
        return records.read(data, question, answered_at, _marriage)


def _marriage(record: Element, answered_at: datetime) -> tuple[Marriage | None, tuple[str, ...]]:
    spouse, since = text(record, "spouseName"), reading.day(record, "marriageDate")
    if spouse is None:
        return None, ("spouse_name",)
    marriage = Marriage(
        source=RegistryKind.MARRIAGE,
        answered_at=answered_at,
        spouse_name=spouse,
        since=since,
        ended=reading.day(record, "endDate"),
        record_number=text(record, "actNumber"),
    )
    return marriage, () if since else ("marriage_date",)
