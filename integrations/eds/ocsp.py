"""Whether a certificate is revoked, by a responder's answer (OCSP, RFC 6960)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from integrations.eds import armour, der, oids
from integrations.eds.algorithms import Algorithm, check_signature, read_algorithm
from integrations.eds.certificates import (
    DIGITAL_SIGNATURE,
    Certificate,
    Extension,
    issued_by,
    read_certificate,
    read_explicit_extensions,
    read_pinned,
)
from integrations.eds.digests import NAMING, digest_by, sha1
from integrations.eds.errors import SignatureRejected
from integrations.eds.reasons import CERTIFICATE_HOLD, reason_of

SKEW = timedelta(minutes=5)
"""How far the clocks of the NCA and ours may differ."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SUCCESSFUL = 0


@dataclass(frozen=True)
class OcspAnswer:
    """What the responder says; since when, and why (one of REASONS), only of the revoked."""

    status: Literal["good", "revoked", "unknown"]
    revoked_at: datetime | None
    reason: str | None
    this_update: datetime
    next_update: datetime | None = None


@dataclass(frozen=True)
class _Single:
    """A SingleResponse (4.2.1)."""

    certificate: der.Element
    status: der.Element
    this_update: datetime
    next_update: datetime | None


def verify_ocsp(
    response: bytes,
    certificate: bytes,
    issuer: bytes,
    *,
    at: datetime,
    trust: Sequence[bytes],
    fresh_for: timedelta = timedelta(hours=1),
    nonce: bytes | None = None,
    gost_256: bool = False,
) -> OcspAnswer:
    """What the answer says about the certificate that the pinned `issuer` issued.

    It has to be signed by the issuer, or by a responder whom the issuer itself
    certified for that; to be fresh at `at`, by its nextUpdate or, without one,
    by `fresh_for`; and to carry `nonce` where one is given. A revocation of
    1970 for certificateHold is the NCA's way of not knowing the certificate.
    Raises SignatureRejected: responder, wrong_certificate, not_fresh, nonce,
    chain, signature, algorithm, legacy_algorithm, too_large or malformed.
    """
    if issuer not in trust:
        raise SignatureRejected("chain", "issuer is not pinned")
    authority, checked = read_pinned(issuer), read_certificate(certificate)
    signed, algorithm, value, carried = _basic(response)
    responder_id, singles, extensions = _data(signed)
    responder = _responder(responder_id, authority, carried, at=at, gost_256=gost_256)
    check_signature(responder.key, algorithm, signed.encoded, value, gost_256=gost_256)
    if nonce is not None:
        _check_nonce(extensions.get(oids.OCSP_NONCE), nonce)
    ours = [single for single in singles if _is_about(single.certificate, checked, authority)]
    if len(ours) != 1:
        raise SignatureRejected("wrong_certificate")
    _check_fresh(ours[0], at, fresh_for)
    return _answer(ours[0])


def ocsp_request(certificate: bytes, issuer: bytes, *, nonce: bytes) -> bytes:
    """The question about one certificate, with certID by SHA-256 as the NCA's own software asks (4.1.1)."""
    checked, authority = read_certificate(certificate), read_certificate(issuer)
    digest = NAMING[oids.SHA256]
    certificate_id = der.encode(
        der.SEQUENCE,
        der.encode(der.SEQUENCE, der.encode_oid(oids.SHA256), der.encode(der.NULL)),
        der.encode(der.OCTET_STRING, digest(authority.subject)),
        der.encode(der.OCTET_STRING, digest(authority.key.bits)),
        der.encode_number(checked.serial),
    )
    extension = der.encode(
        der.SEQUENCE,
        der.encode_oid(oids.OCSP_NONCE),
        der.encode(der.OCTET_STRING, der.encode(der.OCTET_STRING, nonce)),
    )
    requests = der.encode(der.SEQUENCE, der.encode(der.SEQUENCE, certificate_id))
    extensions = der.encode(der.context(2), der.encode(der.SEQUENCE, extension))
    return der.encode(der.SEQUENCE, der.encode(der.SEQUENCE, requests, extensions))


def _basic(response: bytes) -> tuple[der.Element, Algorithm, bytes, list[Certificate]]:
    """ResponseData, how it is signed, and the certificates that came along."""
    if len(response) > armour.LARGEST_CMS:
        raise SignatureRejected("too_large", "ocsp")
    outer = der.read(response).fields()
    status = der.number(outer.next(), der.ENUMERATED)
    if status != SUCCESSFUL:
        raise SignatureRejected("responder", f"status {status}")
    wrapped = outer.next().inner(der.context(0)).fields()
    outer.done()
    kind, answer = der.oid(wrapped.next()), der.octets(wrapped.next())
    wrapped.done()
    if kind != oids.OCSP_BASIC:
        der.malformed("kind of answer")
    basic = der.read(answer).fields()
    signed, algorithm, value = basic.next(), read_algorithm(basic.next()), der.bits(basic.next())
    tagged = basic.maybe(der.context(0))
    basic.done()
    listed = [] if tagged is None else list(tagged.inner(der.context(0)).expect(der.SEQUENCE))
    return signed, algorithm, value, [read_certificate(one.encoded) for one in listed]


