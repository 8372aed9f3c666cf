"""One byte changed anywhere in a signature, and it is no signature any more."""

import random
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from devkit.nca.pairs import Kind
from integrations.eds import SignatureRejected, der, oids, verify, verify_crl, verify_ocsp, verify_time_stamp
from tests.unit.eds import test_ocsp, test_timestamp
from tests.unit.eds.support import (
    AT,
    CONTENT,
    NCA,
    Cms,
    attribute,
    certificate_id,
    chain,
    crl,
    crl_entry,
    needs_fixtures,
    ocsp,
    octets,
    stamp,
)

KINDS = pytest.mark.parametrize("kind", list(Kind))
REGIONS = ("header", "content", "certificate", "signed attributes", "signature")
SAMPLE = 40
"""Changes a region; each byte counts when there are fewer."""


def regions(cms: bytes) -> dict[str, range]:
    """Where the parts of an attached CMS stand; the header is what is left."""
    data = der.read(cms).fields()
    data.next()
    fields = data.next().inner(der.context(0)).fields()
    fields.next()
    fields.next()
    _, tagged = fields.next()
    content = tagged.inner(der.context(0))
    (certificate,) = fields.next(der.context(0))
    (signer,) = fields.next(der.SET)
    _, _, _, attributes, _, signature, *_ = signer
    found = {
        "content": content,
        "certificate": certificate,
        "signed attributes": attributes,
        "signature": signature,
    }
    return {name: range(element.start, element.end) for name, element in found.items()}


def positions(cms: bytes, region: str) -> list[int]:
    parts = regions(cms)
    if region != "header":
        return list(parts[region])
    taken = {position for part in parts.values() for position in part}
    return [position for position in range(len(cms)) if position not in taken]


def harmless(cms: bytes) -> set[int]:
    """The two bytes that may become another one, because nothing follows from it.

    The version of SignedData (1, 3, 4 or 5); and the end of sha256WithRSAEncryption, which becomes
    rsaEncryption: the key's own name for the same.
    """
    found = {cms.index(b"\x02\x01\x01") + 2}
    named = der.encode_oid(oids.RSA_SHA256_SIGNATURE)
    if named in cms[regions(cms)["signed attributes"].stop :]:
        found.add(cms.index(named, regions(cms)["signed attributes"].stop) + len(named) - 1)
    return found


def changes(encoded: bytes, where: list[int], seed: str) -> Iterator[tuple[int, bytes]]:
    """A sample of changed bytes, the same in each run: single bits and any other byte by turns."""
    draw = random.Random(seed)
    for position in draw.sample(where, min(SAMPLE, len(where))):
        flip = draw.choice([1 << draw.randrange(8), draw.randrange(1, 256)])
        yield position, encoded[:position] + bytes([encoded[position] ^ flip]) + encoded[position + 1 :]


@KINDS
@pytest.mark.parametrize("region", REGIONS)
def test_a_changed_byte_is_never_accepted(kind: Kind, region: str) -> None:
    made = chain(kind)
    cms = Cms(made.person, attached=True).encode()
    right = verify(cms, None, at=AT, trust=made.trust)
    for position, changed in changes(cms, positions(cms, region), f"{kind} {region}"):
        for content in (None, CONTENT):
            try:
                found = verify(changed, content, at=AT, trust=made.trust)
            except SignatureRejected:
                continue
            assert position in harmless(cms)
            assert asdict(found) == asdict(right)


@KINDS
def test_every_byte_of_the_header_matters(kind: Kind) -> None:
    """The same for all of it, with the bytes that DER and CMS use."""
    made = chain(kind)
    cms = Cms(made.person, attached=True).encode()
    right = verify(cms, None, at=AT, trust=made.trust)
    accepted = set()
    for position in positions(cms, "header"):
        for value in {0x00, 0x01, 0x03, 0x04, 0x05, 0x30, 0x31, 0x80, 0xA0, 0xFF} - {cms[position]}:
            try:
                found = verify(
                    cms[:position] + bytes([value]) + cms[position + 1 :], None, at=AT, trust=made.trust
                )
            except SignatureRejected:
                continue
            assert asdict(found) == asdict(right)
            accepted.add(position)
    assert accepted == harmless(cms)


