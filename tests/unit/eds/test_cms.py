"""Signatures that are right, and each way in which they may be wrong."""

import base64
from datetime import timedelta
from typing import Any

import pytest

from devkit.nca.cms import signed_data
from devkit.nca.pairs import Kind
from integrations.eds import Signer, der, oids, verify
from integrations.eds.armour import LARGEST_CONTENT, MEGABYTE
from integrations.eds.digests import STRONG, sha1
from tests.unit.eds.support import (
    AT,
    CONTENT,
    IIN,
    IN_FORCE,
    Cms,
    Gost256Pair,
    algorithm,
    attribute,
    certify,
    chain,
    leaf_extensions,
    octets,
    pair,
    person_name,
    refusal,
    seq,
    set_of,
    tagged,
)

KINDS = pytest.mark.parametrize("kind", list(Kind))
GOST = chain(Kind.GOST)
MADE = Cms(GOST.person)


def judge(cms: bytes, content: bytes | None = CONTENT, **options: Any) -> Signer:
    return verify(cms, content, **{"at": AT, "trust": GOST.trust, **options})


def why(made: Cms | bytes, content: bytes | None = CONTENT, **options: Any) -> str:
    return refusal(lambda: judge(made if isinstance(made, bytes) else made.encode(), content, **options))


@KINDS
@pytest.mark.parametrize("attached", [True, False], ids=["attached", "detached"])
def test_a_right_signature_names_its_signer(kind: Kind, attached: bool) -> None:
    made = chain(kind)
    cms = Cms(made.person, attached=attached).encode()
    signer = verify(cms, CONTENT, at=AT, trust=made.trust)
    assert (signer.iin, signer.common_name, signer.signed_at) == (IIN, "АЛМАСОВ АЛМАС", AT)
    assert signer.certificate == made.person.certificate
    assert signer.chain == (made.authority.certificate, made.root.certificate)
    assert signer.content == (CONTENT if attached else None)
    assert signer.signature in cms
    assert signer.time_stamp is None


@KINDS
@pytest.mark.parametrize("signing_certificate", [True, False])
def test_signatures_written_by_another_library_are_understood(kind: Kind, signing_certificate: bool) -> None:
    made = chain(kind)
    cms = signed_data(CONTENT, made.person, at=AT, signing_certificate=signing_certificate)
    assert verify(cms, CONTENT, at=AT, trust=made.trust).iin == IIN


def test_no_signer_shows_in_a_log() -> None:
    assert IIN not in repr(judge(MADE.encode()))


@pytest.mark.parametrize("label", ["CMS", "PKCS7", None])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", ""])
def test_armour_and_white_space_are_taken_off(label: str | None, line_end: str) -> None:
    text = line_end.join(base64.encodebytes(MADE.encode()).decode().split())
    if label is not None:
        text = f"-----BEGIN {label}-----{line_end}{text}{line_end}-----END {label}-----"
    assert judge(f"\n {text} \t\r\n".encode()).iin == IIN


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: b"-----BEGIN CMS-----" + text,
        lambda text: b"-----BEGIN CMS-----" + text + b"-----END PKCS7-----",
        lambda text: b"-----BEGIN CERTIFICATE-----" + text + b"-----END CERTIFICATE-----",
        lambda text: b"-----BEGIN CMS-----" + text + b"-----END CMS-----.",
        lambda text: text.replace(b"M", b"!"),
        lambda text: text[:-3],
        lambda text: b"",
        lambda text: b"\xff\xfe" + text,
    ],
)
def test_other_armour_is_refused(spoil: Any) -> None:
    assert why(spoil(base64.encodebytes(MADE.encode()))) == "malformed"


def test_an_attached_content_counts_when_none_is_given() -> None:
    assert judge(MADE.but(attached=True).encode(), None).content == CONTENT
    assert judge(MADE.but(attached=True, content=b"").encode(), None).content == b""


def test_an_attached_content_has_to_be_the_one_that_is_given() -> None:
    assert why(MADE.but(attached=True), CONTENT + b".") == "content_differs"
    assert why(MADE.but(attached=True), b"") == "content_differs"


def test_a_detached_signature_needs_its_content() -> None:
    assert why(MADE, None) == "content_missing"
    assert why(MADE, CONTENT + b".") == "message_digest"


