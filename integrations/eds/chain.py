"""The chain from a certificate to a pinned root, by signature (RFC 5280, 6.1, without policies and names)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from integrations.eds.certificates import KEY_CERT_SIGN, Certificate, issued_by, read_pinned
from integrations.eds.errors import SignatureRejected

LONGEST = 8
"""Certificates in a chain, the end included; the NCA's have three."""


def check_chain(
    certificate: Certificate, *, at: datetime, trust: Sequence[bytes], gost_256: bool
) -> tuple[Certificate, ...]:
    """The issuers of a certificate, up to the root; none for a pinned root itself.

    Only the certificates in `trust` are looked at. Roots are those of them that
    are signed with their own key. Every certificate has to be in force at `at`.
    Raises SignatureRejected: chain, not_in_force, malformed (critical
    extension), algorithm or legacy_algorithm. Raises ValueError when `trust`
    holds something else than certificates.
    """
    authorities = [_pinned(encoded) for encoded in trust]
    # Of two authorities with one name and key, the one in force goes first.
    authorities.sort(key=lambda issuer: not issuer.not_before <= at <= issuer.not_after)
    pinned = {authority.encoded: authority for authority in authorities}
    path = next(_paths((certificate,), pinned, gost_256), None)
    if path is None:
        raise SignatureRejected("chain", "no pinned issuer")
    for depth, member in enumerate(path):
        member.check_extensions()
        member.check_in_force(at)
        if depth:
            _check_authority(member, path[1:depth])
    return path[1:]


def _pinned(encoded: bytes) -> Certificate:
    try:
        return read_pinned(encoded)
    except SignatureRejected as refusal:
        raise ValueError(f"a pinned certificate cannot be read: {refusal}") from None


def _paths(
    path: tuple[Certificate, ...], pinned: Mapping[bytes, Certificate], gost_256: bool
) -> Iterator[tuple[Certificate, ...]]:
    last = path[-1]
    if last.encoded in pinned and _pinned_issued_by(last.encoded, last.encoded, gost_256):
        yield path
        return
    if len(path) == LONGEST:
        return
    for issuer in pinned.values():
        if all(issuer.encoded != member.encoded for member in path) and _is_issuer(
            last, issuer, pinned, gost_256
        ):
            yield from _paths((*path, issuer), pinned, gost_256)


def _is_issuer(
    certificate: Certificate, issuer: Certificate, pinned: Mapping[bytes, Certificate], gost_256: bool
) -> bool:
    if certificate.issuer != issuer.subject:
        return False
    if certificate.encoded in pinned:
        return _pinned_issued_by(certificate.encoded, issuer.encoded, gost_256)
    return issued_by(certificate, issuer, gost_256=gost_256)


@lru_cache(maxsize=256)
def _pinned_issued_by(encoded: bytes, issuer: bytes, gost_256: bool) -> bool:
    """Once a process: these do not change, and a GOST signature costs milliseconds."""
    return issued_by(read_pinned(encoded), read_pinned(issuer), gost_256=gost_256)


def _check_authority(issuer: Certificate, below: Sequence[Certificate]) -> None:
    """Whether this one may issue, with these authorities between it and the end (RFC 5280, 6.1.4 k to n)."""
    authority, longest = issuer.constraints
    if not authority or KEY_CERT_SIGN not in (issuer.key_usage or ()):
        raise SignatureRejected("chain", "issuer is no authority")
    if longest is not None and sum(not member.self_issued for member in below) > longest:
        raise SignatureRejected("chain", "path length")
