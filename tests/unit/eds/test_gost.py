"""GOST 34.10-2015: the standard's example, the curves, and what a signature may not be."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devkit.nca.pairs import GostPair
from integrations.eds.gost import (
    CURVE_256,
    CURVE_512,
    Curve,
    digest_number,
    multiply,
    public_point,
    verify_signature,
)
from integrations.eds.streebog import streebog512

CURVES = pytest.mark.parametrize("curve", [CURVE_256, CURVE_512], ids=lambda curve: curve.name)

EXAMPLE = Curve(
    name="GOST R 34.10-2012, A.1",
    p=57896044618658097711785492504343953926634992332820282019728792003956564821041,
    a=7,
    b=43308876546767276905765904595650931995942111794451039583252968842033849580414,
    q=57896044618658097711785492504343953927082934583725450622380973592137631069619,
    x=2,
    y=4018974056539037503335449422937059775635739389905545080690979365213431566280,
    cofactor=1,
    size=32,
)
SECRET = 55441196065363246126355624130324183196576709222340016572108097750006097525544
PUBLIC = (
    57520216126176808443631405023338071176630104906313632182896741342206604859403,
    17614944419213781543809391949654080031942662045363639260709847859438286763994,
)
DIGEST = 20798893674476452017134061561508270130637142515379653289952617252661468872421
R = 29700980915817952874371204983938256990422752107994319651632687982059210933395
S = 574973400270084654178925310019147038455227042649098563933718999175515839552


def little(curve: Curve, *numbers: int) -> bytes:
    return b"".join(number.to_bytes(curve.size, "little") for number in numbers)


def test_the_example_of_the_standard_verifies() -> None:
    assert multiply(SECRET, EXAMPLE.base, EXAMPLE) == PUBLIC
    key, digest, signature = little(EXAMPLE, *PUBLIC), little(EXAMPLE, DIGEST), little(EXAMPLE, R, S)
    assert verify_signature(key, digest, signature, EXAMPLE)
    assert not verify_signature(key, digest[::-1], signature, EXAMPLE)
    assert not verify_signature(key, digest, signature[32:] + signature[:32], EXAMPLE)
    assert not verify_signature(key, digest, signature[::-1], EXAMPLE)


@CURVES
def test_the_base_points_are_on_their_curves_and_of_prime_order(curve: Curve) -> None:
    x, y = curve.base
    assert curve.contains(x, y)
    assert multiply(curve.q, curve.base, curve) is None
    assert multiply(curve.q - 1, curve.base, curve) == (x, curve.p - y)
    assert multiply(0, curve.base, curve) is None


def slow_multiple(number: int, point: tuple[int, int], curve: Curve) -> tuple[int, int] | None:
    """By the school's formulas."""

    def plus(one: tuple[int, int] | None, other: tuple[int, int] | None) -> tuple[int, int] | None:
        if one is None or other is None:
            return one or other
        if one[0] == other[0] and (one[1] + other[1]) % curve.p == 0:
            return None
        if one == other:
            slope = (3 * one[0] ** 2 + curve.a) * pow(2 * one[1], -1, curve.p)
        else:
            slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, curve.p)
        x = (slope**2 - one[0] - other[0]) % curve.p
        return x, (slope * (one[0] - x) - one[1]) % curve.p

    total = None
    for bit in f"{number:b}":
        total = plus(total, total)
        if bit == "1":
            total = plus(total, point)
    return total


@CURVES
def test_the_quick_way_to_multiply_agrees_with_the_slow_one(curve: Curve) -> None:
    draw = random.Random(1510)
    point = slow_multiple(draw.randrange(curve.q), curve.base, curve)
    assert point is not None
    for number in [*range(1, 40), curve.q - 2, *(draw.randrange(curve.q) for _ in range(5))]:
        assert multiply(number, point, curve) == slow_multiple(number, point, curve)
        assert multiply(number, curve.base, curve) == slow_multiple(number, curve.base, curve)


@given(st.binary(min_size=1, max_size=80))
def test_a_signature_verifies_for_its_own_bytes_only(data: bytes) -> None:
    pair = GostPair.derive(b"a test", "one")
    other = GostPair.derive(b"a test", "two")
    key, digest = pair.key_bits[3:], streebog512(data)
    signature = pair.sign(data)
    assert verify_signature(key, digest, signature, CURVE_512)
    assert not verify_signature(key, streebog512(data + b"."), signature, CURVE_512)
    assert not verify_signature(other.key_bits[3:], digest, signature, CURVE_512)


@CURVES
def test_r_and_s_lie_between_zero_and_q(curve: Curve) -> None:
    key, digest = little(curve, *curve.base), little(curve, 5)
    for r, s in [(0, 1), (1, 0), (0, 0), (curve.q, 1), (1, curve.q)]:
        assert not verify_signature(key, digest, little(curve, r, s), curve)


def test_the_same_signature_in_a_second_writing_is_refused() -> None:
    """r and s count modulo q, and 32 bytes have room for another q."""
    key, digest = little(EXAMPLE, *PUBLIC), little(EXAMPLE, DIGEST)
    for r, s in [(R + EXAMPLE.q, S), (R, S + EXAMPLE.q), (R, EXAMPLE.q - S)]:
        assert not verify_signature(key, digest, little(EXAMPLE, r, s), EXAMPLE)


@pytest.mark.parametrize("length", [0, 64, 127, 129, 256])
def test_a_signature_of_another_length_is_none(length: int) -> None:
    pair = GostPair.derive(b"a test", "one")
    assert not verify_signature(pair.key_bits[3:], streebog512(b"x"), b"\x01" * length, CURVE_512)


def test_a_digest_of_zero_counts_as_one() -> None:
    assert digest_number(bytes(64), CURVE_512) == 1
    assert digest_number(little(CURVE_512, CURVE_512.q), CURVE_512) == 1


def test_a_sum_that_is_infinity_is_no_signature() -> None:
    """With the base point for a key, r = s gives z1 + z2 = 0."""
    key = little(CURVE_512, *CURVE_512.base)
    assert not verify_signature(key, little(CURVE_512, 1), little(CURVE_512, 7, 7), CURVE_512)


@CURVES
def test_public_keys_off_the_curve_are_refused(curve: Curve) -> None:
    x, y = curve.base
    for wrong in [(x, y + 1), (x + curve.p, y), (0, 0)]:
        if max(wrong) < 1 << 8 * curve.size:
            with pytest.raises(ValueError, match="curve"):
                public_point(little(curve, *wrong), curve)
    with pytest.raises(ValueError, match="length"):
        public_point(little(curve, x), curve)


def test_public_keys_of_a_small_order_are_refused() -> None:
    """The 256-bit curve has four times as many points as its large subgroup; one of order 2 has y = 0."""
    curve = CURVE_256
    for x in range(1, 200):
        square = (x**3 + curve.a * x + curve.b) % curve.p
        y = (
            pow(square, (curve.p + 3) // 8, curve.p)
            if curve.p % 8 == 5
            else pow(square, (curve.p + 1) // 4, curve.p)
        )
        if curve.contains(x, y) and slow_multiple(curve.q, (x, y), curve) is not None:
            with pytest.raises(ValueError, match="subgroup"):
                public_point(little(curve, x, y), curve)
            return
    pytest.fail("no point outside the subgroup was found")
