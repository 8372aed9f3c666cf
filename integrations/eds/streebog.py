"""Streebog, GOST R 34.11-2012 (RFC 6986), by libgcrypt where the machine has it, in Python otherwise.

Digests come as bytes in the order of the standard's data stream, the lowest
byte first. libgcrypt needs some 6 ms for a megabyte, Python some seconds.
"""

import ctypes
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from struct import Struct

from integrations.eds.streebog_tables import MATRIX, ROUND_CONSTANTS, SUBSTITUTION

Hash = Callable[[bytes, int], bytes]
"""Data and the digest's length in bits, 256 or 512, to the digest."""

BLOCK = 64
FULL = (1 << 512) - 1
WORDS = Struct("<8Q")

LIBRARIES = ("libgcrypt.so.20", "libgcrypt.20.dylib")
GCRYPT_ALGORITHMS = {256: 309, 512: 310}
GCRYCTL_TEST_ALGO, GCRYCTL_DISABLE_SECMEM, GCRYCTL_INITIALIZATION_FINISHED = 8, 37, 38


def streebog512(data: bytes) -> bytes:
    """The digest of 64 bytes."""
    return _chosen()(data, 512)


def streebog256(data: bytes) -> bytes:
    """The digest of 32 bytes."""
    return _chosen()(data, 256)


def implementations() -> Mapping[str, Hash]:
    """The implementations that this machine has, by name, the fastest first."""
    gcrypt = _gcrypt()
    return ({} if gcrypt is None else {"libgcrypt": gcrypt}) | {"python": in_python}


@cache
def _chosen() -> Hash:
    return next(iter(implementations().values()))


@cache
def _gcrypt() -> Hash | None:
    """libgcrypt, if it is here, knows Streebog and may compute it (a machine in FIPS mode may not)."""
    for name in LIBRARIES:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        library.gcry_check_version.restype = ctypes.c_char_p
        library.gcry_check_version(None)
        library.gcry_control(GCRYCTL_DISABLE_SECMEM, 0)
        library.gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0)
        known = all(
            library.gcry_md_algo_info(algorithm, GCRYCTL_TEST_ALGO, None, None) == 0
            for algorithm in GCRYPT_ALGORITHMS.values()
        )
        if known:
            library.gcry_md_hash_buffer.argtypes = (
                ctypes.c_int, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t,
            )  # fmt: skip
            library.gcry_md_hash_buffer.restype = None
            return _hash_with(library)
    return None


def _hash_with(library: ctypes.CDLL) -> Hash:
    def hash_by_gcrypt(data: bytes, bits: int) -> bytes:
        digest = ctypes.create_string_buffer(bits // 8)
        library.gcry_md_hash_buffer(GCRYPT_ALGORITHMS[bits], digest, data, len(data))
        return digest.raw

    return hash_by_gcrypt


def in_python(data: bytes, bits: int) -> bytes:
    """RFC 6986, section 8, for machines without libgcrypt."""
    state = int.from_bytes(bytes([1 if bits == 256 else 0]) * BLOCK, "little")
    hashed = total = 0
    whole = len(data) - len(data) % BLOCK
    for start in range(0, whole, BLOCK):
        block = int.from_bytes(data[start : start + BLOCK], "little")
        state = _compress(state, block, hashed)
        hashed += 8 * BLOCK
        total = total + block & FULL
    rest = data[whole:]
    block = int.from_bytes(rest + b"\x01", "little")
    state = _compress(state, block, hashed)
    state = _compress(state, hashed + 8 * len(rest), 0)
    state = _compress(state, total + block & FULL, 0)
    return state.to_bytes(BLOCK, "little")[-bits // 8 :]


def _compress(state: int, block: int, hashed: int) -> int:
    """The compression function g of a state, a block and the number of bits before it (section 7)."""
    key = _mix(state ^ hashed)
    text = block
    for constant in ROUND_CONSTANTS:
        text = _mix(text ^ key)
        key = _mix(key ^ constant)
    return text ^ key ^ state ^ block


def _mix(number: int) -> int:
    """Substitution, transposition and linear map, L(P(S(…))), at once from tables."""
    t0, t1, t2, t3, t4, t5, t6, t7 = _tables()
    rows = number.to_bytes(BLOCK, "little")
    columns = zip(
        rows[:8],
        rows[8:16],
        rows[16:24],
        rows[24:32],
        rows[32:40],
        rows[40:48],
        rows[48:56],
        rows[56:],
        strict=True,
    )
    mixed = [
        t0[a] ^ t1[b] ^ t2[c] ^ t3[d] ^ t4[e] ^ t5[f] ^ t6[g] ^ t7[h] for a, b, c, d, e, f, g, h in columns
    ]
    return int.from_bytes(WORDS.pack(*mixed), "little")


@lru_cache(maxsize=1)
def _tables() -> tuple[list[int], ...]:
    """What each value of each byte of a word adds to the word that comes out."""
    return tuple([_spread(SUBSTITUTION[value], 8 * place) for value in range(256)] for place in range(8))


def _spread(value: int, lowest: int) -> int:
    word = 0
    for bit in range(8):
        if value >> bit & 1:
            word ^= MATRIX[63 - lowest - bit]
    return word
