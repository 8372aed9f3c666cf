"""NCANode as a second opinion: a server with the certified core (Kalkan) looks at what we found good.

Version 3 of its REST interface, `POST /cms/verify`; version 4 and NCANode-Go
answer in the same shape. Its `valid` alone says too little to be believed: it is
true for a CMS without signers, for one whose certificate is missing and thus was
never checked, for an attached CMS over any content, for a time stamp over
another signature, and without a word about revocation. So each of these is
looked at here, and what it says about revocation never replaces our own check
(integrations/eds/online.py): it does not verify who signed the OCSP answer.
"""

import json
import logging
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from integrations.eds.digests import STRONG
from integrations.eds.errors import NotAnswered
from integrations.eds.signer import Signer
from integrations.eds.transport import exchange

ANSWER_SECONDS = 20.0
"""It asks the NCA before it answers us."""

LARGEST_REPORT = 256 * 1024
"""Bytes; a report on one signer has about ten kilobytes."""

AGREES = "agrees"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opinion:
    """What the other verifier says of a signature that ours accepted.

    `code` is `agrees` or why not: unreadable, signer_count, certificate_missing,
    wrong_certificate, content_missing, content_differs, imprint, revoked,
    signature. `report` is what this rests on, without names.
    """

    agrees: bool
    code: str
    report: dict[str, Any]


def second_opinion(cms: bytes, content: bytes | None, signer: Signer, *, url: str) -> Opinion:
    """Ask the NCANode at this address about a CMS that `verify` accepted with this signer.

    `content` are the signed bytes that the site holds. Raises NotAnswered where
    there is no opinion: no answer, one that cannot be read, or a check that it
    could not finish (its own OCSP was silent, it does not know the CA).
    """
    if signer.content is not None and content is not None and signer.content != content:
        return _disagrees("content_differs", {})
    if signer.content is None and content is None:
        return _disagrees("content_missing", {})
    question: dict[str, Any] = {"cms": b64encode(cms).decode(), "revocationCheck": ["OCSP"]}
    if signer.content is None and content is not None:
        question["data"] = b64encode(content).decode()
    reply = exchange(
        f"{url.rstrip('/')}/cms/verify",
        json.dumps(question).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
        largest=LARGEST_REPORT,
        seconds=ANSWER_SECONDS,
        silence=ANSWER_SECONDS,
    )
    if reply.status == 400:
        return _disagrees("unreadable", {"status": 400})
    if reply.status != 200:
        raise NotAnswered("http_status")
    return _judge(_report(reply.body), signer)


def _report(body: bytes) -> dict[str, Any]:
    """The JSON object of a report whose outer fields are of the right types."""
    try:
        report = json.loads(body)
    except (ValueError, RecursionError):
        raise NotAnswered("report_malformed") from None
    if (
        not isinstance(report, dict)
        or not isinstance(report.get("valid"), bool)
        or report.get("status", 200) != 200
    ):
        raise NotAnswered("report_malformed")
    return report


def _judge(report: dict[str, Any], signer: Signer) -> Opinion:
    valid, signers = report["valid"], _objects(report.get("signers"))
    kept: dict[str, Any] = {"valid": valid, "signers": len(signers)}
    if not signers and not valid:
        raise NotAnswered("report_empty")  # what it says when it did not understand the question
    if len(signers) != 1:
        return _disagrees("signer_count", kept)
    certificates = _objects(signers[0].get("certificates"))
    if len(certificates) != 1:
        return _disagrees("certificate_missing", kept)
    certificate = certificates[0]
    if not _same_certificate(certificate, signer):
        return _disagrees("wrong_certificate", kept)
    kept["tsp"] = signers[0].get("tsp") is not None
    if not _same_time_stamp(signers[0].get("tsp"), signer):
        return _disagrees("imprint", kept)
    return _weigh(valid, certificate, kept)


def _weigh(valid: bool, certificate: dict[str, Any], kept: dict[str, Any]) -> Opinion:
    """The verdict, when the report is about our signer.

    Its `valid` is false also when its own OCSP was silent or it does not know the
    CA; then the certificate's own `valid` is false too, and there is no opinion.
    """
    revocations = _objects(certificate.get("revocations"))
    kept["revoked"] = [entry.get("revoked") for entry in revocations]
    if not all(isinstance(revoked, bool) for revoked in kept["revoked"]):
        raise NotAnswered("report_malformed")
    if any(kept["revoked"]):
        return _disagrees("revoked", kept)
    if certificate.get("valid") is not True:
        raise NotAnswered("report_unfinished")
    if not valid:
        return _disagrees("signature", kept)
    if not revocations:
        raise NotAnswered("revocation_not_checked")
    return Opinion(True, AGREES, kept)


def _disagrees(code: str, kept: dict[str, Any]) -> Opinion:
    logger.warning("NCANode disagrees: %s", code)
    return Opinion(False, code, kept)


def _objects(value: object) -> list[dict[str, Any]]:
    """This list of JSON objects. Raises NotAnswered when it is none."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise NotAnswered("report_malformed")
    return value


def _same_certificate(certificate: dict[str, Any], signer: Signer) -> bool:
    """Its serial number (hexadecimal, without leading zeros) and IIN are those of our signer."""
    subject = certificate.get("subject")
    try:
        serial = int(str(certificate.get("serialNumber")), 16)
    except ValueError:
        return False
    return serial == int(signer.serial, 16) and isinstance(subject, dict) and subject.get("iin") == signer.iin


def _same_time_stamp(stamp: object, signer: Signer) -> bool:
    """It saw a token exactly when we did, and the token's imprint is a digest of our signature."""
    if stamp is None or signer.time_stamp is None:
        return stamp is None and signer.time_stamp is None
    digests = {digest(signer.signature).hex() for digest in STRONG.values()}
    return isinstance(stamp, dict) and str(stamp.get("hash")).lower() in digests
