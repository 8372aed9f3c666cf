"""Whose certificate it is, and whether it stands: chain, dates, what keys are for."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from asn1crypto import core, x509
from cryptography.hazmat.primitives.asymmetric import rsa

from devkit.nca import profile
from devkit.nca.pairs import Kind, Pair, RsaPair
from devkit.nca.profile import Credential, Extensions
from integrations.eds import Subject, der, oids, verify_certificate
from integrations.eds.algorithms import read_public_key, scheme_of
from tests.unit.eds.support import (
    AT,
    BIN,
    IIN,
    IN_FORCE,
    ROLE,
    Gost256Pair,
    authority_extensions,
    certify,
    chain,
    leaf_extensions,
    pair,
    person_name,
    refusal,
)

KINDS = pytest.mark.parametrize("kind", list(Kind))
GOST = chain(Kind.GOST)


def judge(
    credential: Credential, trust: Sequence[bytes] = GOST.trust, *, signing: bool = True, at: datetime = AT
) -> Subject:
    return verify_certificate(credential.certificate, at=at, trust=trust, signing=signing)


def why(
    credential: Credential, trust: Sequence[bytes] = GOST.trust, *, signing: bool = True, at: datetime = AT
) -> str:
    return refusal(lambda: judge(credential, trust, signing=signing, at=at))


@KINDS
def test_a_certificate_says_whose_it_is(kind: Kind) -> None:
    made = chain(kind)
    subject = judge(made.person, made.trust)
    assert (subject.iin, subject.bin, subject.organisation) == (IIN, None, None)
    assert (subject.common_name, subject.roles) == ("АЛМАСОВ АЛМАС", (ROLE,))
    assert subject.chain == (made.authority.certificate, made.root.certificate)
    assert subject.algorithm == {"gost": "GOST34.10-2015-512", "rsa": "RSA-SHA256"}[kind]
    assert subject.issuer == f"DEV NCA ({kind.upper()})"
    assert subject.serial == "0ff06211"
    assert (subject.not_before, subject.not_after) == IN_FORCE


def test_an_organisations_key_says_which() -> None:
    name = person_name(organization_name="ТОО «Тест»", organizational_unit_name=f"BIN{BIN}")
    subject = judge(GOST.issue(leaf_extensions(), subject=name))
    assert (subject.iin, subject.bin, subject.organisation) == (IIN, BIN, "ТОО «Тест»")


@pytest.mark.parametrize(
    "serial_number",
    [
        "IIN00139900001",
        "IIN0013990000155",
        "IIN 001399000015",
        "iin001399000015",
        "001399000015",
        "BIN001399000015",
        "IIN００1399000015",
        "IIN001399000015\n",
    ],
)
def test_what_is_no_iin_is_none(serial_number: str) -> None:
    value = x509.DirectoryString(name="utf8_string", value=serial_number)
    part = x509.RelativeDistinguishedName([x509.NameTypeAndValue({"type": "serial_number", "value": value})])
    name = x509.Name(name="", value=x509.RDNSequence([part]))
    assert judge(GOST.issue(leaf_extensions(), subject=name)).iin is None


def test_numbers_are_read_from_their_own_attributes_only() -> None:
    name = person_name(
        serial_number="BIN001399000024", organizational_unit_name=f"IIN{IIN}", title=f"IIN{IIN}"
    )
    subject = judge(GOST.issue(leaf_extensions(), subject=name))
    assert (subject.iin, subject.bin) == (None, None)


@pytest.mark.parametrize(
    "attribute", ["serial_number", "organizational_unit_name", "common_name", "organization_name"]
)
@pytest.mark.parametrize("in_one_part", [True, False], ids=["in one part", "in two parts"])
def test_an_attribute_that_occurs_twice_is_refused(attribute: str, in_one_part: bool) -> None:
    pairs = [
        x509.NameTypeAndValue(
            {"type": attribute, "value": x509.DirectoryString(name="utf8_string", value=value)}
        )
        for value in (f"IIN{IIN}", "IIN001399000024")
    ]
    parts = [pairs] if in_one_part else [[one] for one in pairs]
    name = x509.Name(
        name="", value=x509.RDNSequence([x509.RelativeDistinguishedName(part) for part in parts])
    )
    assert why(GOST.issue(leaf_extensions(), subject=name)) == "malformed"


@pytest.mark.parametrize(
    "usage",
    [(), ("digital_signature",), ("non_repudiation",), ("digital_signature", "key_encipherment")],
    ids=["nothing", "signing in", "only non-repudiation", "old key for signing in"],
)
def test_a_key_that_does_not_sign_documents_is_refused(usage: tuple[str, ...]) -> None:
    key = GOST.issue(leaf_extensions(usage))
    assert why(key) == "key_usage"
    assert judge(key, signing=False).iin == IIN


def test_a_key_without_a_stated_usage_is_refused() -> None:
    purposes = x509.ExtKeyUsageSyntax([oids.EMAIL_PROTECTION])
    assert why(GOST.issue(Extensions().put("extended_key_usage", purposes))) == "key_usage"


@pytest.mark.parametrize("purposes", [("1.3.6.1.5.5.7.3.2", ROLE), (ROLE,)], ids=["signing in", "role alone"])
def test_a_key_for_another_purpose_is_refused(purposes: tuple[str, ...]) -> None:
    assert why(GOST.issue(leaf_extensions(purposes=purposes))) == "extended_key_usage"


def test_an_authority_does_not_sign_documents() -> None:
    extensions = leaf_extensions().put(
        "basic_constraints", x509.BasicConstraints({"ca": True}), critical=True
    )
    assert why(GOST.issue(extensions)) == "key_usage"


@KINDS
def test_a_certificate_is_in_force_from_its_first_to_its_last_second(kind: Kind) -> None:
    made = chain(kind)
    second = timedelta(seconds=1)
    for at in IN_FORCE:
        assert judge(made.person, made.trust, at=at).iin == IIN
    assert why(made.person, made.trust, at=IN_FORCE[0] - second) == "not_in_force"
    assert why(made.person, made.trust, at=IN_FORCE[1] + second) == "not_in_force"


def build(
    *levels: Extensions, spans: dict[int, tuple[datetime, datetime]] | None = None, key: Pair | None = None
) -> tuple[tuple[bytes, ...], Credential]:
    """A chain of authorities with these extensions, the root first, and a person's key under the last."""
    issuer: Credential | None = None
    pinned = []
    for depth, extensions in enumerate(levels):
        issuer = certify(
            profile.service_name(f"LEVEL {depth}", Kind.GOST),
            pair(Kind.GOST, f"level {depth}"),
            issuer,
            extensions,
            span=(spans or {}).get(depth, IN_FORCE),
        )
        pinned.append(issuer.certificate)
    return tuple(pinned), certify(person_name(), key or pair(Kind.GOST, "person"), issuer, leaf_extensions())


