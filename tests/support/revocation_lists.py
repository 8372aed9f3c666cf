"""Revocation lists of the development authority, made entry by entry."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from asn1crypto import core, crl, x509

from devkit.nca.profile import Credential, Extensions

REVOKED_AT = datetime.fromisoformat("2026-10-01T04:00:00+00:00")


def make_list(
    authority: Credential,
    *,
    at: datetime,
    revoked: Mapping[int, str] = {},
    number: int = 1,
    base: int | None = None,
    lasts: timedelta = timedelta(days=7),
    version: str | None = "v2",
) -> bytes:
    """A list, DER, of this authority at the moment: reasons by serial number, all revoked at REVOKED_AT.

    With `base` it is a delta list to that number.
    """
    extensions = Extensions().put("crl_number", core.Integer(number))
    if base is not None:
        extensions.put("delta_crl_indicator", core.Integer(base), critical=True)
    body = crl.TbsCertList(
        {
            "version": version,
            "signature": authority.pair.algorithm(),
            "issuer": authority.name,
            "this_update": x509.Time({"utc_time": at}),
            "next_update": x509.Time({"utc_time": at + lasts}),
            "revoked_certificates": [_entry(*entry) for entry in revoked.items()] or None,
            "crl_extensions": extensions,
        }
    )
    return crl.CertificateList(
        {
            "tbs_cert_list": body,
            "signature_algorithm": authority.pair.algorithm(),
            "signature": authority.pair.sign(body.dump()),
        }
    ).dump()


def _entry(serial: int, reason: str) -> dict[str, object]:
    value = crl.CRLReason(reason)
    return {
        "user_certificate": serial,
        "revocation_date": x509.Time({"utc_time": REVOKED_AT}),
        "crl_entry_extensions": [{"extn_id": "crl_reason", "critical": False, "extn_value": value}],
    }
