"""The signed attributes: what they must say (RFC 5652, 5.4 and 11), and the signature over them."""

from hmac import compare_digest

from integrations.eds import der, oids
from integrations.eds.algorithms import Algorithm, check_signature, read_algorithm, scheme_of
from integrations.eds.certificates import Certificate
from integrations.eds.cms import SignedData, SignerInfo, only
from integrations.eds.digests import digest_by, sha1
from integrations.eds.errors import SignatureRejected

DIRECTORY_NAME = der.context(4)


def check_attributes(data: SignedData, content: bytes, certificate: Certificate, *, gost_256: bool) -> None:
    """Whether the attributes are about this content and this certificate.

    Raises SignatureRejected: legacy_algorithm, algorithm, attributes_missing,
    content_type, message_digest, signing_certificate or malformed.
    """
    signer = data.signer
    scheme = scheme_of(certificate.key, gost_256=gost_256)
    digest = digest_by(signer.digest.oid)
    if signer.digest != Algorithm(scheme.digest, b"") or signer.digest not in data.digests:
        raise SignatureRejected("algorithm", "digest")
    kind, expected = only(signer.attributes, oids.CONTENT_TYPE), only(signer.attributes, oids.MESSAGE_DIGEST)
    if kind is None or expected is None:
        raise SignatureRejected("attributes_missing", "contentType or messageDigest")
    if der.oid(kind) != data.content_type:
        raise SignatureRejected("content_type", "of the attribute")
    if not compare_digest(der.octets(expected), digest(content)):
        raise SignatureRejected("message_digest")
    check_signing_certificate(signer, certificate)


def check_value(signer: SignerInfo, certificate: Certificate, *, gost_256: bool) -> None:
    """Whether the signature is over the attributes, by this certificate's key. Raises SignatureRejected."""
    check_signature(certificate.key, signer.algorithm, signer.signed, signer.signature, gost_256=gost_256)


def check_signing_certificate(signer: SignerInfo, certificate: Certificate) -> None:
    """Whether signingCertificate and signingCertificateV2, where present, mean it (RFC 5035, 5.4).

    The first identifier is the signer's; the others are of no interest, because the chain is built from
    pinned certificates. Raises SignatureRejected: signing_certificate, algorithm or malformed.
    """
    for oid in (oids.SIGNING_CERTIFICATE, oids.SIGNING_CERTIFICATE_V2):
        value = only(signer.attributes, oid)
        if value is None:
            continue
        fields = value.fields()
        first = next(iter(fields.next(der.SEQUENCE)), None)
        fields.maybe(der.SEQUENCE)
        fields.done()
        if first is None or not _means(first, certificate, second_version=oid == oids.SIGNING_CERTIFICATE_V2):
            raise SignatureRejected("signing_certificate")


def _means(identifier: der.Element, certificate: Certificate, *, second_version: bool) -> bool:
    """ESSCertID has a SHA-1, ESSCertIDv2 names its hash, by default SHA-256; issuer and number may follow."""
    fields = identifier.fields()
    named = fields.maybe(der.SEQUENCE) if second_version else None
    if named is not None:
        digest = digest_by(read_algorithm(named).oid)
    else:
        digest = digest_by(oids.SHA256) if second_version else sha1
    hashed = der.octets(fields.next())
    numbered = fields.maybe(der.SEQUENCE)
    fields.done()
    return hashed == digest(certificate.encoded) and (numbered is None or _numbers(numbered, certificate))


def _numbers(issuer_serial: der.Element, certificate: Certificate) -> bool:
    """IssuerSerial: the issuer as GeneralNames with one directoryName, and the serial number."""
    fields = issuer_serial.fields()
    names, serial = list(fields.next(der.SEQUENCE)), der.number(fields.next())
    fields.done()
    if len(names) != 1 or names[0].tag != DIRECTORY_NAME:
        der.malformed("issuer of the signing certificate")
    return names[0].contents == certificate.issuer and serial == certificate.serial
