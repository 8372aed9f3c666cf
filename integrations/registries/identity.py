"""The state database of natural persons (ГБД ФЛ), asked by IIN.

Service id, the type of the request and the element names of the reply are as
public clients of the gateway use them. This is the edition without a consent
token; its successor `GBDFLUniversal_token` also wants the token of the
personal-data access control (КДП), which the gateway's operator issues to an
organisation's key. That `region` holds a KATO code is ours and unverified.
"""

from datetime import datetime
from xml.etree.ElementTree import Element

from domain.registry_facts import Answer, PersonRecord, QueryStatus, RegistryKind
from integrations.registries import reading
from integrations.registries.envelope import add, moment, text, typed_data
from integrations.registries.errors import Permanent
from integrations.registries.protocol import Question

NAMESPACE = "http://message.persistence.interactive.nat"
_SEXES = {"1": "male", "2": "female"}
_DECEASED = "1"
"""`lifeStatus/code` of a person who has died. Ours and unverified; a date of death says the same."""


class IdentityMapping:
    """Words for the state database of natural persons."""

    service_id = "GBDFL_UniversalServiceSync"

    def request(self, question: Question, *, sent_at: datetime, sender: str) -> Element:
        """The query by IIN alone."""
        data = typed_data(NAMESPACE, "Request")
        add(data, "messageId", question.message_id)
        add(data, "messageDate", moment(sent_at))
        add(data, "senderCode", sender)
        add(data, "iin", question.iin)
        return data

    def read(self, data: Element, question: Question, *, answered_at: datetime) -> Answer:
        """One person; PARTIAL where the birth date or the registered address is missing."""
        if not reading.found(text(data, "messageResult/code")):
            return Answer(QueryStatus.ABSENT, answered_at)
        person = data.find("persons/person")
        if person is None:
            return Answer(QueryStatus.ABSENT, answered_at)
        reading.same_person(text(person, "iin"), question)
        record = _record(person, question.iin, answered_at)
        missing = tuple(name for name in ("birth_date", "address", "district") if not getattr(record, name))
        status = QueryStatus.PARTIAL if missing else QueryStatus.ANSWERED
        return Answer(status, answered_at, (record,), missing)


def _record(person: Element, iin: str, answered_at: datetime) -> PersonRecord:
    surname, name = text(person, "surname"), text(person, "name")
    if not (surname or name):
        raise Permanent("reply_without_name")
    document = _identity_document(person)
    deceased_on = reading.day(person, "deathDate")
    return PersonRecord(
        source=RegistryKind.IDENTITY,
        answered_at=answered_at,
        iin=iin,
        surname=surname or "",
        name=name or "",
        patronymic=text(person, "patronymic"),
        birth_date=reading.day(person, "birthDate"),
        sex=_SEXES.get(text(person, "gender/code") or ""),
        address=_address(person, "nameKz"),
        address_ru=_address(person, "nameRu"),
        district=_district(person),
        citizenship=text(person, "citizenship/code"),
        document_number=text(document, "number") if document is not None else None,
        document_valid_until=reading.day(document, "endDate") if document is not None else None,
        deceased_on=deceased_on,
        deceased=deceased_on is not None or text(person, "lifeStatus/code") == _DECEASED,
    )


def _identity_document(person: Element) -> Element | None:
    """The identity card (type 002) where there is one, else the first document."""
    documents = person.findall("documents/document")
    cards = [document for document in documents if text(document, "type/code") == "002"]
    return next(iter(cards or documents), None)


def _address(person: Element, language: str) -> str | None:
    """The registered address as one line, largest part first."""
    address = person.find("regAddress")
    if address is None:
        return None
    named = [text(address, f"{part}/{language}") for part in ("district", "region")]
    plain = [text(address, part) for part in ("city", "street", "building", "corpus", "flat")]
    return ", ".join(part for part in (*named, *plain) if part) or None


def _district(person: Element) -> str | None:
    """The KATO code of the district; a city of republican rank has it in `region` too."""
    code = text(person, "regAddress/region/code") or ""
    return code if len(code) == 9 and code.isdigit() else None
