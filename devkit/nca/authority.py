"""The development CA: two chains, RSA and GOST, and the keys of everybody who is asked for."""

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from threading import RLock

from devkit.nca import profile, tsp
from devkit.nca.cms import signature_value, signed_data
from devkit.nca.pairs import GostPair, Kind, Pair, RsaPair
from devkit.nca.profile import Credential, Role
from devkit.nca.register import Entry, Register

FOLDER = "nca"
"""The development CA's folder in the demo's data folder; `trust/` in it holds the certificates to trust."""

REVOKED_AT = datetime(2024, 1, 15, 6, 30, tzinfo=UTC)
"""When the owners of revoked keys had them revoked."""


class State(StrEnum):
    """What may be wrong with a key. AUTH_ONLY is the second key of the old RSA sets: it only signs in."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    AUTH_ONLY = "auth_only"


@dataclass(frozen=True)
class Chain:
    """A root, the CA under it, and the certificates of that CA's services."""

    root: Credential
    issuer: Credential
    responder: Credential
    time_stamping: Credential


@dataclass(frozen=True)
class Key:
    """Somebody's key with its certificate. `chain` is the issuer's certificate and the root's, DER."""

    credential: Credential
    chain: tuple[bytes, ...]
    kind: Kind
    iin: str
    bin: str | None
    role: Role
    state: State

    @property
    def certificate(self) -> bytes:
        """DER."""
        return self.credential.certificate

    @property
    def serial(self) -> int:
        """The certificate's serial number."""
        return self.credential.serial

    @property
    def usages(self) -> tuple[str, ...]:
        """The OIDs of the extended key usage, as signing programs filter by them."""
        if self.state is State.AUTH_ONLY:
            return (profile.CLIENT_AUTHENTICATION, *profile.ROLE_USAGES[self.role])
        if self.role is Role.INFORMATION_SYSTEM:
            return profile.ROLE_USAGES[self.role]
        return (profile.EMAIL_PROTECTION, *profile.ROLE_USAGES[self.role])

    def sign(
        self,
        content: bytes,
        *,
        at: datetime,
        attached: bool = False,
        signing_certificate: bool = False,
        time_stamp: bytes | None = None,
    ) -> bytes:
        """A CMS over these bytes, DER; the same for the same arguments.

        `signing_certificate` adds the attribute of that name, `time_stamp` a
        token as an unsigned attribute (`Authority.time_stamp` makes one).
        """
        return signed_data(
            content,
            self.credential,
            at=at,
            attached=attached,
            signing_certificate=signing_certificate,
            time_stamp=time_stamp,
        )


