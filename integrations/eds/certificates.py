"""X.509 certificates as the verifier needs them (RFC 5280, 4.1 and 4.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from integrations.eds import der, oids
from integrations.eds.algorithms import Algorithm, PublicKey, check_signature, read_algorithm, read_public_key
from integrations.eds.errors import SignatureRejected
from integrations.eds.names import Name, read_name

DIGITAL_SIGNATURE, NON_REPUDIATION, KEY_CERT_SIGN, CRL_SIGN = 0, 1, 5, 6
"""Bits of the key usage (4.2.1.3)."""

UNDERSTOOD = frozenset(
    (
        oids.KEY_USAGE,
        oids.EXTENDED_KEY_USAGE,
        oids.BASIC_CONSTRAINTS,
        oids.SUBJECT_KEY_IDENTIFIER,
        oids.AUTHORITY_KEY_IDENTIFIER,
        oids.CERTIFICATE_POLICIES,
    )
)
"""Extensions that may be critical. Every policy of a pinned authority is as good as another."""

LONGEST_SERIAL = 20


@dataclass(frozen=True)
class Extension:
    """`value` is what the extension's OCTET STRING holds, DER."""

    critical: bool
    value: bytes


@dataclass(frozen=True, repr=False)
class Certificate:
    """A certificate in parts. `issuer` and `subject` are the names' DER, `signed` what the issuer signed."""

    encoded: bytes
    signed: bytes
    serial: int
    issuer: bytes
    subject: bytes
    not_before: datetime
    not_after: datetime
    key: PublicKey
    extensions: Mapping[str, Extension]
    signature_algorithm: Algorithm
    signature: bytes

    @cached_property
    def name(self) -> Name:
        """Of the subject. Raises SignatureRejected (malformed)."""
        return read_name(self.subject)

    @cached_property
    def key_usage(self) -> frozenset[int] | None:
        """The bits set, None without the extension."""
        extension = self.extensions.get(oids.KEY_USAGE)
        return None if extension is None else der.named_bits(der.read(extension.value))

    @cached_property
    def extended_key_usage(self) -> tuple[str, ...]:
        """The purposes in their order."""
        extension = self.extensions.get(oids.EXTENDED_KEY_USAGE)
        if extension is None:
            return ()
        return tuple(der.oid(purpose) for purpose in der.read(extension.value).expect(der.SEQUENCE))

    @cached_property
    def constraints(self) -> tuple[bool, int | None]:
        """Whether it is an authority, and how many may stand below it."""
        extension = self.extensions.get(oids.BASIC_CONSTRAINTS)
        if extension is None:
            return False, None
        fields = der.read(extension.value).fields()
        authority, length = fields.maybe(der.BOOLEAN), fields.maybe(der.INTEGER)
        fields.done()
        if length is not None and der.number(length) < 0:
            der.malformed("path length")
        return authority is not None and der.boolean(authority), None if length is None else der.number(
            length
        )

    @property
    def self_issued(self) -> bool:
        """Whether it names itself as its issuer."""
        return self.issuer == self.subject

    def may(self, usage: int) -> bool:
        """Whether the key usage allows this, or is silent."""
        return self.key_usage is None or usage in self.key_usage

    def check_extensions(self) -> None:
        """Raises SignatureRejected (malformed) when one that we do not understand has to be obeyed."""
        if any(extension.critical and oid not in UNDERSTOOD for oid, extension in self.extensions.items()):
            der.malformed("unknown critical extension")

    def check_in_force(self, at: datetime) -> None:
        """Raises SignatureRejected: not_in_force."""
        if not self.not_before <= at <= self.not_after:
            raise SignatureRejected("not_in_force", "certificate")


def read_certificate(encoded: bytes) -> Certificate:
    """Raises SignatureRejected (malformed). Of a kind of key that is not accepted it is read, too."""
    outer = der.read(encoded).fields()
    signed = outer.next()
    algorithm = read_algorithm(outer.next())
    signature = der.bits(outer.next())
    outer.done()

    fields = signed.fields()
    version = fields.maybe(der.context(0))
    if version is None or der.number(version.inner(der.context(0))) != 2:
        der.malformed("version of the certificate")
    serial = fields.next()
    if not 0 < der.number(serial) < 1 << 8 * LONGEST_SERIAL:
        der.malformed("serial number")
    if read_algorithm(fields.next()) != algorithm:
        der.malformed("two signature algorithms")
    issuer = fields.next(der.SEQUENCE).encoded
    validity = fields.next().fields()
    not_before, not_after = der.moment(validity.next()), der.moment(validity.next())
    validity.done()
    subject = fields.next(der.SEQUENCE).encoded
    key = read_public_key(fields.next())
    fields.maybe(der.context(1, constructed=False))
    fields.maybe(der.context(2, constructed=False))
    extensions = fields.maybe(der.context(3))
    fields.done()
    return Certificate(
        encoded=encoded,
        signed=signed.encoded,
        serial=der.number(serial),
        issuer=issuer,
        subject=subject,
        not_before=not_before,
        not_after=not_after,
        key=key,
        extensions=read_explicit_extensions(extensions),
        signature_algorithm=algorithm,
        signature=signature,
    )


def read_explicit_extensions(tagged: der.Element | None) -> Mapping[str, Extension]:
    """Extensions inside an explicit tag, none when there is no tag."""
    if tagged is None:
        return {}
    return read_extensions(tagged.inner(tagged.tag))


def read_extensions(element: der.Element, tag: int = der.SEQUENCE) -> Mapping[str, Extension]:
    """By identifier. Raises SignatureRejected (malformed), also when one occurs twice."""
    found: dict[str, Extension] = {}
    for extension in element.expect(tag):
        fields = extension.fields()
        oid = der.oid(fields.next())
        critical = fields.maybe(der.BOOLEAN)
        value = der.octets(fields.next())
        fields.done()
        if oid in found:
            der.malformed("extension occurs twice")
        found[oid] = Extension(critical is not None and der.boolean(critical), value)
    return found


@lru_cache(maxsize=128)
def read_pinned(encoded: bytes) -> Certificate:
    """As read_certificate, remembered: for the few certificates that are pinned."""
    return read_certificate(encoded)


def issued_by(certificate: Certificate, issuer: Certificate, *, gost_256: bool) -> bool:
    """Whether the issuer's key signed this certificate.

    Raises SignatureRejected (algorithm, legacy_algorithm) for a key that is not accepted.
    """
    if certificate.issuer != issuer.subject:
        return False
    try:
        check_signature(
            issuer.key,
            certificate.signature_algorithm,
            certificate.signed,
            certificate.signature,
            gost_256=gost_256,
        )
    except SignatureRejected as refusal:
        if refusal.code != "signature":
            raise
        return False
    return True