@pytest.mark.parametrize("signers", [0, 2])
def test_there_is_one_signer(signers: int) -> None:
    assert why(MADE.but(signers=signers)) == "signer_count"


def test_the_certificate_comes_along() -> None:
    assert why(MADE.but(certificates=())) == "certificate_missing"
    assert why(MADE.but(certificates=GOST.trust)) == "certificate_missing"


def test_other_certificates_may_come_along_and_are_not_trusted() -> None:
    everything = (*GOST.trust, GOST.person.certificate, GOST.person.certificate)
    assert judge(MADE.but(certificates=everything).encode()).iin == IIN
    assert why(MADE.but(certificates=everything), trust=GOST.trust[:1]) == "chain"


def test_two_certificates_of_one_number_are_refused() -> None:
    twin = certify(
        person_name(common_name="БАСҚА"), pair(Kind.GOST, "person"), GOST.authority, leaf_extensions()
    )
    assert why(MADE.but(certificates=(GOST.person.certificate, twin.certificate))) == "malformed"


def test_a_multitude_of_certificates_is_refused() -> None:
    assert why(MADE.but(certificates=(GOST.person.certificate,) * 17)) == "too_large"


def test_certificates_of_other_kinds_are_passed_over() -> None:
    assert (
        judge(MADE.but(certificates=(GOST.person.certificate, tagged(3, octets(b"x")))).encode()).iin == IIN
    )


def test_a_signer_may_be_named_by_his_key() -> None:
    sid = der.encode(der.context(0, constructed=False), GOST.person.pair.identifier)
    assert judge(MADE.but(sid=sid, signer_version=3, version=3).encode()).iin == IIN
    assert why(MADE.but(sid=sid)) == "malformed"
    other = der.encode(der.context(0, constructed=False), bytes(20))
    assert why(MADE.but(sid=other, signer_version=3)) == "certificate_missing"


def test_another_issuer_or_number_is_another_signer() -> None:
    name = GOST.authority.name.dump()
    for sid in (
        seq(name, der.encode_number(5)),
        seq(GOST.root.name.dump(), der.encode_number(GOST.person.serial)),
    ):
        assert why(MADE.but(sid=sid)) == "certificate_missing"


def test_there_are_signed_attributes() -> None:
    signature = GOST.person.pair.sign(CONTENT)
    assert why(MADE.but(attributes=(), signature=signature)) == "attributes_missing"


@pytest.mark.parametrize("left_out", [0, 2], ids=["contentType", "messageDigest"])
def test_content_type_and_digest_are_signed(left_out: int) -> None:
    attributes = list(MADE.standard_attributes())
    del attributes[left_out]
    assert why(MADE.but(attributes=tuple(attributes))) == "attributes_missing"


def test_a_signing_time_is_not_needed_and_only_told() -> None:
    kind, _, digest = MADE.standard_attributes()
    assert judge(MADE.but(attributes=(kind, digest)).encode()).signed_at is None
    later = attribute(oids.SIGNING_TIME, der.encode(der.GENERALIZED_TIME, b"20991231235959Z"))
    signer = judge(MADE.but(attributes=(kind, later, digest)).encode())
    assert signer.signed_at is not None
    assert signer.signed_at.year == 2099


@pytest.mark.parametrize("position", [0, 1, 2])
def test_an_attribute_that_occurs_twice_is_refused(position: int) -> None:
    again = MADE.standard_attributes()[position]
    assert why(MADE.but(more_attributes=(again,))) == "malformed"


def test_an_attribute_has_one_value() -> None:
    kind, time, digest = MADE.standard_attributes()
    right = octets(GOST.person.pair.digest(CONTENT))
    for values in [(), (right, right), (octets(bytes(64)), right)]:
        assert why(MADE.but(attributes=(kind, time, attribute(oids.MESSAGE_DIGEST, *values)))) == "malformed"
    assert digest != right


def test_the_attributes_are_signed_in_the_order_of_der() -> None:
    backwards = tuple(reversed(MADE.standard_attributes()))
    assert judge(MADE.but(attributes=backwards).encode()).iin == IIN
    assert why(MADE.but(attributes=backwards, ordered=False)) == "malformed"


def test_what_is_signed_is_a_set() -> None:
    """RFC 5652, 5.4: the tag [0] of the attributes is not what was signed."""
    signed = set_of(*MADE.standard_attributes())
    wrong = GOST.person.pair.sign(b"\xa0" + signed[1:])
    assert why(MADE.but(signature=wrong)) == "signature"


