"""Hash functions by their object identifiers."""

import hashlib
from collections.abc import Callable, Mapping

from integrations.eds import oids
from integrations.eds.errors import SignatureRejected
from integrations.eds.streebog import streebog256, streebog512

Digest = Callable[[bytes], bytes]

STRONG: Mapping[str, Digest] = {
    oids.STREEBOG_512: streebog512,
    oids.STREEBOG_256: streebog256,
    oids.SHA256: lambda data: hashlib.sha256(data).digest(),
    oids.SHA384: lambda data: hashlib.sha384(data).digest(),
    oids.SHA512: lambda data: hashlib.sha512(data).digest(),
}
"""What may stand for a content, a signature value or a certificate."""


def sha1(data: bytes) -> bytes:
    """SHA-1, which names things where a protocol leaves no choice and protects nothing."""
    return hashlib.sha1(data, usedforsecurity=False).digest()


NAMING: Mapping[str, Digest] = {oids.SHA1: sha1, oids.SHA256: STRONG[oids.SHA256]}
"""What may name an issuer in a question about revocation (RFC 6960, 4.1.1)."""


def digest_by(oid: str, allowed: Mapping[str, Digest] = STRONG) -> Digest:
    """The hash function of this identifier. Raises SignatureRejected: legacy_algorithm or algorithm."""
    found = allowed.get(oid)
    if found is None:
        raise SignatureRejected("legacy_algorithm" if oid == oids.LEGACY_DIGEST else "algorithm", "digest")
    return found
