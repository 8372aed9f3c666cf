"""How the simulated NCALayer and the person before it behave, and whose key is in the computer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from devkit.nca.holders import Flaw
from devkit.nca.pairs import Kind
from devkit.nca.profile import Role

FILE = "ncalayer.json"
"""In the demo's data folder; the fields of `Wish`, all of which may be left out. Read at each request."""


class Mode(StrEnum):
    """What comes of a wish to sign.

    CANCEL: the person closes the window. ERROR: the program fails. SLOW: nothing
    happens until the mode is another. CLOSED: the program ends. TAMPERED: other
    bytes are signed than those given. The others are flaws of the key
    (`devkit.nca.holders.Flaw`); in them any key may be chosen, whatever the page
    filters by: only the site's own check is left.
    """

    OK = "ok"
    CANCEL = "cancel"
    ERROR = "error"
    OTHER_PERSON = "other_person"
    EXPIRED = "expired"
    REVOKED = "revoked"
    HEAD = "head"
    AUTH_ONLY = "auth_only"
    TAMPERED = "tampered"
    SLOW = "slow"
    CLOSED = "closed"

    @property
    def flaw(self) -> Flaw | None:
        """What is wrong with the key in this mode."""
        return _FLAWS.get(self.value)


@dataclass(frozen=True)
class Wish:
    """The mode, and whose key is in the computer: without `iin`, that of whoever the page asks for.

    `bin` makes it a key of an organisation's person, of the `role` given or of
    an employee. Without a `name` the certificate has the one that is known.
    """

    mode: Mode = Mode.OK
    iin: str | None = None
    bin: str | None = None
    name: str | None = None
    organisation: str | None = None
    kind: Kind = Kind.GOST
    role: Role | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Wish":
        """What a file says. Raises ValueError for a value, TypeError for a field that is none."""
        role = values.get("role")
        known = {
            "mode": Mode(values.get("mode", Mode.OK)),
            "kind": Kind(values.get("kind", Kind.GOST)),
            "role": Role(role) if role else None,
        }
        return cls(**{**values, **known})


_FLAWS = {flaw.value: flaw for flaw in Flaw}