@pytest.mark.parametrize("expired", [0, 1])
def test_every_certificate_of_the_chain_has_to_be_in_force(expired: int) -> None:
    ended = (AT - timedelta(days=9), AT - timedelta(days=1))
    trust, person = build(authority_extensions(), authority_extensions(), spans={expired: ended})
    assert why(person, trust) == "not_in_force"


def test_a_chain_may_have_several_authorities() -> None:
    trust, person = build(authority_extensions(), authority_extensions(), authority_extensions(0))
    assert len(judge(person, trust).chain) == 3


def test_a_chain_is_no_longer_than_its_authorities_allow() -> None:
    trust, person = build(authority_extensions(0), authority_extensions())
    assert why(person, trust) == "chain"
    trust, person = build(authority_extensions(1), authority_extensions())
    assert judge(person, trust).iin == IIN


def test_a_chain_has_an_end() -> None:
    trust, person = build(*(authority_extensions() for _ in range(9)))
    assert why(person, trust) == "chain"


@pytest.mark.parametrize("level", [0, 1])
@pytest.mark.parametrize(
    "wrong",
    [
        lambda: authority_extensions(ca=False),
        lambda: authority_extensions(usage=("digital_signature", "crl_sign")),
        lambda: Extensions().put("key_usage", x509.KeyUsage({"key_cert_sign"}), critical=True),
        lambda: Extensions().put("basic_constraints", x509.BasicConstraints({"ca": True}), critical=True),
    ],
    ids=["no authority", "may not certify", "no constraints", "no usage"],
)
def test_only_authorities_issue(level: int, wrong: Callable[[], Extensions]) -> None:
    levels = [authority_extensions(), authority_extensions()]
    levels[level] = wrong()
    trust, person = build(*levels)
    assert why(person, trust) == "chain"


def test_a_persons_key_issues_nothing() -> None:
    forged = certify(person_name(), pair(Kind.GOST, "forger"), GOST.person, leaf_extensions())
    assert why(forged) == "chain"
    assert why(forged, (*GOST.trust, GOST.person.certificate)) == "chain"


def test_an_authority_of_the_same_name_with_another_key_issues_nothing() -> None:
    forger = Credential(GOST.authority.certificate, pair(Kind.GOST, "forger"))
    assert why(certify(person_name(), pair(Kind.GOST, "person"), forger, leaf_extensions())) == "chain"


def test_only_pinned_authorities_count() -> None:
    assert why(GOST.person, ()) == "chain"
    assert why(GOST.person, GOST.trust[:1]) == "chain"
    assert why(GOST.person, chain(Kind.RSA).trust) == "chain"


def test_a_pinned_authority_without_its_root_is_no_root() -> None:
    assert why(GOST.person, GOST.trust[1:]) == "chain"


