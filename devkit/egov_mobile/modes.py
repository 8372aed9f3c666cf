"""What the person with the telephone does, and what goes wrong on the way."""

from enum import StrEnum

from devkit.nca.holders import Flaw


class Mode(StrEnum):
    """What comes of the papers that the telephone shows.

    CANCEL: the person looks at them and goes away. SLOW: they think for a while
    (the caller's `pause`) before they sign. TAMPERED: other bytes are signed
    than those given. DOUBLE_PUT: the answer is sent twice. LATE_PUT: it is sent
    after a `pause`, however late it is. WRONG_TOKEN: the papers are asked for
    with another's token. The others are flaws of the key
    (`devkit.nca.holders.Flaw`).
    """

    OK = "ok"
    CANCEL = "cancel"
    OTHER_PERSON = "other_person"
    EXPIRED = "expired"
    REVOKED = "revoked"
    HEAD = "head"
    AUTH_ONLY = "auth_only"
    TAMPERED = "tampered"
    SLOW = "slow"
    DOUBLE_PUT = "double_put"
    LATE_PUT = "late_put"
    WRONG_TOKEN = "wrong_token"

    @property
    def flaw(self) -> Flaw | None:
        """What is wrong with the key in this mode."""
        return _FLAWS.get(self.value)


_FLAWS = {flaw.value: flaw for flaw in Flaw}
