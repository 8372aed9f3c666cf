"""What the NCA says of a key, by OCSP or by its lists, and what that is worth for a signature."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from integrations.eds.ocsp import OcspAnswer

ANSWERED_WITHIN = timedelta(hours=1)
"""How old an OCSP answer may be: it is made when it is asked for."""

LISTED_WITHIN = timedelta(hours=72)
"""How old the newest list of an issuer may be, complete or delta.

By its own word one of the NCA's may be in force for half a year, and over plain
http anybody in between can serve an old one again. Three days outlast a weekend
on which no list is made.
"""


@dataclass(frozen=True)
class Revocation:
    """What the NCA says of a certificate.

    `unknown`: it did not issue it, as far as it knows, which counts as badly as
    revoked (order 500/НҚ). `at` is the moment for which the answer speaks, or the
    newest of its lists; `until` when the first of them ends, if they say so.
    `evidence` is the OCSP response or the deciding revocation list, DER;
    `more_evidence` the other lists that the answer rests on: a delta list, and
    the root's, which says that the issuer itself is not revoked. `reason` is one
    of RFC 5280's, with underscores.
    """

    status: Literal["good", "revoked", "unknown"]
    by: Literal["ocsp", "crl"]
    evidence: bytes = field(repr=False)
    at: datetime
    revoked_at: datetime | None = None
    reason: str | None = None
    more_evidence: tuple[bytes, ...] = field(default=(), repr=False)
    until: datetime | None = None

    def is_fresh(self, moment: datetime) -> bool:
        """Whether it says anything of a key that signed at the moment; of an answer from later it does.

        One rule for whoever asks the NCA and for whoever examines the evidence
        years afterwards, so that neither refuses what the other has counted.
        """
        within = ANSWERED_WITHIN if self.by == "ocsp" else LISTED_WITHIN
        return moment - within <= self.at and (self.until is None or moment <= self.until)


def counts_as_good(revocation: Revocation, signed_at: datetime | None) -> bool:
    """Whether a signature stands that surely existed at `signed_at` (None: no such moment is known).

    It does when the key is good, or was revoked only afterwards. A key that is
    on hold is revoked; an unknown one never counts.
    """
    if revocation.status == "revoked" and revocation.revoked_at is not None and signed_at is not None:
        return signed_at < revocation.revoked_at
    return revocation.status == "good"


def of_answer(answer: OcspAnswer, response: bytes) -> Revocation:
    """What an OCSP response says, once it is verified."""
    return Revocation(
        answer.status,
        "ocsp",
        response,
        answer.this_update,
        answer.revoked_at,
        answer.reason,
        until=answer.next_update,
    )
