"""How operators count an SMS."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.sms import Encoding, encoding, length, segments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("ә" * 70, 1),
        ("ә" * 71, 2),
        ("ә" * 134, 2),
        ("ә" * 135, 3),
        ("a" * 69 + "ә", 1),
        ("a" * 70 + "ә", 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments_at_the_borders(text: str, expected: int) -> None:
    assert segments(text) == expected


def test_one_cyrillic_letter_turns_the_whole_text_into_ucs_2() -> None:
    assert encoding("Qyzmet: kod 123456") is Encoding.GSM_7
    assert encoding("Qyzmet: код 123456") is Encoding.UCS_2
    assert encoding("No dash – here") is Encoding.UCS_2


def test_a_sign_behind_an_escape_counts_twice() -> None:
    assert length("[a]") == 5


def test_a_pair_of_units_is_not_divided_between_two_segments() -> None:
    # 66 units, then a pair that would begin as the 67th: it moves to the next segment as a whole.
    assert segments("ә" * 66 + "😀" + "ә" * 66) == 3
    assert segments("a" * 152 + "€" + "a" * 152) == 3


@given(st.text(max_size=400))
def test_never_fewer_segments_than_the_units_need(text: str) -> None:
    part = 153 if encoding(text) is Encoding.GSM_7 else 67
    whole = 160 if encoding(text) is Encoding.GSM_7 else 70
    count = segments(text)
    assert (count == 1) == (length(text) <= whole)
    assert count == 1 or length(text) <= count * part
    assert segments(text + "a") >= count or encoding(text + "a") is not encoding(text)
