"""Certificates, CMS, OCSP answers and lists made for tests, right or wrong in one respect.

Keys and certificates come from the development CA's own parts; CMS and answers
are put together here byte by byte, so that they can be made wrong.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509

from devkit.nca import profile
from devkit.nca.pairs import GostPair, Kind, Pair, RsaPair
from devkit.nca.profile import Credential, Extensions
from integrations.eds import SignatureRejected, der, gost, oids
from integrations.eds.digests import STRONG, sha1
from integrations.eds.streebog import streebog256

SHARED = Path(__file__).parents[4] / "shared"
NCA = SHARED / "fixtures" / "nca"
needs_fixtures = pytest.mark.skipif(
    not NCA.is_dir(), reason="the NCA's public samples (../shared/fixtures/nca) are not here"
)

AT = datetime(2026, 9, 15, 6, tzinfo=UTC)
IN_FORCE = (AT - timedelta(days=100), AT + timedelta(days=265))
IIN, BIN = "001399000015", "001399000024"
CONTENT = b"Frozen facts of an application"
ROLE = "1.2.398.3.3.4.1.1"


def seq(*parts: bytes) -> bytes:
    """A SEQUENCE."""
    return der.encode(der.SEQUENCE, *parts)


def octets(data: bytes) -> bytes:
    """An OCTET STRING."""
    return der.encode(der.OCTET_STRING, data)


def tagged(number: int, *parts: bytes) -> bytes:
    """An explicit tag."""
    return der.encode(der.context(number), *parts)


def set_of(*parts: bytes, ordered: bool = True) -> bytes:
    """A SET OF, in DER's order unless told otherwise."""
    return der.encode(der.SET, *(sorted(parts) if ordered else parts))


def algorithm(oid: str, parameters: bytes = b"\x05\x00") -> bytes:
    """An AlgorithmIdentifier."""
    return seq(der.encode_oid(oid), parameters)


def bits(data: bytes) -> bytes:
    """A BIT STRING of whole bytes."""
    return der.encode(der.BIT_STRING, b"\x00", data)


def generalized(moment: datetime) -> bytes:
    """A GeneralizedTime."""
    return der.encode(der.GENERALIZED_TIME, f"{moment:%Y%m%d%H%M%S}Z".encode())


def refusal(action: Callable[[], object]) -> str:
    """The code with which the action is refused."""
    with pytest.raises(SignatureRejected) as caught:
        action()
    return caught.value.code


@cache
def manifest() -> list[dict[str, Any]]:
    """The cases of the NCA's samples."""
    cases: list[dict[str, Any]] = json.loads((NCA / "manifest.json").read_text())["files"]
    return cases


# --- keys and certificates ---------------------------------------------------


@cache
def pair(kind: Kind, purpose: str) -> Pair:
    """A key for this purpose. All RSA keys of people are one: making them is slow."""
    return RsaPair.make() if kind is Kind.RSA else GostPair.derive(b"tests of the verifier", purpose)


class Gost256Pair(Pair):
    """A key of 256 bits, laid out as those of 512 bits are: no certificate of the NCA with one is known."""

    kind = Kind.GOST
    digest_algorithm = oids.STREEBOG_256
    signature_algorithm = oids.GOST_256_SIGNATURE
    curve = gost.CURVE_256
    secret = 7**80 % gost.CURVE_256.q

    @property
    def public(self) -> bytes:
        point = gost.multiply(self.secret, self.curve.base, self.curve)
        assert point is not None
        parameters = seq(der.encode_oid(oids.GOST_256_CURVE), der.encode_oid(oids.STREEBOG_256))
        numbers = b"".join(number.to_bytes(32, "little") for number in point)
        return seq(seq(der.encode_oid(oids.GOST_256_KEY), parameters), bits(octets(numbers)))

    def digest(self, data: bytes) -> bytes:
        return streebog256(data)

    def sign(self, data: bytes) -> bytes:
        """With a one-time number that is none: good for tests only."""
        point = gost.multiply(once := 11**70 % self.curve.q, self.curve.base, self.curve)
        assert point is not None
        r = point[0] % self.curve.q
        s = (r * self.secret + once * gost.digest_number(self.digest(data), self.curve)) % self.curve.q
        return r.to_bytes(32, "little") + s.to_bytes(32, "little")


def authority_extensions(
    length: int | None = None, *, ca: bool = True, usage: tuple[str, ...] = ("key_cert_sign", "crl_sign")
) -> Extensions:
    """Of an authority."""
    return (
        Extensions()
        .put(
            "basic_constraints",
            x509.BasicConstraints({"ca": ca, "path_len_constraint": length}),
            critical=True,
        )
        .put("key_usage", x509.KeyUsage(set(usage)), critical=True)
    )


