"""DER is read one way only, and never with another error than a refusal."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from integrations.eds import SignatureRejected, der
from tests.unit.eds.support import refusal

MALFORMED = {
    "nothing": "",
    "one byte": "30",
    "indefinite length": "30800000",
    "long length for a short one": "30810100",
    "length with a leading zero": "30820001ff",
    "longer than there is": "3005020101",
    "length of lengths": "3085000000000000",
    "tag of several bytes": "1f8101020000",
    "trailing bytes": "050000",
}


@pytest.mark.parametrize("encoded", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_not_der_is_refused(encoded: str) -> None:
    assert refusal(lambda: der.read(bytes.fromhex(encoded))) == "malformed"


READERS: list[tuple[str, Callable[[der.Element], object], str]] = [
    ("number without bytes", der.number, "0200"),
    ("number with a leading zero", der.number, "02020001"),
    ("number with leading ones", der.number, "0202ff80"),
    ("boolean of another byte", der.boolean, "010101"),
    ("bit string without the first byte", der.bits, "0300"),
    ("bit string with a part of a byte", der.bits, "030204f0"),
    ("flags with bits where none belong", der.named_bits, "03020501"),
    ("flags with an eighth unused bit", der.named_bits, "03020800"),
    ("identifier that does not end", der.oid, "060180"),
    ("identifier with a leading zero", der.oid, "06028001"),
    ("empty identifier", der.oid, "0600"),
    ("text that is no UTF-8", der.text, "0c01ff"),
    ("text that is a number", der.text, "020101"),
    ("time without Z", der.moment, "170d3236303931353036303030302b"),
    ("time without seconds", der.moment, "170b323630393135303630305a"),
    ("thirteenth month", der.moment, "170d3236313331353036303030305a"),
    ("time with letters", der.moment, "170d3236313231353036303030415a"),
    ("time with a fraction that ends in zero", der.moment, "181132303236303931353036303030302e305a"),
]


@pytest.mark.parametrize(
    ("reader", "encoded"), [each[1:] for each in READERS], ids=[each[0] for each in READERS]
)
def test_values_that_are_not_der_are_refused(reader: Callable[[der.Element], object], encoded: str) -> None:
    assert refusal(lambda: reader(der.read(bytes.fromhex(encoded)))) == "malformed"


def test_times_are_read_as_utc() -> None:
    assert der.moment(der.read(b"\x17\x0d260915060000Z")) == datetime(2026, 9, 15, 6, tzinfo=UTC)
    assert der.moment(der.read(b"\x17\x0d500915060000Z")).year == 1950
    assert der.moment(der.read(b"\x18\x1220260915060000.25Z")).microsecond == 250_000


@given(st.integers(min_value=0, max_value=2**4096))
def test_numbers_are_written_as_another_library_writes_them(value: int) -> None:
    assert der.encode_number(value) == core.Integer(value).dump()
    assert der.number(der.read(der.encode_number(value))) == value


@given(
    st.integers(0, 2).flatmap(
        lambda top: st.tuples(st.just(top), st.integers(0, 39), st.lists(st.integers(0, 2**40), max_size=8))
    )
)
def test_identifiers_are_written_as_another_library_writes_them(arcs: tuple[int, int, list[int]]) -> None:
    dotted = ".".join(map(str, (arcs[0], arcs[1], *arcs[2])))
    assert der.encode_oid(dotted) == core.ObjectIdentifier(dotted).dump()
    assert der.oid(der.read(der.encode_oid(dotted))) == dotted


@given(st.binary(max_size=300))
def test_contents_come_back_whatever_their_length(contents: bytes) -> None:
    assert der.octets(der.read(der.encode(der.OCTET_STRING, contents))) == contents


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(encoded: bytes) -> None:
    try:
        found = der.read(encoded)
        inner = list(found)
    except SignatureRejected as refused:
        assert refused.code == "malformed"
    else:
        assert b"".join(each.encoded for each in inner) == found.contents
