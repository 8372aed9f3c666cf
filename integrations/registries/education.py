"""The national educational database: what a person has finished (834 annex 1).

Service id and words are ours and unverified: the registry's own are not publicly known.
"""

from datetime import datetime
from xml.etree.ElementTree import Element

from domain.registry_facts import Answer, Education, RegistryKind
from integrations.registries import reading, records
from integrations.registries.envelope import text
from integrations.registries.protocol import Question


class EducationMapping:
    """Words for finished educations."""

    service_id = "QYZMET_NOBD_EDUCATION"

    def request(self, question: Question, *, sent_at: datetime, sender: str) -> Element:
        """The educations that this person has finished."""
        return records.request("EducationRequest", question, sent_at=sent_at)

    def read(self, data: Element, question: Question, *, answered_at: datetime) -> Answer:
        """One Education per record; PARTIAL where its day is missing, or a record cannot be used."""
        return records.read(data, question, answered_at, _education)


def _education(record: Element, answered_at: datetime) -> tuple[Education | None, tuple[str, ...]]:
    level, school = text(record, "level"), text(record, "school")
    if level is None or school is None:
        return None, ("records",)
    education = Education(
        source=RegistryKind.EDUCATION,
        answered_at=answered_at,
        level=level,
        school=school,
        finished=reading.day(record, "finishDate"),
        speciality=text(record, "speciality"),
        diploma=text(record, "diplomaNumber"),
    )
    return education, () if education.finished else ("finished",)
