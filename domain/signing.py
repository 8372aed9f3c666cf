"""Words of signing with EDS (ЭЦҚ), and whose key may sign what (605 p.4, p.10; ALL-1, ALL-11)."""

from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum

LIFETIME = timedelta(minutes=10)
"""How long a request to sign stays open: time to find one's key and password, no more."""

PERSON = "1.2.398.3.3.4.1.1"
ORGANISATION = "1.2.398.3.3.4.1.2"
"""Extended key usages by which the NCA RK tells the keys of persons from those of organisations' people."""


class Purpose(StrEnum):
    """What a signature is asked for; one made for the one is never taken for another."""

    SIGN_IN = "sign_in"
    APPLICATION = "application"
    DECISION = "decision"


class RequestState(StrEnum):
    """Where a request to sign is.

    RECEIVED: the signatures fit, and the NCA is being asked whether the key
    still counts; that is neither valid nor invalid.
    """

    WAITING = "waiting"
    RECEIVED = "received"
    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class DeedState(StrEnum):
    """What became of one action of a request."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class Channel(StrEnum):
    """By which program a signature came."""

    NCALAYER = "ncalayer"
    EGOV_MOBILE = "egov_mobile"


class SignatureState(StrEnum):
    """What is known of the key at the time of signing."""

    TO_CHECK = "to_check"
    VALID = "valid"
    REFUSED = "refused"


class CheckedBy(StrEnum):
    """Where the NCA's word about the key comes from."""

    OCSP = "ocsp"
    CRL = "crl"


def wrong_key(
    *,
    iin: str | None,
    bin: str | None,
    roles: Collection[str],
    wanted_iin: str | None,
    wanted_bin: str | None,
) -> str | None:
    """Why a key with this identity may not sign, as a code, or None when it may.

    `wanted_iin` None: any person's own key (somebody is signing in). With
    `wanted_bin` the key of that organisation's person is needed, without it a
    person's own: an employer's key does not speak for its employee.
    Codes: no_iin, wrong_person, wrong_kind_of_key, wrong_organisation.
    """
    if iin is None:
        return "no_iin"
    if wanted_iin is not None and iin != wanted_iin:
        return "wrong_person"
    if (ORGANISATION if wanted_bin else PERSON) not in roles:
        return "wrong_kind_of_key"
    if wanted_bin is not None and bin != wanted_bin:
        return "wrong_organisation"
    return None
