"""Why certificates are revoked (RFC 5280, 5.3.1)."""

from integrations.eds import der

CERTIFICATE_HOLD = "certificate_hold"

REASONS = {
    0: "unspecified",
    1: "key_compromise",
    2: "ca_compromise",
    3: "affiliation_changed",
    4: "superseded",
    5: "cessation_of_operation",
    6: CERTIFICATE_HOLD,
    8: "remove_from_crl",
    9: "privilege_withdrawn",
    10: "aa_compromise",
}


def reason_of(element: der.Element) -> str:
    """The name of a CRLReason. Raises SignatureRejected (malformed)."""
    return REASONS.get(der.number(element, der.ENUMERATED)) or der.malformed("reason")
