"""Codes of result documents can be read out, typed on any keyboard, and checked for slips."""

import itertools

import pytest

from domain.verification import ALPHABET, check_symbol, grouped, is_well_formed, new_code, normalise

CODE = "RVF4XC77WQ9T8NNF"


def test_codes_are_sixteen_symbols_without_those_that_are_confused() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 16 and is_well_formed(code) for code in codes)
    assert not set("ILOU") & set(ALPHABET)


def test_a_code_is_printed_in_groups_and_read_back_from_them() -> None:
    assert grouped(CODE) == "RVF4-XC77-WQ9T-8NNF"
    assert normalise(grouped(CODE)) == CODE


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" rvf4 xc77 wq9t 8nnf ", CODE),
        ("rvf4–xc77—wq9t_8nnf", CODE),
        ("OIL0", "0110"),
        ("АВСЕНКМОРТХУІЗ", "ABCEHKM0PTXY13"),  # Cyrillic letters that look the same
    ],
)
def test_look_alikes_and_other_keyboards_are_understood(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


def test_every_single_wrong_symbol_is_noticed() -> None:
    for place, symbol in itertools.product(range(16), ALPHABET):
        if CODE[place] != symbol:
            assert not is_well_formed(CODE[:place] + symbol + CODE[place + 1 :])


def test_every_swap_of_two_symbols_is_noticed() -> None:
    for first, second in itertools.combinations(range(16), 2):
        swapped = list(CODE)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        if CODE[first] != CODE[second]:
            assert not is_well_formed("".join(swapped))


@pytest.mark.parametrize("code", ["", CODE[:-1], CODE + "0", "U" * 16, CODE.lower(), "0" * 15 + "1"])
def test_what_is_no_code_is_not_taken_for_one(code: str) -> None:
    assert not is_well_formed(code)


def test_the_last_symbol_checks_the_others() -> None:
    assert check_symbol(CODE[:-1]) == CODE[-1]
