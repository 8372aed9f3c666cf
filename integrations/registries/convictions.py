"""The register of persons with criminal convictions (834 annex 1).

Service id and words are ours and unverified: the registry's own are not publicly known.
"""

from datetime import datetime
from xml.etree.ElementTree import Element

from domain.registry_facts import Answer, Conviction, RegistryKind
from integrations.registries import reading, records
from integrations.registries.envelope import text
from integrations.registries.protocol import Question

_CLEARED = {"true": True, "false": False}


class ConvictionsMapping:
    """Words for convictions."""

    service_id = "QYZMET_KPSISU_CONVICTIONS"

    def request(self, question: Question, *, sent_at: datetime, sender: str) -> Element:
        """The convictions of this person, the cleared ones included."""
        return records.request("ConvictionsRequest", question, sent_at=sent_at)

    def read(self, data: Element, question: Question, *, answered_at: datetime) -> Answer:
        """One Conviction per record; PARTIAL where its day or whether it is cleared is missing, or a
        record cannot be used."""
        return records.read(data, question, answered_at, _conviction)


def _conviction(record: Element, answered_at: datetime) -> tuple[Conviction | None, tuple[str, ...]]:
    article = text(record, "article")
    if article is None:
        return None, ("records",)
    conviction = Conviction(
        source=RegistryKind.CONVICTIONS,
        answered_at=answered_at,
        article=article,
        convicted_on=reading.day(record, "verdictDate"),
        court=text(record, "court"),
        cleared=_CLEARED.get(text(record, "cleared") or ""),
    )
    return conviction, tuple(
        name for name in ("convicted_on", "cleared") if getattr(conviction, name) is None
    )
