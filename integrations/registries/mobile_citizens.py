"""The mobile citizens database: the number linked to an IIN and to the portal account.

A one-time password may only go to this number (605 p.4). `MCDB_SERVICE` is the
name under which consent to it is given; that it is also the service id, and
the wording of question and answer, are ours and unverified.
"""

from datetime import datetime
from xml.etree.ElementTree import Element

from domain.identity import InvalidPhone, normalise_phone
from domain.registry_facts import Answer, BoundPhone, QueryStatus, RegistryKind
from integrations.registries import reading, records
from integrations.registries.envelope import text
from integrations.registries.protocol import Question


class MobileCitizensMapping:
    """Words for the mobile citizens database."""

    service_id = "MCDB_SERVICE"

    def request(self, question: Question, *, sent_at: datetime, sender: str) -> Element:
        """The number that is linked to this IIN now."""
        return records.request("LinkedPhoneRequest", question, sent_at=sent_at)

    def read(self, data: Element, question: Question, *, answered_at: datetime) -> Answer:
        """A BoundPhone always: without a number where none is linked (ABSENT), or
        where what is linked is no mobile of Kazakhstan (PARTIAL)."""
        reading.same_person(text(data, "iin"), question)
        written = text(data, "phone") if reading.found(text(data, "result/code")) else None
        if written is None:
            return Answer(QueryStatus.ABSENT, answered_at, (_bound(None, answered_at),))
        try:
            phone = normalise_phone(written)
        except InvalidPhone:
            return Answer(QueryStatus.PARTIAL, answered_at, (_bound(None, answered_at),), ("phone",))
        return Answer(QueryStatus.ANSWERED, answered_at, (_bound(phone, answered_at),))


def _bound(phone: str | None, answered_at: datetime) -> BoundPhone:
    return BoundPhone(source=RegistryKind.MOBILE_CITIZENS, answered_at=answered_at, phone=phone)
