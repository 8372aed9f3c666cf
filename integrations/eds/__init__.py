"""EDS (ЭЦҚ): who signed these bytes, with keys of the NCA RK, verified without any closed library.

docs/eds.md says what is checked, in which order, and why.
"""

from integrations.eds.armour import unwrap
from integrations.eds.crl import RevocationList, Revoked, verify_crl
from integrations.eds.errors import CODES, SignatureRejected
from integrations.eds.ocsp import OcspAnswer, ocsp_request, verify_ocsp
from integrations.eds.signer import Signer, Subject
from integrations.eds.timestamp import time_stamp_request, time_stamp_token, verify_time_stamp
from integrations.eds.trust import is_development, read_trust
from integrations.eds.verification import verify, verify_certificate, verify_raw

__all__ = [
    "CODES",
    "OcspAnswer",
    "RevocationList",
    "Revoked",
    "SignatureRejected",
    "Signer",
    "Subject",
    "is_development",
    "ocsp_request",
    "read_trust",
    "time_stamp_request",
    "time_stamp_token",
    "unwrap",
    "verify",
    "verify_certificate",
    "verify_crl",
    "verify_ocsp",
    "verify_raw",
    "verify_time_stamp",
]
