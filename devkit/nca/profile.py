"""Certificates shaped like those of the NCA RK: names, key usages, roles and extensions.

Taken from certificates that the NCA's own test CA issued; the marks of
development (CN, O, addresses under .test) are ours.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from asn1crypto import core, keys, x509

from devkit.nca.pairs import Kind, Pair, settled, unread

MARK = "DEV "
ORGANISATION = "QYZMET DEVELOPMENT CA"

HOST = "http://nca.qyzmet.test"
"""Where the certificates say that the services are: an address that nobody has."""

Span = tuple[datetime, datetime]
IN_FORCE: Span = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
ENDED: Span = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC))

EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4"
CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2"
_LEGAL_ENTITY = "1.2.398.3.3.4.1.2"

_CPS = "http://pki.gov.kz/cps"
_ROOT_POLICY = "1.2.398.3.1.2"
_POLICY = "1.2.398.3.3.2"
_OLD_SIGNING_POLICY = "1.2.398.3.3.2.3"
_OLD_AUTHENTICATION_POLICY = "1.2.398.3.3.2.4"
_STORAGE, _FILE_STORE = "1.2.398.3.3.5", "1.2.398.3.3.5.1.1"


class Role(StrEnum):
    """Whose key it is, and what they may do for their organisation."""

    PERSON = "person"
    EMPLOYEE = "employee"
    HEAD = "head"
    RIGHT_OF_SIGNATURE = "right_of_signature"
    INFORMATION_SYSTEM = "information_system"


ROLE_USAGES: dict[Role, tuple[str, ...]] = {
    Role.PERSON: ("1.2.398.3.3.4.1.1",),
    Role.EMPLOYEE: (_LEGAL_ENTITY, "1.2.398.3.3.4.1.2.5"),
    Role.HEAD: (_LEGAL_ENTITY, "1.2.398.3.3.4.1.2.1"),
    Role.RIGHT_OF_SIGNATURE: (_LEGAL_ENTITY, "1.2.398.3.3.4.1.2.2"),
    Role.INFORMATION_SYSTEM: (_LEGAL_ENTITY, "1.2.398.3.3.4.1.2.6"),
}
"""The extended key usages that name each role."""


@dataclass(frozen=True)
class Credential:
    """A certificate and the key that belongs to it."""

    certificate: bytes
    pair: Pair

    @property
    def name(self) -> x509.Name:
        """The certificate's subject."""
        return settled(x509.Certificate.load(self.certificate)["tbs_certificate"]["subject"])

    @property
    def issuer(self) -> x509.Name:
        """The name of whoever issued it."""
        return settled(x509.Certificate.load(self.certificate)["tbs_certificate"]["issuer"])

    @property
    def serial(self) -> int:
        """The certificate's serial number."""
        return int(x509.Certificate.load(self.certificate).serial_number)


class Extensions(list[dict[str, object]]):
    """The extensions of a certificate or a revocation list, in the order in which they are added."""

    def put(self, name: str, value: object, *, critical: bool = False) -> "Extensions":
        """Add one, by its name in asn1crypto or its OID; returns the same list."""
        self.append({"extn_id": name, "critical": critical, "extn_value": value})
        return self


def issue(
    subject: x509.Name,
    pair: Pair,
    issuer: Credential | None,
    *,
    serial: int,
    span: Span,
    extensions: Extensions,
) -> Credential:
    """A certificate for this subject and key; without an issuer it signs itself."""
    signing = issuer.pair if issuer else pair
    extensions.put("key_identifier", pair.identifier)
    extensions.put(
        "authority_key_identifier", x509.AuthorityKeyIdentifier({"key_identifier": signing.identifier})
    )
    body = settled(
        x509.TbsCertificate(
            {
                "version": "v3",
                "serial_number": serial,
                "signature": signing.algorithm(),
                "issuer": issuer.name if issuer else subject,
                "validity": {
                    "not_before": x509.Time({"utc_time": span[0]}),
                    "not_after": x509.Time({"utc_time": span[1]}),
                },
                "subject": subject,
                "subject_public_key_info": unread(keys.PublicKeyInfo, pair.public),
                "extensions": settled(x509.Extensions(extensions)),
            }
        )
    )
    certificate = x509.Certificate(
        {
            "tbs_certificate": body,
            "signature_algorithm": signing.algorithm(),
            "signature_value": signing.sign(body.dump()),
        }
    )
    return Credential(certificate.dump(), pair)


def distinguished_name(*parts: tuple[str, str]) -> x509.Name:
    """A name of these attributes in this order, each in an RDN of its own."""
    rdns = []
    for attribute, text in parts:
        printable = attribute in ("country_name", "serial_number")
        name = "printable_string" if printable else "utf8_string"
        value = x509.DirectoryString(name=name, value=text)
        rdns.append(
            x509.RelativeDistinguishedName([x509.NameTypeAndValue({"type": attribute, "value": value})])
        )
    return x509.Name(name="", value=x509.RDNSequence(rdns))


def service_name(common_name: str, kind: Kind) -> x509.Name:
    """The name of one of the CA's own certificates, with the marks of development."""
    return distinguished_name(
        ("common_name", f"{MARK}{common_name} ({kind.upper()})"),
        ("country_name", "KZ"),
        ("organization_name", ORGANISATION),
    )


