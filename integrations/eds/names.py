"""Distinguished names (RFC 5280, 4.1.2.4): the few attributes that say who somebody is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from integrations.eds import der, oids

READ = (oids.COMMON_NAME, oids.SERIAL_NUMBER, oids.ORGANISATION, oids.ORGANISATIONAL_UNIT)
IIN = re.compile(r"IIN([0-9]{12})")
BIN = re.compile(r"BIN([0-9]{12})")


@dataclass(frozen=True, repr=False)
class Name:
    """What a name says; "" or None for what it does not."""

    common_name: str
    organisation: str | None
    iin: str | None
    bin: str | None


def read_name(encoded: bytes) -> Name:
    """Of an RDNSequence. Raises SignatureRejected (malformed), also when a read attribute occurs twice."""
    found: dict[str, str] = {}
    for relative in der.read(encoded).expect(der.SEQUENCE):
        for attribute in _members(relative):
            kind, value = _pair(attribute)
            if kind not in READ:
                continue
            if kind in found:
                der.malformed("attribute of a name occurs twice")
            found[kind] = der.text(value)
    return Name(
        common_name=found.get(oids.COMMON_NAME, ""),
        organisation=found.get(oids.ORGANISATION),
        iin=_number(IIN, found.get(oids.SERIAL_NUMBER)),
        bin=_number(BIN, found.get(oids.ORGANISATIONAL_UNIT)),
    )


def _members(relative: der.Element) -> Sequence[der.Element]:
    return list(relative.expect(der.SET)) or der.malformed("empty part of a name")


def _pair(attribute: der.Element) -> tuple[str, der.Element]:
    fields = attribute.fields()
    pair = der.oid(fields.next()), fields.next()
    fields.done()
    return pair


def _number(pattern: re.Pattern[str], value: str | None) -> str | None:
    found = pattern.fullmatch(value or "")
    return found[1] if found else None
