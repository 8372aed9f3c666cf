"""Whatever comes in, the verifier answers or refuses; no other error leaves it."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devkit.nca.pairs import Kind
from integrations.eds import (
    SignatureRejected,
    der,
    errors,
    is_development,
    oids,
    time_stamp_token,
    verify,
    verify_certificate,
    verify_crl,
    verify_ocsp,
    verify_raw,
    verify_time_stamp,
)
from tests.unit.eds import test_ocsp, test_timestamp
from tests.unit.eds.support import AT, CONTENT, Cms, attribute, chain, crl, crl_entry, ocsp, stamp

GOST = chain(Kind.GOST)
TOKEN = stamp(b"value", test_timestamp.TSA, nonce=5)
SAMPLES: dict[str, bytes] = {
    "cms": Cms(GOST.person, attached=True, unsigned=(attribute(oids.TIME_STAMP_TOKEN, TOKEN),)).encode(),
    "rsa": Cms(chain(Kind.RSA).person).encode(),
    "certificate": GOST.person.certificate,
    "ocsp": ocsp(test_ocsp.NAMED, test_ocsp.DELEGATED),
    "crl": crl(GOST.authority, [crl_entry(5, AT)]),
    "token": TOKEN,
    "response": der.encode(der.SEQUENCE, der.encode(der.SEQUENCE, der.encode_number(0)), TOKEN),
}
TAKERS: dict[str, Callable[[bytes], object]] = {
    "verify": lambda data: verify(data, None, at=AT, trust=GOST.trust),
    "verify with content": lambda data: verify(data, CONTENT, at=AT, trust=GOST.trust, gost_256=True),
    "verify_certificate": lambda data: verify_certificate(data, at=AT, trust=GOST.trust),
    "verify_ocsp": lambda data: verify_ocsp(
        data, GOST.person.certificate, GOST.authority.certificate, at=AT, trust=GOST.trust, nonce=b"n"
    ),
    "verify_ocsp of a certificate": lambda data: verify_ocsp(
        SAMPLES["ocsp"], data, GOST.authority.certificate, at=AT, trust=GOST.trust
    ),
    "verify_crl": lambda data: verify_crl(data, GOST.authority.certificate, at=AT).revoked(5),
    "verify_time_stamp": lambda data: verify_time_stamp(data, b"value", at=AT, trust=GOST.trust),
    "time_stamp_token": lambda data: time_stamp_token(data, nonce=5),
    "verify_raw": lambda data: verify_raw(data, CONTENT, GOST.person.certificate),
    "verify_raw of a certificate": lambda data: verify_raw(bytes(128), CONTENT, data),
    "is_development": is_development,
}


def take(data: bytes) -> None:
    """Hand it to everybody."""
    for taker in TAKERS.values():
        try:
            taker(data)
        except SignatureRejected as refused:
            assert refused.code in errors.CODES


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    take(data)


@given(st.binary(max_size=200).map(lambda inner: der.encode(der.SEQUENCE, inner)))
def test_any_sequence_is_refused(data: bytes) -> None:
    take(data)


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())
def test_a_truncated_sample_is_refused_by_all(sample: bytes) -> None:
    for length in range(0, len(sample), max(1, len(sample) // 60)):
        for taker in TAKERS.values():
            with pytest.raises(SignatureRejected):
                taker(sample[:length])


@given(st.data())
def test_a_changed_sample_raises_nothing_else(data: st.DataObject) -> None:
    sample = bytearray(data.draw(st.sampled_from(list(SAMPLES.values()))))
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, len(sample) - 1))
        if data.draw(st.booleans()):
            sample[position] = data.draw(st.integers(0, 255))
        else:
            sample[position : position + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    take(bytes(sample))


def elements(encoded: bytes) -> list[der.Element]:
    """Every value that a sample has inside, the deepest too."""
    found, waiting = [], [der.read(encoded)]
    while waiting:
        element = waiting.pop()
        found.append(element)
        if element.tag & 0x20:
            waiting += list(element)
    return found


STRANGE = [
    b"",
    der.encode(der.NULL),
    der.encode(der.SEQUENCE),
    der.encode(der.SET),
    der.encode_number(2**8000),
    der.encode(der.INTEGER, b"\xff" * 1025),
    der.encode(der.OCTET_STRING, bytes(300)),
    der.encode(der.BIT_STRING),
    der.encode(der.OBJECT_IDENTIFIER, b"\xff" * 60 + b"\x7f"),
    der.encode(der.GENERALIZED_TIME, b"99991231235959Z"),
    der.encode(der.GENERALIZED_TIME, b"00010101000000Z"),
    der.encode(0x1E, b"\xd8\x00"),
    der.encode(der.context(0)),
    der.encode(der.context(1), der.encode(der.NULL)),
]


@pytest.mark.parametrize("name", SAMPLES)
def test_any_value_in_any_place_raises_nothing_else(name: str) -> None:
    """Each value of a sample replaced by strange ones, with the lengths around it mended."""
    sample = SAMPLES[name]
    pairs = [(element, strange) for element in elements(sample) for strange in STRANGE]
    for element, strange in random.Random(name).sample(pairs, min(150, len(pairs))):
        take(replaced(der.read(sample), element, strange))


def replaced(whole: der.Element, target: der.Element, by: bytes) -> bytes:
    """The same with one value replaced."""
    if (whole.start, whole.end) == (target.start, target.end):
        return by
    if not whole.tag & 0x20 or not whole.start <= target.start < whole.end:
        return whole.encoded
    return der.encode(whole.tag, *(replaced(inner, target, by) for inner in whole))
