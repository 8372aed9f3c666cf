"""Numbers that survive being read out over the phone."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.case_numbers import case_number, normal_case_number

running = st.integers(1, 999_999)


@pytest.mark.rule("ALL-12")
@given(running)
def test_a_number_is_recognised_with_or_without_hyphens_and_spaces(n: int) -> None:
    number = case_number(2026, n)
    assert normal_case_number(number) == number
    assert normal_case_number(number.replace("-", "")) == number
    assert normal_case_number(f"  {number.replace('-', ' ')} ") == number


@pytest.mark.rule("ALL-12")
@given(running, st.integers(0, 8), st.integers(0, 9))
def test_one_wrong_digit_is_never_another_case(n: int, place: int, digit: int) -> None:
    digits = case_number(2026, n).replace("-", "")
    assume(digits[place] != str(digit))
    assert normal_case_number(digits[:place] + str(digit) + digits[place + 1 :]) is None


@pytest.mark.rule("ALL-12")
@given(running, st.integers(0, 7))
def test_two_swapped_neighbours_are_never_another_case(n: int, place: int) -> None:
    digits = case_number(2026, n).replace("-", "")
    assume(digits[place] != digits[place + 1])
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert normal_case_number(swapped) is None


@pytest.mark.parametrize("typed", ["", "26-004821", "26-004821-77", "abc", "२६-००४८२१-७", "26-004821-x"])
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert normal_case_number(typed) is None


@pytest.mark.parametrize("n", [0, 1_000_000])
def test_a_running_number_outside_six_digits_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="six digits"):
        case_number(2026, n)
