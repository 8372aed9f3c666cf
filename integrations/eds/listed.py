"""What genuine revocation lists of one authority, complete and delta, say together of a certificate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from integrations.eds.certificates import read_pinned
from integrations.eds.crl import RevocationList, verify_list
from integrations.eds.errors import SignatureRejected
from integrations.eds.list_parts import ListParts, read_list
from integrations.eds.revocation import Revocation


@dataclass(frozen=True)
class GenuineList:
    """A list that one of the trusted authorities gave, and that was in force when it was looked at."""

    body: bytes
    parts: ListParts
    content: RevocationList


def genuine_list(body: bytes, *, at: datetime, trust: Sequence[bytes], gost_256: bool) -> GenuineList:
    """The list, complete or delta, if one of the trusted authorities gave it, for `at`.

    Raises SignatureRejected, as verify_crl.
    """
    parts = read_list(body)
    refusal = SignatureRejected("chain", "no pinned issuer of the list")
    for issuer in trust:
        if read_pinned(issuer).subject != parts.issuer:
            continue
        try:
            return GenuineList(body, parts, verify_list(parts, issuer, at=at, gost_256=gost_256))
        except SignatureRejected as error:
            refusal = error
    raise refusal


def by_lists(serial: int, lists: Sequence[GenuineList]) -> Revocation | None:
    """What lists of one authority say of its certificate; None without a complete one.

    What a delta list says goes first (RFC 5280, 6.3.3 i and j). Raises
    SignatureRejected (malformed).
    """
    complete = _newest([listed for listed in lists if listed.parts.base is None])
    if complete is None:
        return None
    delta = _newest([listed for listed in lists if listed.parts.continues(complete.parts)])
    used = [complete] if delta is None else [complete, delta]
    change = None if delta is None else delta.content.revoked(serial)
    if change is None:
        revoked = complete.content.revoked(serial)
    elif change.reason == "remove_from_crl":
        revoked = None
    else:
        revoked = change
        used.reverse()
    return Revocation(
        "good" if revoked is None else "revoked",
        "crl",
        used[0].body,
        max(listed.content.this_update for listed in used),
        None if revoked is None else revoked.at,
        None if revoked is None else revoked.reason,
        tuple(listed.body for listed in used[1:]),
        min(listed.content.next_update for listed in used),
    )


def _newest(lists: Sequence[GenuineList]) -> GenuineList | None:
    return max(lists, key=lambda listed: listed.parts.this_update, default=None)