class Authority:
    """Made by `at`. Safe for threads; several processes may share its folder."""

    def __init__(self, folder: Path, *, shared_rsa_key: bool) -> None:
        self.folder = folder
        self.register = Register(folder / "issued.jsonl")
        self._shared_rsa_key = shared_rsa_key
        self._lock = RLock()
        self._keys: dict[tuple[str, ...], Key] = {}
        self._rsa_pairs: dict[str, RsaPair] = {}
        self._seed = self._private("seed", lambda: secrets.token_bytes(32))
        self.chains = {kind: self._chain(kind) for kind in Kind}
        self.trust_folder.mkdir(exist_ok=True)
        for kind, chain in self.chains.items():
            self._publish(f"root_{kind}.cer", chain.root)
            self._publish(f"nca_{kind}.cer", chain.issuer)

    @classmethod
    def at(cls, folder: Path, *, shared_rsa_key: bool = True) -> "Authority":
        """The CA that lives in this folder; made there when it is none yet.

        Making RSA keys is slow, so all people share one unless told otherwise:
        whoever tests that one person's key does not verify another's signature
        takes GOST or `shared_rsa_key=False`.
        """
        (folder / "private").mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(folder, shared_rsa_key=shared_rsa_key)

    @property
    def trust_folder(self) -> Path:
        """The folder with the roots and the issuers: EDS_TRUST_DIR."""
        return self.folder / "trust"

    @property
    def trust(self) -> tuple[bytes, ...]:
        """The same certificates, DER."""
        return tuple(
            credential.certificate
            for chain in self.chains.values()
            for credential in (chain.root, chain.issuer)
        )

    def key(
        self,
        iin: str,
        name: str,
        *,
        bin: str | None = None,
        organisation: str = "",
        kind: Kind | str = Kind.GOST,
        role: Role | str = Role.PERSON,
        state: State | str = State.VALID,
    ) -> Key:
        """Somebody's key, the same whenever it is asked for, in every process.

        `name` is surname, given name, patronymic; of an information system, its
        name. Raises ValueError for a person's name of one word, a legal role
        without a BIN, a person with one, and a GOST key that would only sign in:
        such were never issued.
        """
        kind, role, state = Kind(kind), Role(role), State(state)
        if (bin is None) is not (role is Role.PERSON):
            raise ValueError(f"the role {role} and a BIN that is {bin and 'given'}")
        if state is State.AUTH_ONLY and kind is not Kind.RSA:
            raise ValueError("only RSA sets had a key that only signs in")
        words = (kind, iin, bin or "", role, state, name, organisation)
        with self._lock:
            if words not in self._keys:
                self._keys[words] = self._issue(kind, iin, name, bin, organisation, role, state)
            return self._keys[words]

    def time_stamp(self, signature: bytes, *, at: datetime, kind: Kind | str = Kind.GOST) -> bytes:
        """A time-stamp token over a signature value, as the CA's own service gives it."""
        credential = self.chains[Kind(kind)].time_stamping
        return tsp.token(tsp.imprint(signature, credential.pair), credential, at=at)

    def sign_with_time_stamp(
        self, key: Key, content: bytes, *, at: datetime, attached: bool = False
    ) -> bytes:
        """A CMS with a token over its own signature: what NCALayer gives for `tsaProfile: {}`."""
        bare = key.sign(content, at=at, attached=attached, signing_certificate=True)
        token = self.time_stamp(signature_value(bare), at=at, kind=key.kind)
        return key.sign(content, at=at, attached=attached, signing_certificate=True, time_stamp=token)

    def _issue(
        self, kind: Kind, iin: str, name: str, bin: str | None, organisation: str, role: Role, state: State
    ) -> Key:
        chain = self.chains[kind]
        words = "\0".join((kind, iin, bin or "", role, state, name, organisation))
        serial = _serial(hashlib.sha1(words.encode(), usedforsecurity=False).digest())
        if role is Role.INFORMATION_SYSTEM:
            subject = profile.system_name(name, bin=bin, organisation=organisation)
        else:
            subject = profile.person_name(name, iin, bin=bin, organisation=organisation)
        credential = profile.issue(
            subject,
            self._leaf_pair(kind, f"{serial:x}"),
            chain.issuer,
            serial=serial,
            span=profile.ENDED if state is State.EXPIRED else profile.IN_FORCE,
            extensions=(
                profile.authentication_extensions(role)
                if state is State.AUTH_ONLY
                else profile.signing_extensions(kind, role)
            ),
        )
        self.register.add(Entry(kind, serial, REVOKED_AT if state is State.REVOKED else None))
        above = (chain.issuer.certificate, chain.root.certificate)
        return Key(credential, above, kind, iin, bin, role, state)

    def _chain(self, kind: Kind) -> Chain:
        root = self._certify(
            "НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ", kind, "root", None, profile.authority_extensions(root=True)
        )
        issuer = self._certify(
            "ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ", kind, "nca", root, profile.authority_extensions(root=False)
        )
        responder = self._certify("OCSP RESPONDER", kind, "ocsp", issuer, profile.responder_extensions(kind))
        stamping = self._certify(
            "TIME-STAMPING AUTHORITY", kind, "tsa", issuer, profile.time_stamping_extensions(kind)
        )
        return Chain(root, issuer, responder, stamping)

    def _certify(
        self,
        common_name: str,
        kind: Kind,
        purpose: str,
        issuer: Credential | None,
        extensions: profile.Extensions,
    ) -> Credential:
        """A certificate of the CA's own; its serial number follows from its key, as the NCA's do."""
        pair = self._pair(kind, purpose)
        return profile.issue(
            profile.service_name(common_name, kind),
            pair,
            issuer,
            serial=_serial(pair.identifier),
            span=profile.IN_FORCE,
            extensions=extensions,
        )

    def _leaf_pair(self, kind: Kind, purpose: str) -> Pair:
        shared = kind is Kind.RSA and self._shared_rsa_key
        return self._pair(kind, "people" if shared else purpose)

    def _pair(self, kind: Kind, purpose: str) -> Pair:
        if kind is Kind.GOST:
            return GostPair.derive(self._seed, purpose)
        if purpose not in self._rsa_pairs:
            pem = self._private(f"rsa_{purpose}.pem", lambda: RsaPair.make().pem)
            self._rsa_pairs[purpose] = RsaPair.load(pem)
        return self._rsa_pairs[purpose]

    def _publish(self, name: str, credential: Credential) -> None:
        path = self.trust_folder / name
        _fresh(path, credential.certificate, 0o644).replace(path)

    def _private(self, name: str, make: Callable[[], bytes]) -> bytes:
        """What a file of ours holds; made when there is none.

        The demo starts several processes at once: whoever writes first has made it.
        """
        path = self.folder / "private" / name
        if not path.exists():
            fresh = _fresh(path, make(), 0o600)
            with suppress(FileExistsError):
                path.hardlink_to(fresh)
            fresh.unlink()
        return path.read_bytes()


def _serial(digest: bytes) -> int:
    """A positive number of twenty bytes at most, from a digest, as the NCA makes them."""
    return int.from_bytes(digest) & (1 << 159) - 1


def _fresh(path: Path, content: bytes, mode: int) -> Path:
    """A new file beside `path`, to take its place."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    fresh.touch(mode)
    fresh.write_bytes(content)
    return fresh
