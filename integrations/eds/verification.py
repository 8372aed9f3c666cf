"""Who signed these bytes: the verifier, without network and without memory of what it has seen."""

from collections.abc import Sequence
from datetime import datetime

from integrations.eds import armour, der, oids
from integrations.eds.algorithms import Algorithm, check_signature, scheme_of
from integrations.eds.attributes import check_attributes, check_value
from integrations.eds.certificates import DIGITAL_SIGNATURE, NON_REPUDIATION, Certificate, read_certificate
from integrations.eds.chain import check_chain
from integrations.eds.cms import SignedData, only, read_signed_data
from integrations.eds.errors import SignatureRejected
from integrations.eds.names import read_name
from integrations.eds.signer import Signer, Subject


def verify(
    cms: bytes, content: bytes | None, *, at: datetime, trust: Sequence[bytes], gost_256: bool = False
) -> Signer:
    """The signer of a CMS with one signer, DER or base64, with or without armour.

    `content` are the bytes that should be signed; with an attached CMS they
    may be None, and then what it carries counts. The key's certificate has to
    lead to a root in `trust` and be in force at `at`, an aware moment.
    Revocation and time stamps are the caller's. `gost_256` allows 256-bit keys.
    Raises SignatureRejected whatever the bytes are; docs/eds.md says in which
    order is checked.
    """
    data = read_signed_data(armour.unwrap(cms), oids.DATA)
    signed_content = _content(data, content)
    certificate = data.signing_certificate()
    check_attributes(data, signed_content, certificate, gost_256=gost_256)
    signed_at = only(data.signer.attributes, oids.SIGNING_TIME)
    time_stamp = only(data.signer.unsigned, oids.TIME_STAMP_TOKEN)
    subject = _subject(certificate, at=at, trust=trust, signing=True, gost_256=gost_256)
    check_value(data.signer, certificate, gost_256=gost_256)
    return Signer(
        **vars(subject),
        signed_at=None if signed_at is None else der.moment(signed_at),
        signature=data.signer.signature,
        time_stamp=None if time_stamp is None else time_stamp.encoded,
        content=data.content,
    )


def verify_certificate(
    certificate: bytes,
    *,
    at: datetime,
    trust: Sequence[bytes],
    signing: bool = False,
    gost_256: bool = False,
) -> Subject:
    """Whom a certificate (DER) names, if it leads to a root in `trust` and all are in force at `at`.

    With `signing` its key has to be one that signs documents, as verify demands;
    otherwise an authority's certificate or a key for signing in stands, too.
    Raises SignatureRejected.
    """
    if len(certificate) > armour.LARGEST_CMS:
        raise SignatureRejected("too_large", "certificate")
    return _subject(read_certificate(certificate), at=at, trust=trust, signing=signing, gost_256=gost_256)


def verify_raw(signature: bytes, content: bytes, certificate: bytes, *, gost_256: bool = False) -> None:
    """Whether the bare signature is over the content, under the certificate's key; the rest is not looked at.

    Raises SignatureRejected.
    """
    key = read_certificate(certificate).key
    scheme = scheme_of(key, gost_256=gost_256)
    check_signature(key, Algorithm(scheme.signature, b""), content, signature, gost_256=gost_256)


def _content(data: SignedData, content: bytes | None) -> bytes:
    if data.content is None:
        if content is None:
            raise SignatureRejected("content_missing")
        return content
    if content is not None and content != data.content:
        raise SignatureRejected("content_differs")
    return data.content


def _subject(
    certificate: Certificate, *, at: datetime, trust: Sequence[bytes], signing: bool, gost_256: bool
) -> Subject:
    scheme = scheme_of(certificate.key, gost_256=gost_256)
    if signing:
        _check_signing_key(certificate)
    name = certificate.name
    chain = check_chain(certificate, at=at, trust=trust, gost_256=gost_256)
    return Subject(
        iin=name.iin,
        bin=name.bin,
        common_name=name.common_name,
        organisation=name.organisation,
        roles=tuple(oid for oid in certificate.extended_key_usage if oid.startswith(oids.KAZAKHSTAN)),
        certificate=certificate.encoded,
        chain=tuple(issuer.encoded for issuer in chain),
        serial=certificate.serial.to_bytes((certificate.serial.bit_length() + 7) // 8, "big").hex(),
        issuer=read_name(certificate.issuer).common_name,
        algorithm=scheme.name,
        not_before=certificate.not_before,
        not_after=certificate.not_after,
    )


def _check_signing_key(certificate: Certificate) -> None:
    """A key for documents, not for signing in only and not an authority's."""
    usage = certificate.key_usage or frozenset()
    if not {DIGITAL_SIGNATURE, NON_REPUDIATION} <= usage or certificate.constraints[0]:
        raise SignatureRejected("key_usage")
    if oids.EMAIL_PROTECTION not in certificate.extended_key_usage:
        raise SignatureRejected("extended_key_usage")
