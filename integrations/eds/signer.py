"""Whose key it is: what the verifier says about a certificate and about a signature."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, repr=False)
class Subject:
    """Who a certificate names, once it is known to stand; read from the certificate alone.

    `iin` comes from serialNumber (2.5.4.5), `bin` from organizationalUnitName
    (2.5.4.11), `roles` are the extended key usages of Kazakhstan's arc, in the
    certificate's order. `chain` goes from the issuer to the pinned root, DER;
    it is empty for a root. `serial` is in hexadecimal, two digits a byte.
    """

    iin: str | None
    bin: str | None
    common_name: str
    organisation: str | None
    roles: tuple[str, ...]
    certificate: bytes
    chain: tuple[bytes, ...]
    serial: str
    issuer: str
    algorithm: str
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, repr=False)
class Signer(Subject):
    """Who made a signature that was found right.

    `signed_at` is signingTime, the signer's word and nothing more. `signature`
    is the value of the signature, which a time stamp is over; `time_stamp` the
    token that came along, not verified. `content` is what an attached CMS
    carried, None of a detached one.
    """

    signed_at: datetime | None
    signature: bytes
    time_stamp: bytes | None
    content: bytes | None