def leaf_extensions(
    usage: tuple[str, ...] = ("digital_signature", "non_repudiation"),
    purposes: tuple[str, ...] = (oids.EMAIL_PROTECTION, ROLE),
    *,
    critical: bool = False,
) -> Extensions:
    """Of a key that signs documents."""
    return (
        Extensions()
        .put("key_usage", x509.KeyUsage(set(usage)), critical=True)
        .put("extended_key_usage", x509.ExtKeyUsageSyntax(list(purposes)), critical=critical)
    )


def person_name(**attributes: str) -> x509.Name:
    """A subject; attributes by asn1crypto's names."""
    given = {"common_name": "АЛМАСОВ АЛМАС", "serial_number": f"IIN{IIN}", "country_name": "KZ"} | attributes
    return profile.distinguished_name(*given.items())


def certify(
    subject: x509.Name,
    key: Pair,
    issuer: Credential | None,
    extensions: Extensions,
    *,
    span: tuple[datetime, datetime] = IN_FORCE,
    serial: int = 0x0FF06211,
) -> Credential:
    """A certificate by this issuer, or by itself."""
    return profile.issue(subject, key, issuer, serial=serial, span=span, extensions=extensions)


@dataclass(frozen=True)
class Chain:
    """A root, the authority below it, somebody's key; `trust` are the first two."""

    root: Credential
    authority: Credential
    person: Credential

    @property
    def trust(self) -> tuple[bytes, ...]:
        """What is pinned."""
        return self.root.certificate, self.authority.certificate

    def issue(
        self, extensions: Extensions, *, subject: x509.Name | None = None, **options: Any
    ) -> Credential:
        """Another key below the same authority."""
        kind = self.root.pair.kind
        return certify(subject or person_name(), pair(kind, "person"), self.authority, extensions, **options)


@cache
def chain(kind: Kind) -> Chain:
    """The chain of a kind."""
    root = certify(
        profile.service_name("ROOT", kind), pair(kind, "root"), None, authority_extensions(), serial=1
    )
    authority = certify(
        profile.service_name("NCA", kind), pair(kind, "nca"), root, authority_extensions(0), serial=2
    )
    person = certify(person_name(), pair(kind, "person"), authority, leaf_extensions())
    return Chain(root, authority, person)


# --- CMS -----------------------------------------------------------------------


def attribute(oid: str, *values: bytes) -> bytes:
    """A CMS attribute."""
    return seq(der.encode_oid(oid), der.encode(der.SET, *values))


@dataclass(frozen=True)
class Cms:
    """Signed data about to be made. Whatever is None is made as it should be; `encode` signs."""

    credential: Credential
    content: bytes = CONTENT
    attached: bool = False
    content_type: str = oids.DATA
    attributes: tuple[bytes, ...] | None = None
    more_attributes: tuple[bytes, ...] = ()
    ordered: bool = True
    digest: bytes | None = None
    digests: bytes | None = None
    signature_algorithm: bytes | None = None
    signature: bytes | None = None
    certificates: tuple[bytes, ...] | None = None
    sid: bytes | None = None
    version: int = 1
    signer_version: int = 1
    signers: int = 1
    unsigned: tuple[bytes, ...] = ()

    def but(self, **changes: Any) -> "Cms":
        """The same with something else."""
        return replace(self, **changes)

    def standard_attributes(self) -> tuple[bytes, ...]:
        """contentType, signingTime, messageDigest."""
        return (
            attribute(oids.CONTENT_TYPE, der.encode_oid(self.content_type)),
            attribute(oids.SIGNING_TIME, der.encode(der.UTC_TIME, f"{AT:%y%m%d%H%M%S}Z".encode())),
            attribute(oids.MESSAGE_DIGEST, octets(self.credential.pair.digest(self.content))),
        )

    def encode(self) -> bytes:
        """The ContentInfo."""
        key = self.credential.pair
        digest = self.digest or algorithm(key.digest_algorithm)
        content = (tagged(0, octets(self.content)),) if self.attached else ()
        given = (self.credential.certificate,) if self.certificates is None else self.certificates
        signers = [self._signer(digest)] * self.signers
        data = seq(
            der.encode_number(self.version),
            set_of(digest) if self.digests is None else self.digests,
            seq(der.encode_oid(self.content_type), *content),
            *([tagged(0, *given)] if given else []),
            der.encode(der.SET, *signers),
        )
        return seq(der.encode_oid(oids.SIGNED_DATA), tagged(0, data))

    def _signer(self, digest: bytes) -> bytes:
        key = self.credential.pair
        certificate = x509.Certificate.load(self.credential.certificate)
        attributes = (
            self.standard_attributes() if self.attributes is None else self.attributes
        ) + self.more_attributes
        signed = set_of(*attributes, ordered=self.ordered)
        return seq(
            der.encode_number(self.signer_version),
            self.sid or seq(certificate.issuer.dump(), der.encode_number(certificate.serial_number)),
            digest,
            *([b"\xa0" + signed[1:]] if attributes else []),
            self.signature_algorithm or algorithm(key.signature_algorithm),
            octets(key.sign(signed) if self.signature is None else self.signature),
            *([b"\xa1" + set_of(*self.unsigned)[1:]] if self.unsigned else []),
        )


