"""IINs are judged by their check digit alone, phones become E.164, and both can be masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity import (
    MOBILE_PREFIXES,
    InvalidIin,
    InvalidPhone,
    iin_check_digit,
    is_iin,
    mask_iin,
    mask_phone,
    normalise_iin,
    normalise_phone,
    spaced_phone,
)

eleven_digits = st.text("0123456789", min_size=11, max_size=11)
subscriber = st.text("0123456789", min_size=7, max_size=7)
mobile = st.tuples(st.sampled_from(sorted(MOBILE_PREFIXES)), subscriber).map("".join)


def remainder(digits: str, weights: range | tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11


def first_row(digits: str) -> int:
    return remainder(digits, range(1, 12))


def second_row(digits: str) -> int:
    return remainder(digits, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))


class TestCheckDigit:
    @pytest.mark.parametrize("iin", ["071301500014", "061315500019", "061301500304"])
    def test_known_fictitious_iins_are_valid(self, iin: str) -> None:
        assert normalise_iin(iin) == iin

    def test_the_second_row_of_weights_is_used_when_the_first_gives_ten(self) -> None:
        assert first_row("06130150030") == 10
        assert iin_check_digit("06130150030") == second_row("06130150030") == 4

    def test_no_iin_is_issued_where_both_rows_give_ten(self) -> None:
        assert iin_check_digit("06130150033") is None
        assert not any(is_iin(f"06130150033{digit}") for digit in range(10))

    @given(eleven_digits.filter(lambda digits: first_row(digits) < 10))
    def test_the_first_row_decides_unless_it_gives_ten(self, digits: str) -> None:
        assert iin_check_digit(digits) == first_row(digits)

    @given(eleven_digits.filter(lambda digits: first_row(digits) == 10))
    def test_the_second_row_decides_otherwise(self, digits: str) -> None:
        expected = second_row(digits)
        assert iin_check_digit(digits) == (expected if expected < 10 else None)

    @given(eleven_digits)
    def test_at_most_one_last_digit_makes_an_iin(self, digits: str) -> None:
        valid = [digit for digit in "0123456789" if is_iin(digits + digit)]
        expected = iin_check_digit(digits)
        assert valid == ([] if expected is None else [str(expected)])


class TestNormaliseIin:
    @pytest.mark.parametrize(
        "typed",
        [" 071301500014 ", "0713 0150 0014", "071301-500014", "0713\u00a0015\u202f00014", "071301500014\n"],
    )
    def test_spaces_and_hyphens_are_dropped(self, typed: str) -> None:
        assert normalise_iin(typed) == "071301500014"

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("", "iin_length"),
            ("   ", "iin_length"),
            ("07130150001", "iin_length"),
            ("0713015000140", "iin_length"),
            ("07130150001O", "iin_digits"),
            ("٠٧١٣٠١٥٠٠٠١٤", "iin_digits"),
            ("071301500015", "iin_checksum"),
        ],
    )
    def test_what_is_wrong_has_a_code(self, typed: str, code: str) -> None:
        with pytest.raises(InvalidIin) as refused:
            normalise_iin(typed)
        assert refused.value.code == code
        assert typed.strip() == "" or typed not in str(refused.value)

    def test_an_impossible_date_is_no_reason_to_refuse(self) -> None:
        assert normalise_iin("071301500014")[2:4] == "13"

    def test_the_mask_keeps_four_digits_at_each_end(self) -> None:
        assert mask_iin("071301500014") == "0713••••0014"
        assert mask_iin("0713") == "••••"


class TestNormalisePhone:
    @pytest.mark.parametrize(
        "typed",
        [
            *("+77011234567", "87011234567", "77011234567", "7011234567", "8 (701) 123-45-67"),
            *("+7 701 123 45 67", "8.701.123.45.67", "\u200b+7\u00a0701 123\u201145\u201367"),
        ],
    )
    def test_every_usual_way_of_writing_is_taken(self, typed: str) -> None:
        assert normalise_phone(typed) == "+77011234567"

    @given(mobile, st.sampled_from(["+7", "8", "7", ""]))
    def test_every_mobile_prefix_is_taken(self, number: str, before: str) -> None:
        assert normalise_phone(before + number) == f"+7{number}"

    @given(st.integers(600, 799).map(str).filter(lambda prefix: prefix not in MOBILE_PREFIXES), subscriber)
    def test_a_number_that_is_no_mobile_gets_no_sms(self, prefix: str, number: str) -> None:
        with pytest.raises(InvalidPhone) as refused:
            normalise_phone(f"+7{prefix}{number}")
        assert refused.value.code == "phone_not_mobile"

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("", "phone_format"),
            ("1414", "phone_format"),
            ("+7701123456", "phone_format"),
            ("+877011234567", "phone_foreign"),
            ("+7 921 123 45 67", "phone_foreign"),
            ("+998 90 123 45 67", "phone_foreign"),
            ("8 7172 55 55 55", "phone_not_mobile"),
            ("+7 703 123 45 67", "phone_not_mobile"),
            ("701123456x", "phone_format"),
        ],
    )
    def test_what_is_wrong_has_a_code(self, typed: str, code: str) -> None:
        with pytest.raises(InvalidPhone) as refused:
            normalise_phone(typed)
        assert refused.value.code == code

    @given(mobile)
    def test_normalising_twice_changes_nothing(self, number: str) -> None:
        once = normalise_phone(number)
        assert normalise_phone(once) == once == normalise_phone(spaced_phone(once))

    def test_the_mask_shows_the_prefix_and_two_digits(self) -> None:
        assert mask_phone("+77011234567") == "+7 701 ••• •• 67"
        assert mask_phone("1414") == "••••"
