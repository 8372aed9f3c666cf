"""Asking the NCA: whether a certificate is revoked, and for a time stamp.

Only the addresses that the settings name are asked, never those in a
certificate. Whatever comes back is believed for its signature alone. Where
nobody answers so that it can be believed, NotAnswered is raised: the signature
is then neither valid nor invalid, and has to be asked about again.
"""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from integrations.eds.certificates import read_pinned
from integrations.eds.errors import NotAnswered, SignatureRejected
from integrations.eds.ocsp import ocsp_request, verify_ocsp
from integrations.eds.revocation import Revocation, of_answer
from integrations.eds.revocation_lists import RevocationLists
from integrations.eds.timestamp import time_stamp_request, time_stamp_token, verify_time_stamp
from integrations.eds.transport import exchange

logger = logging.getLogger(__name__)

LARGEST_ANSWER = 64 * 1024
"""Bytes, of an OCSP answer and of a time stamp with its certificates; the NCA's have about four thousand."""

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the authority's clock and ours may be apart in a time stamp that was made just now."""

_OCSP = {"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"}
_TSP = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


def check_revocation(
    certificate: bytes,
    issuer: bytes,
    *,
    at: datetime,
    trust: Sequence[bytes],
    ocsp_urls: Sequence[str],
    crl_urls: Sequence[str],
    cache: Path,
    gost_256: bool = False,
) -> Revocation:
    """Ask each OCSP host, then the lists of revoked certificates; of the pinned issuer the root's list, too.

    `certificate` and `issuer` are DER, `at` is now. Lists are kept in the folder
    `cache`. Takes a minute at the most. Raises NotAnswered when neither way gives
    an answer that stands, or the root's list is configured and not to be had.
    """
    lists = RevocationLists(crl_urls, cache, at=at, trust=trust, gost_256=gost_256)
    revocation = _by_ocsp(certificate, issuer, ocsp_urls, at=at, trust=trust, gost_256=gost_256)
    revocation = revocation or lists.state(certificate)
    if revocation is None:
        raise NotAnswered("revocation")
    return _with_issuer(revocation, issuer, lists) if revocation.status == "good" else revocation


def fetch_time_stamp(
    signature: bytes, *, at: datetime, trust: Sequence[bytes], url: str, gost_256: bool = False
) -> tuple[bytes, datetime]:
    """A token (RFC 3161, DER) over the value of a signature, and the moment that it proves.

    `at` is now. Raises NotAnswered when the authority gives none that stands.
    """
    nonce = secrets.randbits(64)
    question = time_stamp_request(signature, nonce=nonce)
    try:
        token = time_stamp_token(_ask(url, question, _TSP), nonce=nonce)
        made_at = verify_time_stamp(token, signature, at=at, trust=trust, gost_256=gost_256)
    except SignatureRejected as refusal:
        raise NotAnswered(refusal.code) from None
    if abs(made_at - at) > CLOCKS_DIFFER:
        raise NotAnswered("not_fresh")
    return token, made_at


def _by_ocsp(
    certificate: bytes,
    issuer: bytes,
    urls: Sequence[str],
    *,
    at: datetime,
    trust: Sequence[bytes],
    gost_256: bool,
) -> Revocation | None:
    """The first answer that stands, to our question and of this hour; None when no host gives one."""
    for url in urls:
        nonce = secrets.token_bytes(32)
        try:
            response = _ask(url, ocsp_request(certificate, issuer, nonce=nonce), _OCSP)
            answer = verify_ocsp(
                response, certificate, issuer, at=at, trust=trust, nonce=nonce, gost_256=gost_256
            )
            revocation = of_answer(answer, response)
            if not revocation.is_fresh(at):
                raise NotAnswered("not_fresh")
        except (NotAnswered, SignatureRejected) as error:
            logger.warning("OCSP at %s: %s", url, error)
            continue
        return revocation
    return None


def _with_issuer(revocation: Revocation, issuer: bytes, lists: RevocationLists) -> Revocation:
    """The answer, once the root's list does not name the issuer; what that list says when it does."""
    authority = None if read_pinned(issuer).self_issued else lists.state_of_authority(issuer)
    if authority is None:
        return revocation
    if authority.status != "good":
        return authority
    evidence = (*revocation.more_evidence, authority.evidence, *authority.more_evidence)
    return replace(revocation, more_evidence=evidence)


def _ask(url: str, question: bytes, headers: dict[str, str]) -> bytes:
    reply = exchange(url, question, headers=headers, largest=LARGEST_ANSWER)
    if reply.status != 200:
        raise NotAnswered("http_status")
    return reply.body
