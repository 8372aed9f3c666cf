"""The registers of people under dispensary observation, one service each (834 annex 1; CON-12).

All that is read is from when to when somebody is observed: nobody here needs a
diagnosis, and one that a reply brings along is left in it. Service ids and words
are ours and unverified: the registries' own are not publicly known.
"""

from datetime import datetime
from xml.etree.ElementTree import Element

from domain.registry_facts import Answer, DispensaryRecord, RegistryKind
from integrations.registries import reading, records
from integrations.registries.protocol import Question


class DispensaryMapping:
    """Words for one of these registers."""

    def __init__(self, kind: RegistryKind, service_id: str) -> None:
        self.kind = kind
        self.service_id = service_id

    def request(self, question: Question, *, sent_at: datetime, sender: str) -> Element:
        """Whether this person is, or was, under observation."""
        return records.request("DispensaryObservationRequest", question, sent_at=sent_at)

    def read(self, data: Element, question: Question, *, answered_at: datetime) -> Answer:
        """One DispensaryRecord per observation; PARTIAL where its first day is missing."""
        return records.read(data, question, answered_at, self._observation)

    def _observation(
        self, record: Element, answered_at: datetime
    ) -> tuple[DispensaryRecord, tuple[str, ...]]:
        observation = DispensaryRecord(
            source=self.kind,
            answered_at=answered_at,
            since=reading.day(record, "since"),
            until=reading.day(record, "until"),
        )
        return observation, () if observation.since else ("since",)
