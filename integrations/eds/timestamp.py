"""Time stamps over the value of a signature (RFC 3161): asking for one, and reading what is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from integrations.eds import armour, cms, der, oids
from integrations.eds.algorithms import read_algorithm
from integrations.eds.attributes import check_attributes, check_value
from integrations.eds.certificates import (
    DIGITAL_SIGNATURE,
    NON_REPUDIATION,
    Certificate,
    read_extensions,
)
from integrations.eds.chain import check_chain
from integrations.eds.digests import digest_by
from integrations.eds.errors import SignatureRejected

SKEW = timedelta(minutes=5)
GRANTED = (0, 1)
GOST_POLICY = "1.2.398.3.3.2.6.4"
"""The policy of the NCA's authority that stamps with GOST 34.10-2015."""


@dataclass(frozen=True)
class _Statement:
    """TSTInfo (2.4.2)."""

    digest: str
    imprint: bytes
    made_at: datetime
    nonce: int | None


def time_stamp_request(signature: bytes, *, nonce: int, policy: str | None = None) -> bytes:
    """The question for a time stamp over a signature's value, whose answer brings the certificate (2.4.1).

    The value is hashed as the NCA's own software does: by Streebog-512 for the GOST policy, else by SHA-256.
    """
    hashed_by = oids.STREEBOG_512 if policy == GOST_POLICY else oids.SHA256
    algorithm = der.encode(der.SEQUENCE, der.encode_oid(hashed_by), der.encode(der.NULL))
    hashed = der.encode(der.OCTET_STRING, digest_by(hashed_by)(signature))
    return der.encode(
        der.SEQUENCE,
        der.encode_number(1),
        der.encode(der.SEQUENCE, algorithm, hashed),
        b"" if policy is None else der.encode_oid(policy),
        der.encode_number(nonce),
        der.encode(der.BOOLEAN, b"\xff"),
    )


def time_stamp_token(response: bytes, *, nonce: int) -> bytes:
    """The token of an answer that grants one, with our nonce; not verified beyond that.

    Raises SignatureRejected: responder (not granted), nonce, too_large or malformed.
    """
    if len(response) > armour.LARGEST_CMS:
        raise SignatureRejected("too_large", "time stamp")
    fields = der.read(response).fields()
    status = der.number(next(iter(fields.next(der.SEQUENCE)), None) or der.malformed("status"))
    if status not in GRANTED:
        raise SignatureRejected("responder", f"status {status}")
    token = fields.next(der.SEQUENCE)
    fields.done()
    if _statement(cms.read_signed_data(token.encoded, oids.TST_INFO)).nonce != nonce:
        raise SignatureRejected("nonce")
    return token.encoded


def verify_time_stamp(
    token: bytes, signature: bytes, *, at: datetime, trust: Sequence[bytes], gost_256: bool = False
) -> datetime:
    """When a signature of this value existed, by an authority that leads to a root in `trust`.

    The authority's chain has to be in force at that time, and its key for
    nothing but time stamps; the time must not lie after `at`.
    Raises SignatureRejected: those of verify, and imprint or not_fresh.
    """
    if len(token) > armour.LARGEST_CMS:
        raise SignatureRejected("too_large", "time stamp")
    data = cms.read_signed_data(token, oids.TST_INFO)
    statement = _statement(data)
    if statement.imprint != digest_by(statement.digest)(signature):
        raise SignatureRejected("imprint")
    if statement.made_at > at + SKEW:
        raise SignatureRejected("not_fresh", "time stamp")
    certificate = data.signing_certificate()
    check_attributes(data, data.content or b"", certificate, gost_256=gost_256)
    _check_stamping_key(certificate)
    check_chain(certificate, at=statement.made_at, trust=trust, gost_256=gost_256)
    check_value(data.signer, certificate, gost_256=gost_256)
    return statement.made_at


def _statement(data: cms.SignedData) -> _Statement:
    if data.content is None:
        raise SignatureRejected("content_missing", "time stamp")
    fields = der.read(data.content).fields()
    if der.number(fields.next()) != 1:
        der.malformed("version of the time stamp")
    der.oid(fields.next())
    imprint = fields.next().fields()
    digest, hashed = read_algorithm(imprint.next()).oid, der.octets(imprint.next())
    imprint.done()
    der.number(fields.next())
    made_at = der.moment(fields.next())
    fields.maybe(der.SEQUENCE)
    fields.maybe(der.BOOLEAN)
    nonce = fields.maybe(der.INTEGER)
    fields.maybe(der.context(0))
    tagged = fields.maybe(der.context(1))
    fields.done()
    extensions = {} if tagged is None else read_extensions(tagged, der.context(1))
    if any(extension.critical for extension in extensions.values()):
        der.malformed("unknown critical extension")
    return _Statement(digest, hashed, made_at, None if nonce is None else der.number(nonce))


def _check_stamping_key(certificate: Certificate) -> None:
    """RFC 3161, 2.3: the extended key usage is critical and has the one purpose."""
    extension = certificate.extensions.get(oids.EXTENDED_KEY_USAGE)
    sole = certificate.extended_key_usage == (oids.TIME_STAMPING,)
    if extension is None or not extension.critical or not sole:
        raise SignatureRejected("extended_key_usage", "time stamp")
    if not certificate.may(DIGITAL_SIGNATURE) and not certificate.may(NON_REPUDIATION):
        raise SignatureRejected("key_usage", "time stamp")