def test_the_content_type_is_that_of_the_attribute() -> None:
    _, time, digest = MADE.standard_attributes()
    other = attribute(oids.CONTENT_TYPE, der.encode_oid(oids.TST_INFO))
    assert why(MADE.but(attributes=(other, time, digest))) == "content_type"


def test_only_data_are_signed() -> None:
    assert why(MADE.but(content_type=oids.TST_INFO)) == "content_type"


def test_unknown_signed_attributes_are_taken_along() -> None:
    assert judge(MADE.but(more_attributes=(attribute("1.2.3.4", octets(b"x")),)).encode()).iin == IIN


def reference(hashed: bytes, *, digest: bytes = b"", issuer: bytes = b"") -> bytes:
    """ESSCertID or ESSCertIDv2 inside SigningCertificate."""
    return seq(seq(seq(digest, octets(hashed), issuer)))


def issuer_serial(number: int) -> bytes:
    return seq(seq(tagged(4, GOST.authority.name.dump())), der.encode_number(number))


CERTIFICATE = GOST.person.certificate
NUMBER = GOST.person.serial
REFERENCES = {
    "version 2": (oids.SIGNING_CERTIFICATE_V2, reference(STRONG[oids.SHA256](CERTIFICATE)), None),
    "version 2, Streebog": (
        oids.SIGNING_CERTIFICATE_V2,
        reference(STRONG[oids.STREEBOG_512](CERTIFICATE), digest=algorithm(oids.STREEBOG_512)),
        None,
    ),
    "version 2, with the issuer": (
        oids.SIGNING_CERTIFICATE_V2,
        reference(STRONG[oids.SHA256](CERTIFICATE), issuer=issuer_serial(NUMBER)),
        None,
    ),
    "version 1": (oids.SIGNING_CERTIFICATE, reference(sha1(CERTIFICATE)), None),
    "version 2, another certificate": (
        oids.SIGNING_CERTIFICATE_V2,
        reference(STRONG[oids.SHA256](GOST.root.certificate)),
        "signing_certificate",
    ),
    "version 2, another number": (
        oids.SIGNING_CERTIFICATE_V2,
        reference(STRONG[oids.SHA256](CERTIFICATE), issuer=issuer_serial(NUMBER + 1)),
        "signing_certificate",
    ),
    "version 2, no certificate": (oids.SIGNING_CERTIFICATE_V2, seq(seq()), "signing_certificate"),
    "version 2, SHA-1": (
        oids.SIGNING_CERTIFICATE_V2,
        reference(sha1(CERTIFICATE), digest=algorithm(oids.SHA1)),
        "algorithm",
    ),
    "version 1, another certificate": (
        oids.SIGNING_CERTIFICATE,
        reference(sha1(GOST.root.certificate)),
        "signing_certificate",
    ),
    "version 1, SHA-256": (
        oids.SIGNING_CERTIFICATE,
        reference(STRONG[oids.SHA256](CERTIFICATE)),
        "signing_certificate",
    ),
}


@pytest.mark.parametrize(("oid", "value", "code"), REFERENCES.values(), ids=REFERENCES.keys())
def test_a_reference_to_the_certificate_has_to_fit(oid: str, value: bytes, code: str | None) -> None:
    made = MADE.but(more_attributes=(attribute(oid, value),))
    if code is None:
        assert judge(made.encode()).iin == IIN
    else:
        assert why(made) == code


def test_both_references_have_to_fit() -> None:
    right, wrong = REFERENCES["version 2"], REFERENCES["version 1, another certificate"]
    assert (
        why(MADE.but(more_attributes=(attribute(*right[:2]), attribute(*wrong[:2])))) == "signing_certificate"
    )


