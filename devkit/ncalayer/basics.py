"""The method `sign` of the module kz.gov.pki.knca.basics, for CMS."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import pem

from devkit.nca.authority import Authority, Key
from devkit.nca.holders import Holder, Name, People, key_of
from devkit.nca.profile import ROLE_USAGES, Role
from devkit.ncalayer.modes import Mode, Wish

Reply = dict[str, Any]

CANCELLED: Reply = {"status": True, "body": {}}
FAILED: Reply = {
    "status": False,
    "code": "INVOCATION_ERROR",
    "message": "An invoked method threw an exception.",
    "details": "java.lang.IllegalStateException: the simulator was told to fail",
}

_STORE = "PKCS12"
_LEGAL_ROLES = (Role.EMPLOYEE, Role.HEAD, Role.RIGHT_OF_SIGNATURE)


class InvalidParameters(ValueError):
    """The page asks for something that NCALayer, or this stand-in, does not do."""


@dataclass(frozen=True)
class Request:
    """The arguments that matter here; `chain` is None, or the DER of the CAs that may have issued the key."""

    contents: tuple[bytes, ...]
    attached: bool
    time_stamp: bool
    stores: tuple[str, ...] | None
    iin: str | None
    bin: str | None
    usages: tuple[str, ...]
    chain: tuple[bytes, ...] | None

    @classmethod
    def read(cls, arguments: Any) -> "Request":
        """Raises InvalidParameters."""
        given = _object(arguments)
        signing, signer = _object(given.get("signingParams")), _object(given.get("signerParams"))
        if given.get("format") != "cms":
            raise InvalidParameters("format: only cms is simulated")
        if signing.get("digested"):
            raise InvalidParameters("digested: only whole documents are signed")
        data = given.get("data")
        documents = data if isinstance(data, list) else [data]
        if not documents:
            raise InvalidParameters("data: nothing to sign")
        stores, chain = given.get("allowedStorages"), signer.get("chain")
        return cls(
            contents=tuple(_content(document, decode=bool(signing.get("decode"))) for document in documents),
            attached=signing.get("encapsulate", True) is not False,
            time_stamp=signing.get("tsaProfile") is not None,
            stores=None if stores is None else tuple(stores),
            iin=signer.get("iin") or None,
            bin=signer.get("bin") or None,
            usages=tuple(signer.get("extKeyUsageOids") or ()),
            chain=tuple(_certificate(text) for text in chain) if chain else None,
        )

    def allows(self, key: Key) -> bool:
        """Whether the program lets this key be chosen."""
        return (
            (self.stores is None or _STORE in self.stores)
            and self.iin in (None, key.iin)
            and self.bin in (None, key.bin)
            and set(self.usages) <= set(key.usages)
            and (self.chain is None or not set(self.chain).isdisjoint(key.chain))
        )


def sign(
    arguments: Any, wish: Wish, *, authority: Authority, people: People, default_iin: str, at: datetime
) -> Reply:
    """The reply to a wish to sign.

    Where the only key of the computer does not fit the page's filters, the
    person cannot choose it, and cancels.
    """
    try:
        request = Request.read(arguments)
    except InvalidParameters as fault:
        return {
            "status": False,
            "code": "INVALID_SIGNING_PARAMS",
            "message": "Invalid signing params.",
            "details": str(fault),
        }
    if wish.mode is Mode.CANCEL:
        return CANCELLED
    if wish.mode is Mode.ERROR:
        return FAILED
    flaw = wish.mode.flaw
    key = key_of(authority, _holder(request, wish, people, default_iin), flaw)
    if flaw is None and not request.allows(key):
        return CANCELLED
    signatures = []
    for content in request.contents:
        signed = content + b"\n" if wish.mode is Mode.TAMPERED else content
        if request.time_stamp:
            cms = authority.sign_with_time_stamp(key, signed, at=at, attached=request.attached)
        else:
            cms = key.sign(signed, at=at, attached=request.attached, signing_certificate=True)
        signatures.append(pem.armor("CMS", cms).decode())
    return {"status": True, "body": {"result": signatures}}


def _holder(request: Request, wish: Wish, people: People, default_iin: str) -> Holder:
    """Who sits before the computer: whom the file names, or else whom the page asks for."""
    iin = wish.iin or request.iin or default_iin
    bin = wish.bin if wish.iin else request.bin
    known = people(iin, bin)
    name = Name(
        wish.name or known.full, known.organisation if wish.organisation is None else wish.organisation
    )
    role = Role.PERSON if bin is None else wish.role or _fitting_role(request.usages)
    return Holder(iin, name, bin, wish.kind, role)


def _fitting_role(usages: tuple[str, ...]) -> Role:
    """The first role of an organisation that the filter lets through; else an employee, whom it refuses."""
    asked = {usage for usage in usages if usage.startswith("1.2.398.")}
    return next((role for role in _LEGAL_ROLES if asked <= set(ROLE_USAGES[role])), Role.EMPLOYEE)


def _object(value: Any) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InvalidParameters("an object is expected")
    return value


def _content(document: Any, *, decode: bool) -> bytes:
    if not isinstance(document, str):
        raise InvalidParameters("data: a string is expected")
    if not decode:
        return document.encode()
    try:
        return base64.b64decode(document, validate=True)
    except binascii.Error:
        raise InvalidParameters("data: not base64") from None


def _certificate(text: Any) -> bytes:
    try:
        return pem.unarmor(str(text).encode())[2]
    except ValueError:
        raise InvalidParameters("chain: not PEM") from None