def test_a_changed_unsigned_attribute_changes_at_most_the_time_stamp() -> None:
    """Nothing signs it; whoever counts on the token verifies it by itself."""
    made = chain(Kind.GOST)
    bare = Cms(made.person)
    token = stamp(bare.encode()[-128:], test_timestamp.TSA)
    cms = bare.but(unsigned=(attribute(oids.TIME_STAMP_TOKEN, token),)).encode()
    right = asdict(verify(cms, CONTENT, at=AT, trust=made.trust))
    start = cms.index(token) - 20
    accepted = 0
    for _, changed in changes(cms, list(range(start, len(cms))), "unsigned"):
        try:
            found = asdict(verify(changed, CONTENT, at=AT, trust=made.trust))
        except SignatureRejected:
            continue
        accepted += 1
        assert found | {"time_stamp": None} == right | {"time_stamp": None}
    assert accepted


@needs_fixtures
@pytest.mark.parametrize("region", REGIONS)
def test_a_changed_byte_of_the_ncas_own_signature_is_never_accepted(region: str) -> None:
    cms = (NCA / "cms" / "gost512_person_attached.cms").read_bytes()
    trust = [(NCA / "ca" / f"test_{name}_gost_2022.cer").read_bytes() for name in ("root", "nca")]
    at = AT.replace(year=2022)
    right = verify(cms, None, at=at, trust=trust)
    for position, changed in changes(cms, positions(cms, region), region):
        try:
            found = verify(changed, None, at=at, trust=trust)
        except SignatureRejected:
            continue
        assert position in harmless(cms)
        assert asdict(found) == asdict(right)


@KINDS
def test_a_changed_byte_of_an_ocsp_answer_never_changes_what_it_says(kind: Kind) -> None:
    made = chain(kind)
    responder = test_ocsp.responder(made.authority)
    answer = ocsp(certificate_id(made.person, made.authority), responder, nonce=octets(b"nonce"))
    judged = (made.person.certificate, made.authority.certificate)
    right = verify_ocsp(answer, *judged, at=AT, trust=made.trust, nonce=b"nonce")
    for _, changed in changes(answer, list(range(len(answer))), f"ocsp {kind}"):
        try:
            found = verify_ocsp(changed, *judged, at=AT, trust=made.trust, nonce=b"nonce")
        except SignatureRejected:
            continue
        assert found == right


def test_a_changed_byte_of_a_list_is_never_accepted() -> None:
    made = chain(Kind.GOST)
    listed = crl(made.authority, [crl_entry(number, AT) for number in range(1, 9)])
    for _, changed in changes(listed, list(range(len(listed))), "crl"):
        with pytest.raises(SignatureRejected):
            verify_crl(changed, made.authority.certificate, at=AT)


def test_a_changed_byte_of_a_time_stamp_never_changes_its_time() -> None:
    token = stamp(b"value", test_timestamp.TSA)
    for _, changed in changes(token, list(range(len(token))), "time stamp"):
        try:
            found = verify_time_stamp(changed, b"value", at=AT, trust=test_timestamp.GOST.trust)
        except SignatureRejected:
            continue
        assert found == AT


def test_the_parts_of_two_signatures_do_not_go_together() -> None:
    made = chain(Kind.GOST)
    one, other = Cms(made.person), Cms(made.person, content=b"Other facts")
    mixed = one.but(attributes=other.standard_attributes())
    with pytest.raises(SignatureRejected) as caught:
        verify(mixed.encode(), CONTENT, at=AT, trust=made.trust)
    assert caught.value.code == "message_digest"
    swapped = one.but(
        signature=made.person.pair.sign(der.encode(der.SET, *sorted(other.standard_attributes())))
    )
    with pytest.raises(SignatureRejected) as caught:
        verify(swapped.encode(), CONTENT, at=AT, trust=made.trust)
    assert caught.value.code == "signature"