def test_a_person_who_certifies_himself_is_no_root_unless_pinned() -> None:
    alone = certify(person_name(), pair(Kind.GOST, "person"), None, leaf_extensions())
    assert why(alone) == "chain"
    assert judge(alone, (*GOST.trust, alone.certificate)).chain == ()


def test_of_two_certificates_of_one_authority_the_one_in_force_counts() -> None:
    ended = (AT - timedelta(days=9), AT - timedelta(days=1))
    old = certify(
        GOST.authority.name, GOST.authority.pair, GOST.root, authority_extensions(0), span=ended, serial=9
    )
    subject = judge(GOST.person, (old.certificate, *GOST.trust))
    assert subject.chain == (GOST.authority.certificate, GOST.root.certificate)


def test_two_authorities_that_certify_each_other_are_no_chain() -> None:
    first = certify(profile.service_name("A", Kind.GOST), pair(Kind.GOST, "a"), None, authority_extensions())
    second = certify(
        profile.service_name("B", Kind.GOST), pair(Kind.GOST, "b"), first, authority_extensions()
    )
    first_again = certify(first.name, first.pair, second, authority_extensions())
    person = certify(person_name(), pair(Kind.GOST, "person"), second, leaf_extensions())
    assert why(person, (first_again.certificate, second.certificate)) == "chain"


def test_an_unknown_critical_extension_is_refused_at_every_level() -> None:
    def strange(extensions: Extensions) -> Extensions:
        return extensions.put("1.2.3.4", core.ParsableOctetString(b"\x05\x00"), critical=True)

    assert why(GOST.issue(strange(leaf_extensions()))) == "malformed"
    trust, person = build(authority_extensions(), strange(authority_extensions()))
    assert why(person, trust) == "malformed"
    unknown = leaf_extensions().put("1.2.3.4", core.ParsableOctetString(b"\x05\x00"))
    assert judge(GOST.issue(unknown)).iin == IIN


def test_an_extension_that_occurs_twice_is_refused() -> None:
    usage = x509.KeyUsage({"digital_signature", "non_repudiation"})
    assert why(GOST.issue(leaf_extensions().put("key_usage", usage))) == "malformed"


@pytest.mark.parametrize("serial", [0, -5, 1 << 160])
def test_a_serial_number_out_of_measure_is_refused(serial: int) -> None:
    assert why(GOST.issue(leaf_extensions(), serial=serial)) == "malformed"


def test_a_short_rsa_key_is_refused() -> None:
    made = chain(Kind.RSA)
    for size in (1024, 2040):
        key = RsaPair(rsa.generate_private_key(public_exponent=65537, key_size=size))
        assert why(certify(person_name(), key, made.authority, leaf_extensions()), made.trust) == "algorithm"


def test_256_bit_keys_are_taken_by_the_setting_only() -> None:
    key = Gost256Pair()
    person = certify(person_name(), key, GOST.authority, leaf_extensions())
    assert why(person) == "algorithm"
    subject = verify_certificate(person.certificate, at=AT, trust=GOST.trust, signing=True, gost_256=True)
    assert subject.algorithm == "GOST34.10-2015-256"


@pytest.mark.parametrize(
    "parameters",
    [
        (oids.GOST_256_CURVE, oids.STREEBOG_512),
        (oids.GOST_512_CURVE, oids.STREEBOG_256),
        (oids.GOST_256_CURVE,),
    ],
)
def test_a_key_names_its_own_curve_and_digest(parameters: tuple[str, ...]) -> None:
    named = der.encode(der.SEQUENCE, *map(der.encode_oid, parameters))
    key = der.read(GOST.person.pair.public).fields()
    key.next()
    info = der.encode(
        der.SEQUENCE, der.encode(der.SEQUENCE, der.encode_oid(oids.GOST_512_KEY), named), key.next().encoded
    )
    public = read_public_key(der.read(info))
    assert refusal(lambda: scheme_of(public, gost_256=True)) == "algorithm"


def test_what_is_pinned_has_to_be_a_certificate() -> None:
    with pytest.raises(ValueError, match="pinned"):
        judge(GOST.person, (b"no certificate",))


def test_a_certificate_of_measureless_size_is_refused_unread() -> None:
    assert refusal(lambda: verify_certificate(b"0" * 2_000_000, at=AT, trust=())) == "too_large"


def test_a_name_is_read_from_every_kind_of_string() -> None:
    for kind in ("utf8_string", "bmp_string", "universal_string"):
        value = x509.DirectoryString(name=kind, value="ӘЛИЕВ")
        part = x509.RelativeDistinguishedName(
            [x509.NameTypeAndValue({"type": "common_name", "value": value})]
        )
        name = x509.Name(name="", value=x509.RDNSequence([part]))
        assert judge(GOST.issue(leaf_extensions(), subject=name)).common_name == "ӘЛИЕВ"