def _data(signed: der.Element) -> tuple[der.Element, list[_Single], Mapping[str, Extension]]:
    """Who answers, the answers, and the extensions of the whole."""
    fields = signed.fields()
    version = fields.maybe(der.context(0))
    if version is not None and der.number(version.inner(der.context(0))) != 0:
        der.malformed("version of the answer")
    responder_id = fields.next()
    der.moment(fields.next())
    singles = [_single(one) for one in fields.next(der.SEQUENCE)]
    extensions = read_explicit_extensions(fields.maybe(der.context(1)))
    fields.done()
    _refuse_critical(extensions)
    return responder_id, singles, extensions


def _single(element: der.Element) -> _Single:
    fields = element.fields()
    certificate, status, this_update = fields.next(), fields.next(), der.moment(fields.next())
    next_update = fields.maybe(der.context(0))
    _refuse_critical(read_explicit_extensions(fields.maybe(der.context(1))))
    fields.done()
    return _Single(
        certificate,
        status,
        this_update,
        None if next_update is None else der.moment(next_update.inner(der.context(0))),
    )


def _refuse_critical(extensions: Mapping[str, Extension]) -> None:
    if any(extension.critical and oid != oids.OCSP_NONCE for oid, extension in extensions.items()):
        der.malformed("unknown critical extension")


def _responder(
    responder_id: der.Element,
    authority: Certificate,
    carried: list[Certificate],
    *,
    at: datetime,
    gost_256: bool,
) -> Certificate:
    """The authority, or the one whom it certified for this and who is named (4.2.2.2)."""
    authority.check_in_force(at)
    if _is_named(responder_id, authority):
        return authority
    for certificate in carried:
        if not _is_named(responder_id, certificate):
            continue
        entitled = oids.OCSP_SIGNING in certificate.extended_key_usage and certificate.may(DIGITAL_SIGNATURE)
        if entitled and issued_by(certificate, authority, gost_256=gost_256):
            certificate.check_extensions()
            certificate.check_in_force(at)
            return certificate
    raise SignatureRejected("responder", "not entitled")


def _is_named(responder_id: der.Element, certificate: Certificate) -> bool:
    """ResponderID: [1] a name or [2] the SHA-1 of a key."""
    if responder_id.tag == der.context(1):
        return responder_id.contents == certificate.subject
    return der.octets(responder_id.inner(der.context(2))) == sha1(certificate.key.bits)


def _is_about(certificate_id: der.Element, certificate: Certificate, authority: Certificate) -> bool:
    """Whether CertID means this certificate of this authority (4.1.1)."""
    fields = certificate_id.fields()
    digest = digest_by(read_algorithm(fields.next()).oid, NAMING)
    name, key, serial = der.octets(fields.next()), der.octets(fields.next()), der.number(fields.next())
    fields.done()
    return (name, key, serial, certificate.issuer) == (
        digest(authority.subject),
        digest(authority.key.bits),
        certificate.serial,
        authority.subject,
    )


def _check_nonce(extension: Extension | None, nonce: bytes) -> None:
    """Inside the extension is an OCTET STRING (RFC 8954), or, of older responders, the nonce itself.

    Without it an answer may be to anybody's question of long ago.
    """
    if extension is None or extension.value not in (nonce, der.encode(der.OCTET_STRING, nonce)):
        raise SignatureRejected("nonce")


def _check_fresh(single: _Single, at: datetime, fresh_for: timedelta) -> None:
    lapsed = at - fresh_for > single.this_update if single.next_update is None else at > single.next_update
    if lapsed or single.this_update > at + SKEW:
        raise SignatureRejected("not_fresh", "ocsp")


def _answer(single: _Single) -> OcspAnswer:
    """CertStatus: [0] good, [1] revoked, [2] unknown."""
    status = single.status
    if status.tag in (der.context(0, constructed=False), der.context(2, constructed=False)):
        if status.contents:
            der.malformed("status")
        known: Literal["good", "unknown"] = (
            "good" if status.tag == der.context(0, constructed=False) else "unknown"
        )
        return OcspAnswer(known, None, None, single.this_update, single.next_update)
    fields = status.fields(der.context(1))
    revoked_at, tagged = der.moment(fields.next()), fields.maybe(der.context(0))
    fields.done()
    reason = None if tagged is None else reason_of(tagged.inner(der.context(0)))
    if revoked_at == EPOCH and reason == CERTIFICATE_HOLD:
        return OcspAnswer("unknown", None, None, single.this_update, single.next_update)
    return OcspAnswer("revoked", revoked_at, reason, single.this_update, single.next_update)