def person_name(name: str, iin: str, *, bin: str | None, organisation: str) -> x509.Name:
    """The subject of a person's key: SURNAME given name, and under GIVENNAME the patronymic, as the NCA does.

    `name` is surname, given name and, where there is one, patronymic.
    """
    surname, given_name, *patronymic = name.upper().split(maxsplit=2)
    parts = [
        ("common_name", f"{surname} {given_name}"),
        ("surname", surname),
        ("serial_number", f"IIN{iin}"),
        ("country_name", "KZ"),
        *_legal_parts(bin, organisation),
        *(("given_name", part) for part in patronymic),
    ]
    return distinguished_name(*parts)


def system_name(name: str, *, bin: str | None, organisation: str) -> x509.Name:
    """The subject of an information system's key, which names no person."""
    return distinguished_name(
        ("user_id", "1.2.398.6.10.1.1"),
        ("common_name", name),
        ("country_name", "KZ"),
        *_legal_parts(bin, organisation),
    )


def _legal_parts(bin: str | None, organisation: str) -> list[tuple[str, str]]:
    if bin is None:
        return []
    return [("organization_name", organisation), ("organizational_unit_name", f"BIN{bin}")]


def authority_extensions(*, root: bool) -> Extensions:
    """Of a root or of the CA under it."""
    return (
        Extensions()
        .put("basic_constraints", x509.BasicConstraints({"ca": True}), critical=True)
        .put("key_usage", x509.KeyUsage({"key_cert_sign", "crl_sign"}), critical=True)
        .put("certificate_policies", _policies(_ROOT_POLICY if root else _POLICY))
    )


def responder_extensions(kind: Kind) -> Extensions:
    """Of the certificate that signs OCSP answers (RFC 6960 4.2.2.2)."""
    return (
        _addresses(kind)
        .put("key_usage", x509.KeyUsage({"digital_signature"}), critical=True)
        .put("extended_key_usage", x509.ExtKeyUsageSyntax(["ocsp_signing"]))
        .put("ocsp_no_check", core.Null())
    )


def time_stamping_extensions(kind: Kind) -> Extensions:
    """Of the certificate that signs time stamps: its one usage is critical (RFC 3161 2.3)."""
    return (
        _addresses(kind)
        .put("key_usage", x509.KeyUsage({"digital_signature", "non_repudiation"}), critical=True)
        .put("extended_key_usage", x509.ExtKeyUsageSyntax(["time_stamping"]), critical=True)
    )


def signing_extensions(kind: Kind, role: Role) -> Extensions:
    """Of a key that signs documents; a system's has no e-mail protection."""
    usages = ROLE_USAGES[role]
    if role is not Role.INFORMATION_SYSTEM:
        usages = (EMAIL_PROTECTION, *usages)
    key_usage = {"digital_signature", "non_repudiation"}
    if kind is Kind.RSA:
        return _leaf_extensions(kind, _OLD_SIGNING_POLICY, usages, key_usage)
    extensions = _leaf_extensions(kind, _POLICY, usages, key_usage | {"key_agreement"})
    storage = core.SequenceOf([_FILE_STORE], spec=core.ObjectIdentifier)
    return extensions.put(_STORAGE, core.ParsableOctetString(storage.dump()))


def authentication_extensions(role: Role) -> Extensions:
    """Of the second key of the old RSA sets, which only signs in."""
    usages = (CLIENT_AUTHENTICATION, *ROLE_USAGES[role])
    key_usage = {"digital_signature", "key_encipherment"}
    return _leaf_extensions(Kind.RSA, _OLD_AUTHENTICATION_POLICY, usages, key_usage)


def _leaf_extensions(kind: Kind, policy: str, usages: tuple[str, ...], key_usage: set[str]) -> Extensions:
    return (
        _addresses(kind)
        .put("certificate_policies", _policies(policy))
        .put("extended_key_usage", x509.ExtKeyUsageSyntax(list(usages)))
        .put("key_usage", x509.KeyUsage(key_usage), critical=True)
    )


def _addresses(kind: Kind) -> Extensions:
    access = [
        ("ocsp", f"{HOST}/ocsp/"),
        ("ocsp", f"{HOST}/ocsp1/"),
        ("ca_issuers", f"{HOST}/cert/nca_{kind}.cer"),
    ]
    return (
        Extensions()
        .put(
            "authority_information_access",
            x509.AuthorityInfoAccessSyntax(
                [{"access_method": method, "access_location": _address(url)} for method, url in access]
            ),
        )
        .put("crl_distribution_points", _points(f"{HOST}/crl/{kind}.crl"))
        .put("freshest_crl", _points(f"{HOST}/crl/{kind}_delta.crl"))
    )


def _points(url: str) -> x509.CRLDistributionPoints:
    names = x509.DistributionPointName(name="full_name", value=x509.GeneralNames([_address(url)]))
    return x509.CRLDistributionPoints([{"distribution_point": names}])


def _address(url: str) -> x509.GeneralName:
    return x509.GeneralName(name="uniform_resource_identifier", value=x509.URI(url))


def _policies(policy: str) -> x509.CertificatePolicies:
    qualifier = {
        "policy_qualifier_id": "certification_practice_statement",
        "qualifier": core.IA5String(_CPS),
    }
    return x509.CertificatePolicies([{"policy_identifier": policy, "policy_qualifiers": [qualifier]}])
