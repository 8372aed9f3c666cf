"""Revocation lists (RFC 5280 5) of the development CA: a full one, and what came after it."""

from datetime import datetime, timedelta

from asn1crypto import core, crl, x509

from devkit.nca.authority import Authority
from devkit.nca.modes import Mode
from devkit.nca.pairs import Kind, settled, spoilt
from devkit.nca.profile import IN_FORCE, Extensions
from devkit.nca.register import Entry

_BEGAN = IN_FORCE[0]
_OLD = timedelta(days=3)


def revocation_list(
    authority: Authority, kind: Kind, *, at: datetime, delta: bool = False, mode: Mode = Mode.OK
) -> bytes:
    """A CertificateList made in this minute, DER.

    The full list lasts two days. The delta list lasts two hours, names the full
    one of a day before as its base and holds what was revoked since: nothing,
    for keys of the demo are revoked from the beginning.
    """
    made = at.replace(second=0, microsecond=0) - (_OLD if mode is Mode.STALE else timedelta())
    base = made - timedelta(days=1)
    revoked = [
        entry
        for entry in authority.register.all(kind)
        if entry.revoked_at and (not delta or entry.revoked_at >= base)
    ]
    if mode is Mode.WRONG_CERT:
        kind = next(other for other in Kind if other is not kind)
    issuer = authority.chains[kind].issuer
    extensions = (
        Extensions()
        .put(
            "authority_key_identifier",
            x509.AuthorityKeyIdentifier({"key_identifier": issuer.pair.identifier}),
        )
        .put("crl_number", core.Integer(_number(made)))
    )
    if delta:
        extensions.put("delta_crl_indicator", core.Integer(_number(base)), critical=True)
    body = settled(
        crl.TbsCertList(
            {
                "version": "v2",
                "signature": issuer.pair.algorithm(),
                "issuer": issuer.name,
                "this_update": _time(made),
                "next_update": _time(made + timedelta(hours=2 if delta else 48)),
                "revoked_certificates": [_line(entry) for entry in revoked] or None,
                "crl_extensions": extensions,
            }
        )
    )
    signature = issuer.pair.sign(body.dump())
    return crl.CertificateList(
        {
            "tbs_cert_list": body,
            "signature_algorithm": issuer.pair.algorithm(),
            "signature": spoilt(signature) if mode is Mode.FORGED else signature,
        }
    ).dump()


def _line(entry: Entry) -> dict[str, object]:
    assert entry.revoked_at is not None
    reason = crl.CRLReason("cessation_of_operation")
    return {
        "user_certificate": entry.serial,
        "revocation_date": _time(entry.revoked_at),
        "crl_entry_extensions": [{"extn_id": "crl_reason", "critical": False, "extn_value": reason}],
    }


def _number(made: datetime) -> int:
    """Minutes since the CA began: grows with every list."""
    return (made - _BEGAN) // timedelta(minutes=1)


def _time(moment: datetime) -> x509.Time:
    return x509.Time({"utc_time": moment})
