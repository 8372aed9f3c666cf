"""What a signature proves later, by the evidence that was kept with it: without network, without database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from integrations.eds import armour, cms, der, oids
from integrations.eds.asic import EVIDENCE, of_side
from integrations.eds.asic_reading import Package
from integrations.eds.certificates import read_pinned
from integrations.eds.errors import SignatureRejected
from integrations.eds.list_parts import read_list
from integrations.eds.listed import by_lists, genuine_list
from integrations.eds.ocsp import SKEW, verify_ocsp
from integrations.eds.revocation import Revocation, counts_as_good, of_answer
from integrations.eds.signer import Signer
from integrations.eds.timestamp import verify_time_stamp
from integrations.eds.verification import verify


@dataclass(frozen=True, repr=False)
class KeptSignature:
    """A signature with what was kept of its moment, or of it as much as there is.

    `over` names what was signed. `ocsp` is the OCSP response, `lists` are the
    revocation lists, DER; the lists decide where there is no response.
    """

    over: str
    cms: bytes
    content: bytes | None
    ocsp: bytes | None = None
    lists: tuple[bytes, ...] = ()
    time_stamp: bytes | None = None


@dataclass(frozen=True)
class Examined:
    """A signature that is right. `at` is the moment for which its certificates were checked.

    `stamped` says whether a time stamp proves that moment; `stamp_refused` why the
    token that there is does not. `key` is None without evidence.
    """

    signer: Signer
    at: datetime
    stamped: bool
    stamp_refused: str | None
    key: Revocation | None


def signatures_of(package: Package) -> Iterator[KeptSignature]:
    """The signatures of a package with their evidence: the one over its manifest, and those beside files."""
    yield _kept(package, "manifest", package.signature, package.manifest)
    for file in package.files:
        if file.name in package.beside:
            yield _kept(package, file.name, package.beside[file.name], file.content)
        for side, signature in enumerate(package.further.get(file.name, ()), 2):
            yield _kept(package, of_side(file.name, side), signature, file.content)


def examine(
    kept: KeptSignature,
    *,
    now: datetime,
    trust: Sequence[bytes],
    at: datetime | None = None,
    gost_256: bool = False,
) -> Examined:
    """Who signed, and what is proved of the key. Raises SignatureRejected.

    The certificates have to be in force at `at`, or when it is not given at the
    time stamp's moment, or without one that stands at `now`. A key is refused
    whose evidence says that it was revoked or unknown, or is too old for `at` or
    the time stamp: revoked, unknown_certificate, not_fresh.
    """
    data = cms.read_signed_data(armour.unwrap(kept.cms), oids.DATA)
    carried = cms.only(data.signer.unsigned, oids.TIME_STAMP_TOKEN)
    token = kept.time_stamp or (None if carried is None else carried.encoded)
    stamped_at, refused = None, None
    try:
        if token is not None:
            value = data.signer.signature
            stamped_at = verify_time_stamp(token, value, at=now, trust=trust, gost_256=gost_256)
    except SignatureRejected as refusal:
        refused = refusal.code
    moment = at or stamped_at or now
    signer = verify(kept.cms, kept.content, at=moment, trust=trust, gost_256=gost_256)
    key = _revocation(kept, signer, trust, gost_256)
    if key is not None and not counts_as_good(key, stamped_at):
        raise SignatureRejected("revoked" if key.status == "revoked" else "unknown_certificate")
    known_at = at or stamped_at
    # The stamp is by another clock than the one by which the site found its evidence fresh.
    if key is not None and known_at is not None and not key.is_fresh(known_at - SKEW):
        raise SignatureRejected("not_fresh", key.by)
    return Examined(signer, moment, moment == stamped_at, refused, key)


def _kept(package: Package, owner: str, signature: bytes, content: bytes) -> KeptSignature:
    folder = f"{EVIDENCE}{owner}/"
    return KeptSignature(
        owner,
        signature,
        content,
        ocsp=package.others.get(f"{folder}ocsp.der"),
        lists=_lists(package, folder),
        time_stamp=package.others.get(f"{folder}time-stamp.tst"),
    )


def _lists(package: Package, folder: str) -> tuple[bytes, ...]:
    """The revocation lists; none when one was too large to go along, as the others are half the truth."""
    names = sorted(name for name in package.others if name.startswith(f"{folder}crl-"))
    if not all(name.endswith(".der") for name in names):
        return ()
    return tuple(package.others[name] for name in names)


def _revocation(
    kept: KeptSignature, signer: Signer, trust: Sequence[bytes], gost_256: bool
) -> Revocation | None:
    """What the evidence says, each answer verified for the moment at which it was given; None without any."""
    if kept.ocsp is None:
        return _by_lists(kept.lists, signer, trust, gost_256) if kept.lists else None
    at = _produced_at(kept.ocsp)
    answer = verify_ocsp(
        kept.ocsp, signer.certificate, signer.chain[0], at=at, trust=trust, gost_256=gost_256
    )
    return of_answer(answer, kept.ocsp)


def _by_lists(bodies: Sequence[bytes], signer: Signer, trust: Sequence[bytes], gost_256: bool) -> Revocation:
    issuer = read_pinned(signer.chain[0]).subject
    lists = [
        genuine_list(body, at=parts.this_update, trust=trust, gost_256=gost_256)
        for body in bodies
        if (parts := read_list(body)).issuer == issuer
    ]
    revocation = by_lists(int(signer.serial, 16), lists)
    if revocation is None:
        raise SignatureRejected("wrong_certificate", "no list of the issuer")
    return revocation


def _produced_at(response: bytes) -> datetime:
    """producedAt of an OCSP response (RFC 6960, 4.2.1). Raises SignatureRejected: malformed."""
    outer = der.read(response).fields()
    outer.next(der.ENUMERATED)
    wrapped = outer.next(der.context(0)).inner(der.context(0)).fields()
    wrapped.next(der.OBJECT_IDENTIFIER)
    data = der.read(der.octets(wrapped.next())).fields().next().fields()
    data.maybe(der.context(0))
    data.next()
    return der.moment(data.next())
