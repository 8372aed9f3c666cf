"""CMS SignedData with one signer (RFC 5652, 5), taken apart; nothing is verified here."""

from collections.abc import Mapping
from dataclasses import dataclass

from integrations.eds import armour, der, oids
from integrations.eds.algorithms import Algorithm, read_algorithm
from integrations.eds.certificates import Certificate, read_certificate
from integrations.eds.errors import SignatureRejected

MOST_CERTIFICATES = 16

Attributes = Mapping[str, list[der.Element]]
"""The values of each attribute, by its identifier."""


@dataclass(frozen=True, repr=False)
class SignerInfo:
    """RFC 5652, 5.3. `sid` is issuerAndSerialNumber or [0] subjectKeyIdentifier.

    `signed` are the bytes that the signature is over: the DER of the signed
    attributes with the tag of a SET.
    """

    sid: der.Element
    digest: Algorithm
    signed: bytes
    attributes: Attributes
    algorithm: Algorithm
    signature: bytes
    unsigned: Attributes


@dataclass(frozen=True, repr=False)
class SignedData:
    """RFC 5652, 5.1. `content` is None when it is kept elsewhere."""

    content_type: str
    content: bytes | None
    digests: tuple[Algorithm, ...]
    certificates: tuple[Certificate, ...]
    signer: SignerInfo

    def signing_certificate(self) -> Certificate:
        """The one that the signer points at. Raises SignatureRejected: certificate_missing or malformed."""
        wanted = {
            certificate.encoded: certificate
            for certificate in self.certificates
            if _points_at(self.signer.sid, certificate)
        }
        if not wanted:
            raise SignatureRejected("certificate_missing")
        if len(wanted) > 1:
            der.malformed("two certificates of one number")
        return next(iter(wanted.values()))


def read_signed_data(encoded: bytes, content_type: str) -> SignedData:
    """Of a ContentInfo whose SignedData is over this type of content.

    Raises SignatureRejected: malformed, too_large, content_type, signer_count or attributes_missing.
    """
    outer = der.read(encoded).fields()
    if der.oid(outer.next()) != oids.SIGNED_DATA:
        der.malformed("not signed data")
    fields = outer.next().inner(der.context(0)).fields()
    outer.done()

    version = der.number(fields.next())
    digests = tuple(map(read_algorithm, fields.next(der.SET)))
    inner_type, content = _content(fields.next())
    if (
        len(encoded) - len(content or b"") > armour.LARGEST_CMS
        or len(content or b"") > armour.LARGEST_CONTENT
    ):
        raise SignatureRejected("too_large", "cms")
    certificates = fields.maybe(der.context(0))
    fields.maybe(der.context(1))
    signers = list(fields.next(der.SET))
    fields.done()
    if inner_type != content_type:
        raise SignatureRejected("content_type", "of the content")
    if len(signers) != 1:
        raise SignatureRejected("signer_count", str(len(signers)))
    if version not in (1, 3, 4, 5):
        der.malformed("version of the signed data")
    return SignedData(inner_type, content, digests, _certificates(certificates), _signer(signers[0]))


def _content(element: der.Element) -> tuple[str, bytes | None]:
    fields = element.fields()
    kind, tagged = der.oid(fields.next()), fields.maybe(der.context(0))
    fields.done()
    return kind, None if tagged is None else der.octets(tagged.inner(der.context(0)))


def _certificates(element: der.Element | None) -> tuple[Certificate, ...]:
    """The X.509 certificates; the other kinds of CertificateChoices are passed over."""
    found = [] if element is None else [inner.encoded for inner in element if inner.tag == der.SEQUENCE]
    if len(found) > MOST_CERTIFICATES:
        raise SignatureRejected("too_large", "certificates")
    return tuple(map(read_certificate, found))


def _signer(element: der.Element) -> SignerInfo:
    fields = element.fields()
    version, sid = der.number(fields.next()), fields.next()
    if (version, sid.tag) not in ((1, der.SEQUENCE), (3, der.context(0, constructed=False))):
        der.malformed("version of the signer")
    digest = read_algorithm(fields.next())
    attributes = fields.maybe(der.context(0))
    algorithm = read_algorithm(fields.next())
    signature = der.octets(fields.next())
    unsigned = fields.maybe(der.context(1))
    fields.done()
    if attributes is None:
        raise SignatureRejected("attributes_missing", "signed attributes")
    return SignerInfo(
        sid=sid,
        digest=digest,
        signed=_as_set(attributes),
        attributes=_attributes(attributes),
        algorithm=algorithm,
        signature=signature,
        unsigned={} if unsigned is None else _attributes(unsigned),
    )


def _as_set(attributes: der.Element) -> bytes:
    """RFC 5652, 5.4: the tag of a SET instead of [0]; in the order of DER as they came."""
    encoded = [attribute.encoded for attribute in attributes]
    if encoded != sorted(encoded):
        der.malformed("order of the signed attributes")
    return bytes((der.SET,)) + attributes.encoded[1:]


def _attributes(element: der.Element) -> Attributes:
    found: dict[str, list[der.Element]] = {}
    for attribute in element:
        fields = attribute.fields()
        oid, values = der.oid(fields.next()), list(fields.next(der.SET))
        fields.done()
        if oid in found:
            der.malformed("attribute occurs twice")
        if not values:
            der.malformed("attribute without a value")
        found[oid] = values
    return found


def only(attributes: Attributes, oid: str) -> der.Element | None:
    """The single value of an attribute, None without it. Raises SignatureRejected (malformed) for more."""
    values = attributes.get(oid, [])
    if len(values) > 1:
        der.malformed("attribute with several values")
    return values[0] if values else None


def _points_at(sid: der.Element, certificate: Certificate) -> bool:
    if sid.tag != der.SEQUENCE:
        identifier = certificate.extensions.get(oids.SUBJECT_KEY_IDENTIFIER)
        return identifier is not None and der.octets(der.read(identifier.value)) == sid.contents
    fields = sid.fields()
    issuer, serial = fields.next(), der.number(fields.next())
    fields.done()
    return (issuer.encoded, serial) == (certificate.issuer, certificate.serial)
