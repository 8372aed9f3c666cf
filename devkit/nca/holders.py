"""Whose key is used, for the programs that people sign with: the right one, or one with a flaw."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from devkit.nca.authority import Authority, Key, State
from devkit.nca.pairs import Kind
from devkit.nca.profile import Role


@dataclass(frozen=True)
class Name:
    """What a certificate calls somebody: surname, given name, patronymic; and where they serve."""

    full: str
    organisation: str = ""


People = Callable[[str, str | None], Name]
"""The name of whoever has this IIN and, where they sign for an organisation, this BIN."""


@dataclass(frozen=True)
class Holder:
    """Who holds a key, of which kind, and in which role."""

    iin: str
    name: Name
    bin: str | None = None
    kind: Kind = Kind.GOST
    role: Role = Role.PERSON


class Flaw(StrEnum):
    """What is wrong with the key that somebody uses.

    HEAD is the key that the same person has as the head of an organisation,
    AUTH_ONLY the old RSA key that only signs in.
    """

    OTHER_PERSON = "other_person"
    EXPIRED = "expired"
    REVOKED = "revoked"
    HEAD = "head"
    AUTH_ONLY = "auth_only"


STRANGER = ("101301500012", Name("Бөтенов Басқа Адамұлы"))
"""Nobody, whose IIN is in the thirteenth month. Uses the key when another person does."""

COMPANY = ("991340000007", "«Үлгі» ЖШС")
"""The company of whoever needs to be the head of one, and its name; no company has this BIN."""


def key_of(authority: Authority, holder: Holder, flaw: Flaw | None = None) -> Key:
    """The key that the holder uses."""
    state = State.VALID
    if flaw is Flaw.OTHER_PERSON:
        iin, name = STRANGER
        holder = replace(holder, iin=iin, name=replace(name, organisation=holder.name.organisation))
    elif flaw is Flaw.HEAD:
        bin, organisation = COMPANY if holder.bin is None else (holder.bin, holder.name.organisation)
        holder = replace(
            holder, bin=bin, name=replace(holder.name, organisation=organisation), role=Role.HEAD
        )
    elif flaw is Flaw.AUTH_ONLY:
        holder = replace(holder, kind=Kind.RSA)
    if flaw in (Flaw.EXPIRED, Flaw.REVOKED, Flaw.AUTH_ONLY):
        state = State(flaw)
    return authority.key(
        holder.iin,
        holder.name.full,
        bin=holder.bin,
        organisation=holder.name.organisation,
        kind=holder.kind,
        role=holder.role,
        state=state,
    )
