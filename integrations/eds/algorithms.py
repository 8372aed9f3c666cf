"""Which keys, digests and signatures are accepted together, and the check of a signature's value."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from integrations.eds import der, gost, oids
from integrations.eds.digests import digest_by
from integrations.eds.errors import SignatureRejected

NULL = der.encode(der.NULL)
RSA_BITS = range(2048, 8193)
RSA_EXPONENTS = range(3, 2**32, 2)

Verifier = Callable[[bytes, bytes], bool]
"""Whether the second bytes are a signature of the first."""


@dataclass(frozen=True)
class Algorithm:
    """An AlgorithmIdentifier; `parameters` as they came, empty when absent or NULL.

    The two mean the same, and the NCA's lists have one inside and the other outside.
    """

    oid: str
    parameters: bytes


@dataclass(frozen=True)
class Scheme:
    """A key and what it signs with. `curve` is None for RSA."""

    name: str
    key: str
    digest: str
    signature: str
    curve: gost.Curve | None
    curve_oid: str = ""


SCHEMES = {
    scheme.key: scheme
    for scheme in (
        Scheme(
            "GOST34.10-2015-512", oids.GOST_512_KEY, oids.STREEBOG_512, oids.GOST_512_SIGNATURE,
            gost.CURVE_512, oids.GOST_512_CURVE,
        ),
        Scheme(
            "GOST34.10-2015-256", oids.GOST_256_KEY, oids.STREEBOG_256, oids.GOST_256_SIGNATURE,
            gost.CURVE_256, oids.GOST_256_CURVE,
        ),
        Scheme("RSA-SHA256", oids.RSA_KEY, oids.SHA256, oids.RSA_SHA256_SIGNATURE, None),
    )
}  # fmt: skip
"""The allow-list, by the key's identifier."""


@dataclass(frozen=True)
class PublicKey:
    """A SubjectPublicKeyInfo; `bits` is the content of its BIT STRING."""

    algorithm: Algorithm
    bits: bytes


def read_algorithm(element: der.Element) -> Algorithm:
    """An AlgorithmIdentifier."""
    fields = element.fields()
    name = der.oid(fields.next())
    parameters = fields.next().encoded if fields.more else b""
    fields.done()
    return Algorithm(name, b"" if parameters == NULL else parameters)


def read_public_key(element: der.Element) -> PublicKey:
    """A SubjectPublicKeyInfo (RFC 5280, 4.1.2.7), of whatever kind."""
    fields = element.fields()
    algorithm = read_algorithm(fields.next())
    found = PublicKey(algorithm, der.bits(fields.next()))
    fields.done()
    return found


def scheme_of(key: PublicKey, *, gost_256: bool) -> Scheme:
    """What the key signs with.

    Raises SignatureRejected: legacy_algorithm, algorithm, or malformed when it is no key of its kind.
    """
    name = key.algorithm.oid
    if name.startswith(oids.LEGACY_PREFIX):
        raise SignatureRejected("legacy_algorithm", "key")
    scheme = SCHEMES.get(name)
    if scheme is None or (name == oids.GOST_256_KEY and not gost_256):
        raise SignatureRejected("algorithm", "key")
    _verifier(key)
    return scheme


def check_signature(
    key: PublicKey, algorithm: Algorithm, signed: bytes, value: bytes, *, gost_256: bool
) -> None:
    """Whether `value` is a signature of the bytes `signed` under this key, made with this algorithm.

    `algorithm` may carry the key's identifier, as Kalkan's does at times; the
    digest is the key's in either case. Raises SignatureRejected: as scheme_of,
    or signature.
    """
    scheme = scheme_of(key, gost_256=gost_256)
    if algorithm.oid.startswith(oids.LEGACY_PREFIX):
        raise SignatureRejected("legacy_algorithm", "signature")
    plain = algorithm.parameters in (b"", key.algorithm.parameters)
    if algorithm.oid not in (scheme.signature, scheme.key) or not plain:
        raise SignatureRejected("algorithm", "signature")
    if not _verifier(key)(signed, value):
        raise SignatureRejected("signature")


@lru_cache(maxsize=256)
def _verifier(key: PublicKey) -> Verifier:
    scheme = SCHEMES[key.algorithm.oid]
    return _rsa_verifier(key) if scheme.curve is None else _gost_verifier(key, scheme, scheme.curve)


def _gost_verifier(key: PublicKey, scheme: Scheme, curve: gost.Curve) -> Verifier:
    """The parameters name curve and digest, the bits hold an OCTET STRING of x and y."""
    parameters = der.read(key.algorithm.parameters).fields()
    named = [der.oid(parameters.next())]
    if digest := parameters.maybe(der.OBJECT_IDENTIFIER):
        named.append(der.oid(digest))
    parameters.done()
    if named not in ([scheme.curve_oid], [scheme.curve_oid, scheme.digest]):
        raise SignatureRejected("algorithm", "curve")
    point = der.octets(der.read(key.bits))
    try:
        gost.public_point(point, curve)
    except ValueError as error:
        raise SignatureRejected("malformed", str(error)) from None
    hashed = digest_by(scheme.digest)
    return lambda signed, value: gost.verify_signature(point, hashed(signed), value, curve)


def _rsa_verifier(key: PublicKey) -> Verifier:
    """RFC 8017, A.1.1 and 8.2.2."""
    fields = der.read(key.bits).fields()
    modulus, exponent = der.number(fields.next()), der.number(fields.next())
    fields.done()
    if modulus.bit_length() not in RSA_BITS or key.algorithm.parameters:
        raise SignatureRejected("algorithm", "RSA key")
    if modulus < 0 or exponent not in RSA_EXPONENTS:
        raise SignatureRejected("malformed", "RSA key")
    try:
        public = RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError:
        raise SignatureRejected("malformed", "RSA key") from None

    def right(signed: bytes, value: bytes) -> bool:
        try:
            public.verify(value, signed, PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return True

    return right
