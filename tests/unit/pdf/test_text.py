"""The font has every letter of the country's languages, and what it lacks does not stop a paper."""

import pytest

from integrations.pdf.text import FONTS, REGULAR, covered, printable

KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
BOTH = [REGULAR, FONTS / "GolosText_600SemiBold.ttf"]


@pytest.mark.parametrize("font", BOTH, ids=lambda font: font.stem)
def test_both_weights_have_every_letter_and_sign_of_the_papers(font: object) -> None:
    wanted = KAZAKH + KAZAKH.upper() + '0123456789 №₸«»"–—…•§%()/+-.,:;!?@\u00a0'
    assert [letter for letter in wanted if ord(letter) not in covered(font)] == []


def test_the_font_has_no_shape_for_what_it_does_not_draw() -> None:
    assert not covered(REGULAR) & {ord("漢"), ord("א"), 0x200B, 0xFFFF}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Ғабит, Ұлы — «Өз»", "Ғабит, Ұлы — «Өз»"),
        ("и\u0306од", "йод"),  # a letter and its breve, as some phones send them
        ("a\tb\u2003c", "a b c"),
        ("first\nsecond", "first\nsecond"),
        ("soft\u00adhyphen\u200b\u202e\u0000", "softhyphen"),
        ("漢字 😀", "?? ?"),
        ("Nguyễn", "Nguye\u0302\u0303n"),
        ("ﬁ", "fi"),
    ],
)
def test_what_cannot_be_drawn_is_written_in_another_way(typed: str, printed: str) -> None:
    assert printable(typed) == printed


def test_every_text_inside_is_treated_and_nothing_else() -> None:
    given = {"a": ["\u0000x", 1, None, True], "b": ("y\u0007",)}
    assert printable(given) == {"a": ["x", 1, None, True], "b": ["y"]}
