"""Key pairs that sign as the NCA's do: RSA-2048 with SHA-256, GOST 34.10-2015 with 512 bits.

Both are deterministic: the same key signs the same bytes the same way, so that
what the demo made yesterday can be made again today.
"""

import hashlib
import hmac
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from asn1crypto import algos, core
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from integrations.eds import gost, oids
from integrations.eds.streebog import streebog512

Value = TypeVar("Value", bound=core.Asn1Value)


class Kind(StrEnum):
    """The algorithms that a key may have."""

    GOST = "gost"
    RSA = "rsa"


class Pair(ABC):
    """A private key and its public half."""

    kind: Kind
    digest_algorithm: str
    signature_algorithm: str

    @abstractmethod
    def digest(self, data: bytes) -> bytes:
        """The digest that goes with this kind of key."""

    @abstractmethod
    def sign(self, data: bytes) -> bytes:
        """The signature value over these bytes, as certificates and CMS hold it."""

    @property
    @abstractmethod
    def public(self) -> bytes:
        """SubjectPublicKeyInfo, DER."""

    @cached_property
    def key_bits(self) -> bytes:
        """What the BIT STRING of the public key holds."""
        return bytes(_PublicKeyInfo.load(self.public)["public_key"])

    @cached_property
    def identifier(self) -> bytes:
        """The subject key identifier: SHA-1 of the public key (RFC 5280 4.2.1.2)."""
        return hashlib.sha1(self.key_bits, usedforsecurity=False).digest()

    def algorithm(self) -> algos.SignedDigestAlgorithm:
        """The signature's AlgorithmIdentifier; the NCA writes NULL parameters."""
        return algos.SignedDigestAlgorithm({"algorithm": self.signature_algorithm, "parameters": core.Null()})


class RsaPair(Pair):
    """RSA, PKCS #1 v1.5."""

    kind = Kind.RSA
    digest_algorithm = oids.SHA256
    signature_algorithm = oids.RSA_SHA256_SIGNATURE

    def __init__(self, private_key: rsa.RSAPrivateKey) -> None:
        self._private_key = private_key

    @classmethod
    def make(cls) -> "RsaPair":
        """A new key of 2048 bits; takes a tenth of a second and more."""
        return cls(rsa.generate_private_key(public_exponent=65537, key_size=2048))

    @classmethod
    def load(cls, pem: bytes) -> "RsaPair":
        """The key that `pem` gave, which is not checked anew. Raises ValueError when it is no RSA key."""
        private_key = serialization.load_pem_private_key(
            pem, password=None, unsafe_skip_rsa_key_validation=True
        )
        if not isinstance(private_key, rsa.RSAPrivateKey):
            raise ValueError("not an RSA key")
        return cls(private_key)

    @property
    def pem(self) -> bytes:
        """The private key, PKCS #8 without a password."""
        return self._private_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @cached_property
    def public(self) -> bytes:
        return self._private_key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def digest(self, data: bytes) -> bytes:
        return hashlib.sha256(data).digest()

    def sign(self, data: bytes) -> bytes:
        return self._private_key.sign(data, padding.PKCS1v15(), hashes.SHA256())


@dataclass(frozen=True)
class GostPair(Pair):
    """GOST 34.10-2015 in the byte order of the NCA; see `integrations.eds.gost`."""

    secret: int = field(repr=False)

    kind = Kind.GOST
    digest_algorithm = oids.STREEBOG_512
    signature_algorithm = oids.GOST_512_SIGNATURE

    @classmethod
    def derive(cls, seed: bytes, purpose: str) -> "GostPair":
        """The key that this seed has for this purpose."""
        return cls(_number(seed, b"key\0" + purpose.encode()))

    @cached_property
    def public(self) -> bytes:
        point = gost.multiply(self.secret, gost.CURVE_512.base, gost.CURVE_512)
        assert point is not None
        octets = core.OctetString(b"".join(_little_endian(number) for number in point))
        return _PublicKeyInfo(
            {
                "algorithm": {
                    "algorithm": oids.GOST_512_KEY,
                    "parameters": _GostParameters(
                        {"curve": oids.GOST_512_CURVE, "digest": oids.STREEBOG_512}
                    ),
                },
                "public_key": octets.dump(),
            }
        ).dump()

    def digest(self, data: bytes) -> bytes:
        return streebog512(data)

    def sign(self, data: bytes) -> bytes:
        """GOST 34.10-2012, 6.1; the one-time number k comes from the key and the digest (as in RFC 6979)."""
        curve = gost.CURVE_512
        digest = self.digest(data)
        k = _number(_little_endian(self.secret), b"k\0" + digest)
        point = gost.multiply(k, curve.base, curve)
        assert point is not None
        r = point[0] % curve.q
        s = (r * self.secret + k * gost.digest_number(digest, curve)) % curve.q
        return _little_endian(r) + _little_endian(s)


class _GostParameters(core.Sequence):
    _fields = [("curve", core.ObjectIdentifier), ("digest", core.ObjectIdentifier)]  # noqa: RUF012


class _KeyAlgorithm(core.Sequence):
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", core.Any)]  # noqa: RUF012


class _PublicKeyInfo(core.Sequence):
    """As `keys.PublicKeyInfo`, which refuses the algorithms of Kazakhstan."""

    _fields = [("algorithm", _KeyAlgorithm), ("public_key", core.OctetBitString)]  # noqa: RUF012


def settled(value: Value) -> Value:
    """The same value, which encodes as these bytes for good."""
    return unread(type(value), value.dump())


def unread(of: type[Value], encoded: bytes) -> Value:
    """The value that these bytes encode, and which encodes as them for good.

    asn1crypto takes a length whose last byte is 0x80 for an indefinite one, and
    then encodes all that is inside anew, twice at every level: seconds for a
    signature with a time stamp in it.
    """
    value: Value = of.load(encoded)
    value.dump = lambda force=False: encoded
    return value


def spoilt(signature: bytes) -> bytes:
    """A signature value that this one is not: nobody's."""
    return signature[:-1] + bytes([signature[-1] ^ 1])


def _number(key: bytes, words: bytes) -> int:
    """A number from 1 to q - 1 of the curve, the same for the same key and words.

    q lies just under a power of two, so that the remainder is as good as even.
    """
    return int.from_bytes(hmac.new(key, words, hashlib.sha512).digest()) % (gost.CURVE_512.q - 1) + 1


def _little_endian(number: int) -> bytes:
    return number.to_bytes(gost.CURVE_512.size, "little")
