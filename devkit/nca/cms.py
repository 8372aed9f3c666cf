"""Signed data (RFC 5652) as Kalkan writes it: one signer, signed attributes, DER."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from asn1crypto import algos, cms, core, tsp, x509
from asn1crypto.parser import emit

from devkit.nca.pairs import settled, unread
from devkit.nca.profile import Credential

UNIVERSAL, CONTEXT, CONSTRUCTED = 0, 2, 1
"""Classes of tags, and the method of what holds other values (X.690 8.1.2)."""


def signed_data(
    content: bytes,
    credential: Credential,
    *,
    at: datetime,
    content_type: str = "data",
    attached: bool = False,
    certificates: Sequence[bytes] | None = None,
    signing_certificate: bool = False,
    time_stamp: bytes | None = None,
) -> bytes:
    """A ContentInfo around the signature of `credential` over `content`.

    `at` becomes the signing time, `certificates` are embedded (the signer's own
    unless told otherwise), `signing_certificate` adds the
    attribute of RFC 5035, `time_stamp` is put in as an unsigned attribute.
    """
    pair = credential.pair
    digest_algorithm = algos.DigestAlgorithm({"algorithm": pair.digest_algorithm, "parameters": core.Null()})
    attributes = _attributes(
        ("content_type", content_type),
        ("signing_time", cms.Time({"utc_time": at})),
        ("message_digest", pair.digest(content)),
        named=_naming(credential) if signing_certificate else None,
    )
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                name="issuer_and_serial_number",
                value={"issuer": credential.issuer, "serial_number": credential.serial},
            ),
            "digest_algorithm": digest_algorithm,
            "signed_attrs": attributes,
            "signature_algorithm": pair.algorithm(),
            "signature": pair.sign(attributes.dump()),
        }
    )
    if time_stamp is not None:
        token = unread(cms.ContentInfo, time_stamp)
        signer["unsigned_attrs"] = _attributes(("signature_time_stamp_token", token))
    embedded = [credential.certificate] if certificates is None else certificates
    encapsulated: dict[str, object] = {"content_type": content_type}
    if attached:
        octets = core.OctetString if content_type == "data" else core.ParsableOctetString
        encapsulated["content"] = octets(content)
    body = cms.SignedData(
        {
            "version": "v1" if content_type == "data" else "v3",
            "digest_algorithms": [digest_algorithm],
            "encap_content_info": encapsulated,
            "certificates": [unread(x509.Certificate, each) for each in embedded] or None,
            "signer_infos": [settled(signer)],
        }
    )
    # By hand: asn1crypto copies what it tags explicitly, and the copy forgets that it is settled.
    named = cms.ContentType("signed_data").dump() + emit(CONTEXT, CONSTRUCTED, 0, body.dump())
    return emit(UNIVERSAL, CONSTRUCTED, core.Sequence.tag, named)


def signature_value(signed: bytes) -> bytes:
    """The signature of the only signer: what a time stamp is asked for."""
    value: bytes = cms.ContentInfo.load(signed)["content"]["signer_infos"][0]["signature"].native
    return value


def _attributes(*wanted: tuple[str, object], named: cms.CMSAttribute | None = None) -> cms.CMSAttributes:
    made = [_attribute(name, value) for name, value in wanted]
    return cms.CMSAttributes(made if named is None else [*made, named])


def _attribute(name: str, value: object) -> cms.CMSAttribute:
    return settled(cms.CMSAttribute({"type": name, "values": [value]}))


@lru_cache(maxsize=256)
def _naming(credential: Credential) -> cms.CMSAttribute:
    """The attribute that names the signer's certificate: the same each time, and slow to encode."""
    return _attribute("signing_certificate_v2", _reference(credential))


def _reference(credential: Credential) -> tsp.SigningCertificateV2:
    issuer = x509.GeneralName(name="directory_name", value=credential.issuer)
    return tsp.SigningCertificateV2(
        {
            "certs": [
                {
                    "cert_hash": hashlib.sha256(credential.certificate).digest(),
                    "issuer_serial": {
                        "issuer": [settled(issuer)],
                        "serial_number": credential.serial,
                    },
                }
            ]
        }
    )
