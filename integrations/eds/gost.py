"""GOST R 34.10-2012, in Kazakhstan GOST 34.10-2015: signatures on elliptic curves, over Python's integers.

Byte order is that of the NCA RK, in certificates, CMS, OCSP and revocation
lists alike: the public key is x then y, the signature r then s, every number
little-endian, and the digest is read as a little-endian number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

Point = tuple[int, int] | None
"""Affine coordinates; None is the point at infinity."""

Multiples = tuple[int, tuple[tuple[int, int], ...]]
"""A window's width and the odd multiples 1, 3, 5 … of a point, affine, that such windows need."""

Jacobian = tuple[int, int, int]
"""(X, Y, Z) stands for (X/Z², Y/Z³); Z = 0 is the point at infinity."""

INFINITY: Jacobian = (1, 1, 0)

WINDOW = 5
"""Bits of the signed windows of a multiplier."""
BASE_WINDOW = 8
"""The same for the base point, whose multiples are computed once."""


@dataclass(frozen=True)
class Curve:
    """y² = x³ + ax + b over the integers modulo p, with a base point of prime order q; `size` bytes each."""

    name: str
    p: int
    a: int
    b: int
    q: int
    x: int
    y: int
    cofactor: int
    size: int

    @property
    def base(self) -> tuple[int, int]:
        """The base point."""
        return self.x, self.y

    def contains(self, x: int, y: int) -> bool:
        """Whether these are coordinates of a point of the curve."""
        return 0 <= x < self.p and 0 <= y < self.p and (y * y - (x * x + self.a) * x - self.b) % self.p == 0


CURVE_512 = Curve(
    name="id-tc26-gost-3410-12-512-paramSetA",  # RFC 7836 A.1
    p=2**512 - 569,
    a=2**512 - 572,
    b=0xE8C2505DEDFC86DDC1BD0B2B6667F1DA34B82574761CB0E879BD081CFD0B6265EE3CB090F30D27614CB4574010DA90DD862EF9D4EBEE4761503190785A71C760,
    q=0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275,
    x=3,
    y=0x7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4,
    cofactor=1,
    size=64,
)

CURVE_256 = Curve(
    name="id-tc26-gost-3410-2012-256-paramSetA",  # RFC 7836 A.2
    p=2**256 - 617,
    a=0xC2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335,
    b=0x295F9BAE7428ED9CCC20E7C359A9D41A22FCCD9108E17BF7BA9337A6F8AE9513,
    q=0x400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67,
    x=0x91E38443A5E82C0D880923425712B2BB658B9196932E02C78B2582FE742DAA28,
    y=0x32879423AB1A0375895786C4BB46E9565FDE0B5344766740AF268ADB32322E5C,
    cofactor=4,
    size=32,
)


def verify_signature(public_key: bytes, digest: bytes, signature: bytes, curve: Curve) -> bool:
    """Whether `signature` is one of `digest` under `public_key`, all three in the byte order above.

    GOST 34.10-2012, 6.2 (RFC 7091, 6.2). Raises ValueError when the public key is none of this curve.
    """
    point = public_point(public_key, curve)
    if len(signature) != 2 * curve.size or len(digest) != curve.size:
        return False
    r = int.from_bytes(signature[: curve.size], "little")
    s = int.from_bytes(signature[curve.size :], "little")
    if not (0 < r < curve.q and 0 < s < curve.q):
        return False
    inverse = pow(digest_number(digest, curve), -1, curve.q)
    found = _sum_of_multiples(
        curve,
        (
            (s * inverse % curve.q, _base_multiples(curve)),
            (-r * inverse % curve.q, _odd_multiples(curve, point, WINDOW)),
        ),
    )
    return found is not None and found[0] % curve.q == r


def digest_number(digest: bytes, curve: Curve) -> int:
    """The number e of a digest that is signed: never 0."""
    return int.from_bytes(digest, "little") % curve.q or 1


@lru_cache(maxsize=256)
def public_point(public_key: bytes, curve: Curve) -> tuple[int, int]:
    """The point of a public key. Raises ValueError when it is not one of the curve's large subgroup."""
    if len(public_key) != 2 * curve.size:
        raise ValueError("length of the public key")
    x = int.from_bytes(public_key[: curve.size], "little")
    y = int.from_bytes(public_key[curve.size :], "little")
    if not curve.contains(x, y):
        raise ValueError("not a point of the curve")
    if curve.cofactor != 1 and not _has_prime_order(curve, x, y):
        raise ValueError("not in the large subgroup")
    return x, y


