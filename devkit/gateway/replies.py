"""What the simulated gateway says: SOAP of the synchronous channel, written out by hand.

Nothing is shared with the adapter that reads it, so that a slip in one is not
repeated in the other.
"""

from collections.abc import Callable
from datetime import date, datetime
from xml.sax.saxutils import escape

from devkit.gateway.lives import Citizen, before
from devkit.gateway.places import Place

ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>{body}</soap:Body>'
    "</soap:Envelope>"
)
RESPONSE = (
    '<ns2:SendMessageResponse xmlns:ns2="http://bip.bee.kz/SyncChannel/v10/Types"><response>'
    "<responseInfo><messageId>{message_id}</messageId><correlationId>{correlation_id}</correlationId>"
    "<responseDate>{now}</responseDate>"
    "<status><code>{code}</code><message>{message}</message></status></responseInfo>"
    "<responseData>{data}</responseData></response></ns2:SendMessageResponse>"
)
DATA = (
    '<data xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:d="{namespace}" '
    'xsi:type="d:{type}">{inner}</data>'
)
PERSONS = "http://message.persistence.interactive.nat"
OURS = "urn:qyzmet:registries:v1"

SUCCESS = ("SCSS001", "Message has been processed successfully")
DATA_ERROR = ("SCSE002", "Business data error")
UNHANDLED = ("SCSE003", "Unhandled exception")

_FAULT = "<soap:Fault><faultcode>soap:{code}</faultcode><faultstring>Fault</faultstring></soap:Fault>"
FAULT = ENVELOPE.format(body=_FAULT.format(code="Server"))
CLIENT_FAULT = ENVELOPE.format(body=_FAULT.format(code="Client"))
GARBAGE = "<html><body>502 Bad Gateway<br></body>"
ENTITY_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE bomb [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]>'
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>&c;&d;</soap:Body>'
    "</soap:Envelope>"
)


def response(
    data: str, status: tuple[str, str], *, message_id: str, correlation_id: str, now: datetime
) -> str:
    """A whole reply around a `data` element, which is empty where the status is no success."""
    return ENVELOPE.format(
        body=RESPONSE.format(
            message_id=escape(message_id),
            correlation_id=escape(correlation_id),
            now=now.isoformat(timespec="milliseconds"),
            code=status[0],
            message=status[1],
            data=data,
        )
    )


def identity(iin: str, citizen: Citizen | None, today: date, *, partial: bool) -> str:
    """The database of natural persons; partial leaves out the registered address."""
    code = "00000" if citizen else "404"
    result = f"<messageResult><code>{code}</code><nameRu/><nameKz/></messageResult>"
    persons = f"<persons><person>{_person(citizen, today, partial)}</person></persons>" if citizen else ""
    return DATA.format(namespace=PERSONS, type="Response", inner=result + persons)


def linked_phone(iin: str, citizen: Citizen | None, today: date, *, partial: bool) -> str:
    """The mobile citizens database; partial answers with a number that is no mobile."""
    phone = "77272000000" if partial else (citizen.phone or "").removeprefix("+") if citizen else ""
    inner = f"<phone>{phone}</phone>" if phone else ""
    return _ours("LinkedPhoneResponse", iin, inner, found=bool(phone))


def births(iin: str, citizen: Citizen | None, today: date, *, partial: bool) -> str:
    """Records of birth; partial gives only the first and says that there are more."""
    records = [
        _record(
            childName=birth.name,
            childBirthDate=before(today, *birth.age),
            actNumber=_number(birth.record_number, before(today, *birth.age)),
        )
        for birth in (citizen.births if citizen else ())
    ]
    return _records("ChildrenResponse", iin, records, citizen, partial=partial)


def marriages(iin: str, citizen: Citizen | None, today: date, *, partial: bool) -> str:
    """Records of marriage."""
    records = [
        _record(
            spouseName=wedding.spouse_name,
            marriageDate=before(today, *wedding.ago),
            endDate=before(today, *wedding.ended_ago) if wedding.ended_ago else None,
            actNumber=_number(wedding.record_number, before(today, *wedding.ago)),
        )
        for wedding in (citizen.weddings if citizen else ())
    ]
    return _records("MarriagesResponse", iin, records, citizen, partial=partial)


def spouse_death(iin: str, citizen: Citizen | None, today: date, *, partial: bool) -> str:
    """The record of the spouse's death."""
    records = []
    if citizen and citizen.loss:
        died_on = before(today, *citizen.loss.ago)
        number = _number(citizen.loss.record_number, died_on)
        records.append(_record(spouseName=citizen.loss.spouse_name, deathDate=died_on, actNumber=number))
    return _records("SpouseDeathResponse", iin, records, citizen, partial=partial)


