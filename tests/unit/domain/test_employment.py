"""How long somebody has worked, by what they wrote."""

from datetime import date

import pytest

from domain.employment import months_worked

TODAY = date(2026, 11, 23)


def a_place(since: str, until: str = "") -> dict[str, str]:
    return {"place": "Зауыт", "position": "Слесарь", "since": since, "until": until}


@pytest.mark.parametrize(
    ("places", "months"),
    [
        ([], 0),
        ([a_place("09.2022", "03.2024")], 18),
        ([a_place("9/2022", "03-2024")], 18),
        ([a_place("2022", "2024")], 24),
        ([a_place("қыркүйек 2022 ж.", "2024 жыл")], 24),
        ([a_place("01.2026")], 10),
        ([a_place("01.2020", "01.2022"), a_place("01.2021", "01.2023")], 36),
        ([a_place("01.2026", "01.2031")], 10),
        ([a_place("03.2024", "09.2022")], 0),
        ([a_place("13.2022", "03.2024")], 26),
    ],
)
def test_spans_are_read_and_what_overlaps_counts_once(places, months):
    assert months_worked(places, TODAY) == months


@pytest.mark.parametrize("place", [a_place("мектептен кейін"), a_place("2020", "әлі де"), a_place("20222")])
def test_what_cannot_be_read_is_not_guessed(place):
    assert months_worked([a_place("2020", "2021"), place], TODAY) is None