def multiply(number: int, point: tuple[int, int], curve: Curve) -> Point:
    """`number` times `point`. The time tells of the number: not for secrets that matter."""
    if point == curve.base:
        return _sum_of_multiples(curve, ((number, _base_multiples(curve)),))
    return _sum_of_multiples(curve, ((number, _odd_multiples(curve, point, WINDOW)),))


def _sum_of_multiples(curve: Curve, terms: Iterable[tuple[int, Multiples]]) -> Point:
    """The sum of number times point over all terms, with one chain of doublings for all (Straus, Shamir)."""
    additions: dict[int, list[tuple[int, int]]] = {}
    for number, (width, odd) in terms:
        for position, digit in _signed_windows(number, width):
            x, y = odd[abs(digit) >> 1]
            additions.setdefault(position, []).append((x, y) if digit > 0 else (x, -y))
    p = curve.p
    total = INFINITY
    for position in range(max(additions, default=-1), -1, -1):
        total = _double(total, curve)
        for x, y in additions.get(position, ()):
            total = _add(total, x, y, curve)
    if total[2] == 0:
        return None
    inverse = pow(total[2], -1, p)
    square = inverse * inverse % p
    return total[0] * square % p, total[1] * square * inverse % p


def _signed_windows(number: int, width: int) -> Iterable[tuple[int, int]]:
    """Positions and odd digits, |digit| < 2**(width - 1); the sum of digit * 2**position is `number`."""
    position = 0
    full, half = 1 << width, 1 << (width - 1)
    while number:
        zeros = (number & -number).bit_length() - 1
        number >>= zeros
        position += zeros
        digit = number & (full - 1)
        if digit >= half:
            digit -= full
        yield position, digit
        number = (number - digit) >> width
        position += width


def _double(point: Jacobian, curve: Curve) -> Jacobian:
    x, y, z = point
    p = curve.p
    if not z or not y:
        return INFINITY
    square = y * y % p
    s = 4 * x * square % p
    if curve.a == p - 3:
        z_square = z * z % p
        m = 3 * (x - z_square) * (x + z_square) % p
    else:
        m = (3 * x * x + curve.a * pow(z, 4, p)) % p
    new_x = (m * m - 2 * s) % p
    return new_x, (m * (s - new_x) - 8 * square * square) % p, 2 * y * z % p


def _add(point: Jacobian, x: int, y: int, curve: Curve) -> Jacobian:
    """`point` and the affine (x, y), which is not infinity; equal and opposite points, too."""
    x1, y1, z1 = point
    if not z1:
        return x, y, 1
    p = curve.p
    z_square = z1 * z1 % p
    h = (x * z_square - x1) % p
    r = (y * z_square * z1 - y1) % p
    if not h:
        return INFINITY if r else _double(point, curve)
    h_square = h * h % p
    h_cube = h_square * h % p
    v = x1 * h_square % p
    new_x = (r * r - h_cube - 2 * v) % p
    return new_x, (r * (v - new_x) - y1 * h_cube) % p, z1 * h % p


@lru_cache(maxsize=8)
def _base_multiples(curve: Curve) -> Multiples:
    return _odd_multiples(curve, curve.base, BASE_WINDOW)


def _odd_multiples(curve: Curve, point: tuple[int, int], width: int) -> Multiples:
    """The table of a point of large prime order, none of whose small multiples is infinity."""
    doubled = _affine([_double((*point, 1), curve)], curve)[0]
    odd: list[Jacobian] = [(*point, 1)]
    for _ in range((1 << (width - 2)) - 1):
        odd.append(_add(odd[-1], *doubled, curve))
    return width, tuple(_affine(odd, curve))


def _affine(points: list[Jacobian], curve: Curve) -> list[tuple[int, int]]:
    """The same points, none of them infinity, at the price of one inversion (Montgomery's trick)."""
    p = curve.p
    products = [1]
    for _, _, z in points:
        products.append(products[-1] * z % p)
    inverse = pow(products[-1], -1, p)
    found = []
    for (x, y, z), before in zip(reversed(points), reversed(products[:-1]), strict=True):
        own = inverse * before % p
        inverse = inverse * z % p
        square = own * own % p
        found.append((x * square % p, y * square * own % p))
    return found[::-1]


def _has_prime_order(curve: Curve, x: int, y: int) -> bool:
    """Whether q times the point is infinity, by plain doubling and adding: it may have a small order."""
    total = INFINITY
    for bit in bin(curve.q)[2:]:
        total = _double(total, curve)
        if bit == "1":
            total = _add(total, x, y, curve)
    return total[2] == 0
