"""What counts as plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import plain


@pytest.mark.parametrize(
    "text", ["Сейітқали Ерлан Бекұлы", "Әбілқайыр, №12/3-үй (оң жақ)", "a\nb\tc\u00a0d", "– «так» …"]
)
def test_what_people_write_stays(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize("code", [0x00, 0x1B, 0x7F, 0xAD, 0x200B, 0x200D, 0x202E, 0x2066, 0xFEFF, 0xFFFF])
def test_threat_what_nobody_sees_is_left_out(code: int) -> None:
    assert plain(f"a{chr(code)}b") == "ab"


def test_one_letter_has_one_writing() -> None:
    assert plain("И\u0306") == "Й"


@given(st.text())
def test_twice_is_as_good_as_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)