def military_registration(iin: str, citizen: Citizen | None, today: date, *, partial: bool) -> str:
    """The place of military registration; he was put on it on turning 17."""
    records = []
    if citizen:
        place = citizen.military_place
        records.append(
            _record(
                districtCode=place.code,
                bodyNameKz=place.military_body_kk,
                bodyNameRu=place.military_body_ru,
                registrationDate=before(today, citizen.age[0] - 17, citizen.age[1]),
            )
        )
    return _records("MilitaryRegistrationResponse", iin, records, citizen, partial=partial)


def relatives(iin: str, citizen: Citizen | None, today: date, *, partial: bool) -> str:
    """The civil registry's relatives; partial gives only the first."""
    records = [
        _record(kinship=one.kinship, name=one.name, iin=one.iin, birthDate=before(today, *one.age))
        for one in (citizen.background.kin if citizen else ())
    ]
    return _records("RelativesResponse", iin, records, citizen, partial=partial)


def educations(iin: str, citizen: Citizen | None, today: date, *, partial: bool) -> str:
    """Finished educations; partial gives only the first."""
    records = [
        _record(
            level=one.level,
            school=one.school,
            finishDate=before(today, *one.ago),
            speciality=one.speciality,
            diplomaNumber=one.diploma,
        )
        for one in (citizen.background.schooling if citizen else ())
    ]
    return _records("EducationResponse", iin, records, citizen, partial=partial)


def convictions(iin: str, citizen: Citizen | None, today: date, *, partial: bool) -> str:
    """Convictions, the cleared ones too."""
    records = [
        _record(
            article=one.article,
            verdictDate=before(today, *one.ago),
            court=one.court,
            cleared=str(one.cleared).lower(),
        )
        for one in (citizen.background.verdicts if citizen else ())
    ]
    return _records("ConvictionsResponse", iin, records, citizen, partial=partial)


def observations(kind: str) -> Callable[..., str]:
    """The reply of the dispensary register of this kind; it names a diagnosis, as a real one might."""

    def reply(iin: str, citizen: Citizen | None, today: date, *, partial: bool) -> str:
        records = [
            _record(
                since=before(today, *one.since_ago),
                until=before(today, *one.until_ago) if one.until_ago else None,
                diagnosis="Z00.0",
            )
            for one in (citizen.background.observations if citizen else ())
            if one.kind == kind
        ]
        return _records("DispensaryObservationResponse", iin, records, citizen, partial=partial)

    return reply


def _person(citizen: Citizen, today: date, partial: bool) -> str:
    document_ends = before(today, -6, citizen.age[1])
    parts = [
        f"<iin>{citizen.iin}</iin><surname>{escape(citizen.surname)}</surname>",
        f"<name>{escape(citizen.given_name)}</name>",
        f"<patronymic>{escape(citizen.patronymic)}</patronymic>" if citizen.patronymic else "",
        f"<birthDate>{citizen.born(today).isoformat()}+05:00</birthDate>",
        _named("gender", "1", "Мужской", "Ер"),
        _named("citizenship", "398", "КАЗАХСТАН", "ҚАЗАҚСТАН"),
        _named("lifeStatus", "0", "Нормальный", "Қалыпты"),
        "<documents><document>",
        _named("type", "002", "УДОСТОВЕРЕНИЕ РК", "ҚР КУӘЛІГІ"),
        f"<number>0{citizen.iin[:2]}{citizen.iin[-6:]}</number><endDate>{document_ends}</endDate>",
        "</document></documents>",
        "" if partial else f"<regAddress>{_address(citizen, citizen.place)}</regAddress>",
    ]
    return "".join(parts)


def _address(citizen: Citizen, place: Place) -> str:
    plain = {
        "city": citizen.settlement,
        "street": citizen.street,
        "building": citizen.building,
        "flat": citizen.flat,
    }
    return (
        _named("district", place.region_code, place.region_ru, place.region_kk)
        + _named("region", place.code, place.name_ru, place.name_kk)
        + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in plain.items() if value)
    )


def _named(element: str, code: str, name_ru: str, name_kk: str) -> str:
    return f"<{element}><code>{code}</code><nameRu>{name_ru}</nameRu><nameKz>{name_kk}</nameKz></{element}>"


def _records(type_name: str, iin: str, records: list[str], citizen: Citizen | None, *, partial: bool) -> str:
    kept = records[:1] if partial else records
    inner = f"<complete>{str(not partial).lower()}</complete><records>{''.join(kept)}</records>"
    return _ours(type_name, iin, inner, found=citizen is not None)


def _ours(type_name: str, iin: str, inner: str, *, found: bool) -> str:
    result = f"<iin>{escape(iin)}</iin><result><code>{'00000' if found else '404'}</code></result>"
    return DATA.format(namespace=OURS, type=type_name, inner=result + (inner if found else ""))


def _record(**values: str | date | None) -> str:
    filled = {name: escape(str(value)) for name, value in values.items() if value is not None}
    return "<record>" + "".join(f"<{name}>{value}</{name}>" for name, value in filled.items()) + "</record>"


def _number(pattern: str, written_on: date) -> str:
    return pattern.format(year=f"{written_on:%y}")