@KINDS
def test_the_signatures_algorithm_may_be_named_by_the_key(kind: Kind) -> None:
    made = chain(kind)
    named = algorithm({"gost": oids.GOST_512_KEY, "rsa": oids.RSA_KEY}[kind])
    cms = Cms(made.person, signature_algorithm=named).encode()
    assert verify(cms, CONTENT, at=AT, trust=made.trust).iin == IIN


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"digest": algorithm(oids.SHA256)}, "algorithm"),
        ({"digest": algorithm(oids.STREEBOG_256)}, "algorithm"),
        ({"digest": algorithm(oids.SHA1)}, "algorithm"),
        ({"digest": algorithm(oids.LEGACY_DIGEST)}, "legacy_algorithm"),
        ({"digest": algorithm(oids.STREEBOG_512, octets(b"x"))}, "algorithm"),
        ({"digests": set_of()}, "algorithm"),
        ({"digests": set_of(algorithm(oids.SHA256))}, "algorithm"),
        ({"signature_algorithm": algorithm(oids.RSA_SHA256_SIGNATURE)}, "algorithm"),
        ({"signature_algorithm": algorithm(oids.GOST_256_SIGNATURE)}, "algorithm"),
        ({"signature_algorithm": algorithm(oids.LEGACY_PREFIX + "2")}, "legacy_algorithm"),
        ({"signature_algorithm": algorithm(oids.GOST_512_SIGNATURE, octets(b"x"))}, "algorithm"),
        ({"version": 2}, "malformed"),
        ({"signer_version": 2}, "malformed"),
    ],
)
def test_only_listed_algorithms_go_together(changes: dict[str, Any], code: str) -> None:
    assert why(MADE.but(**changes)) == code


def test_algorithms_without_parameters_are_the_same() -> None:
    made = MADE.but(
        digest=algorithm(oids.STREEBOG_512, b""), signature_algorithm=algorithm(oids.GOST_512_SIGNATURE, b"")
    )
    assert judge(made.encode()).iin == IIN


def test_256_bit_keys_sign_by_the_setting_only() -> None:
    person = certify(person_name(), Gost256Pair(), GOST.authority, leaf_extensions())
    cms = Cms(person).encode()
    assert why(cms) == "algorithm"
    assert judge(cms, gost_256=True).algorithm == "GOST34.10-2015-256"


@KINDS
def test_anothers_signature_is_none(kind: Kind) -> None:
    made = chain(kind)
    cms = Cms(made.person, signature=made.root.pair.sign(set_of(*Cms(made.person).standard_attributes())))
    assert refusal(lambda: verify(cms.encode(), CONTENT, at=AT, trust=made.trust)) == "signature"


def test_a_key_that_only_signs_in_signs_no_document() -> None:
    key = GOST.issue(leaf_extensions(("digital_signature",)))
    assert why(Cms(key)) == "key_usage"
    assert why(Cms(GOST.issue(leaf_extensions(purposes=("1.3.6.1.5.5.7.3.2",))))) == "extended_key_usage"


def test_the_certificate_has_to_be_in_force() -> None:
    assert why(MADE, at=IN_FORCE[1] + timedelta(days=1)) == "not_in_force"


def test_a_time_stamp_is_handed_on_unread() -> None:
    token = seq(der.encode_oid(oids.SIGNED_DATA), octets(b"whatever"))
    signer = judge(MADE.but(unsigned=(attribute(oids.TIME_STAMP_TOKEN, token),)).encode())
    assert signer.time_stamp == token
    two = (attribute(oids.TIME_STAMP_TOKEN, token, token),)
    assert why(MADE.but(unsigned=two)) == "malformed"


def test_unknown_unsigned_attributes_change_nothing() -> None:
    assert judge(MADE.but(unsigned=(attribute("1.2.3.4", octets(b"x")),)).encode()).time_stamp is None


def test_trailing_bytes_are_refused() -> None:
    assert why(MADE.encode() + b"\x00") == "malformed"


def test_indefinite_lengths_are_refused() -> None:
    encoded = MADE.encode()
    inner = der.read(encoded).contents
    assert why(b"\x30\x80" + inner + b"\x00\x00") == "malformed"


def test_what_is_too_large_is_refused_unread() -> None:
    assert why(b"\x30" + bytes(22 * MEGABYTE)) == "too_large"
    assert why(b"A" * (32 * MEGABYTE)) == "too_large"


def test_a_cms_has_a_megabyte_beside_its_content() -> None:
    filling = attribute("1.2.3.4", octets(bytes(MEGABYTE)))
    assert why(MADE.but(unsigned=(filling,))) == "too_large"


def test_an_attached_content_has_twenty_megabytes() -> None:
    most = bytes(LARGEST_CONTENT)
    assert judge(MADE.but(attached=True, content=most).encode(), most).iin == IIN
    assert why(MADE.but(attached=True, content=most + b"x"), None) == "too_large"