# --- answers about revocation, time stamps ---------------------------------------


def certificate_id(
    checked: Credential, authority: Credential, *, digest: str = oids.SHA256, serial: int | None = None
) -> bytes:
    """An OCSP CertID."""
    hashed = {oids.SHA1: sha1, **STRONG}[digest]
    number = checked.serial if serial is None else serial
    name, key = authority.name.dump(), authority.pair.key_bits
    return seq(algorithm(digest), octets(hashed(name)), octets(hashed(key)), der.encode_number(number))


GOOD = der.encode(der.context(0, constructed=False))
UNKNOWN = der.encode(der.context(2, constructed=False))


def revoked(at: datetime, reason: int | None = None) -> bytes:
    """An OCSP status."""
    told = [] if reason is None else [tagged(0, der.encode(der.ENUMERATED, bytes([reason])))]
    return tagged(1, generalized(at), *told)


def ocsp(
    named: bytes,
    responder: Credential,
    *,
    status: bytes = GOOD,
    this_update: datetime = AT,
    next_update: datetime | None = None,
    nonce: bytes | None = None,
    by_key: bool = False,
    carried: Sequence[Credential] | None = None,
    signer: Credential | None = None,
    times: int = 1,
    single_extensions: Sequence[bytes] = (),
    extensions: Sequence[bytes] = (),
) -> bytes:
    """An OCSP answer about the CertID `named`, signed by the responder's key or `signer`'s."""
    until = [] if next_update is None else [tagged(0, generalized(next_update))]
    about = [tagged(1, seq(*single_extensions))] if single_extensions else []
    single = seq(named, status, generalized(this_update), *until, *about)
    identity = tagged(2, octets(responder.pair.identifier)) if by_key else tagged(1, responder.name.dump())
    sent = [*([] if nonce is None else [extension(oids.OCSP_NONCE, nonce)]), *extensions]
    told = [tagged(1, seq(*sent))] if sent else []
    data = seq(identity, generalized(this_update), seq(*([single] * times)), *told)
    key = (signer or responder).pair
    given = [responder] if carried is None else carried
    basic = seq(
        data,
        algorithm(key.signature_algorithm),
        bits(key.sign(data)),
        *([tagged(0, seq(*(one.certificate for one in given)))] if given else []),
    )
    wrapped = seq(der.encode_oid(oids.OCSP_BASIC), octets(basic))
    return seq(der.encode(der.ENUMERATED, b"\x00"), tagged(0, wrapped))


def extension(oid: str, value: bytes, *, critical: bool = False) -> bytes:
    """An extension."""
    return seq(der.encode_oid(oid), *([der.encode(der.BOOLEAN, b"\xff")] if critical else []), octets(value))


def crl(
    issuer: Credential,
    entries: Sequence[bytes] = (),
    *,
    this_update: datetime = AT - timedelta(hours=1),
    next_update: datetime | None = AT + timedelta(days=1),
    extensions: Sequence[bytes] = (),
    signer: Credential | None = None,
) -> bytes:
    """A revocation list."""
    key = (signer or issuer).pair
    until = [] if next_update is None else [generalized(next_update)]
    data = seq(
        der.encode_number(1),
        algorithm(key.signature_algorithm),
        issuer.name.dump(),
        generalized(this_update),
        *until,
        *([seq(*entries)] if entries else []),
        *([tagged(0, seq(*extensions))] if extensions else []),
    )
    return seq(data, algorithm(key.signature_algorithm), bits(key.sign(data)))


def crl_entry(serial: int, at: datetime, *extensions: bytes) -> bytes:
    """A line of a revocation list."""
    return seq(der.encode_number(serial), generalized(at), *([seq(*extensions)] if extensions else []))


def stamping_extensions(
    *purposes: str, critical: bool = True, usage: tuple[str, ...] = ("digital_signature",)
) -> Extensions:
    """Of a key that stamps."""
    return leaf_extensions(usage, purposes or (oids.TIME_STAMPING,), critical=critical)


def stamp_info(
    signature: bytes,
    *,
    made_at: datetime = AT,
    digest: str = oids.STREEBOG_512,
    imprint: bytes | None = None,
    nonce: int | None = None,
    extensions: Sequence[bytes] = (),
) -> bytes:
    """A TSTInfo."""
    return seq(
        der.encode_number(1),
        der.encode_oid("1.2.398.3.3.2.6.4"),
        seq(algorithm(digest), octets(STRONG[digest](signature) if imprint is None else imprint)),
        der.encode_number(77),
        generalized(made_at),
        *([] if nonce is None else [der.encode_number(nonce)]),
        *([tagged(1, *extensions)] if extensions else []),
    )


def stamp(signature: bytes, stamper: Credential, **options: Any) -> bytes:
    """A time-stamp token over a signature's value."""
    info = stamp_info(signature, **options)
    return Cms(stamper, info, attached=True, content_type=oids.TST_INFO, version=3).encode()
