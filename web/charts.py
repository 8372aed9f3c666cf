"""Bars for a page: their places are counted here, the template draws them as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

WIDTH = 360
_BAR, _LINE, _GAP, _NUMBER = 14, 16, 10, 36
_LETTERS = 46
"""How many letters of a label fit on one line of this width."""


@dataclass(frozen=True)
class Bar:
    """One bar, as long as its share of the largest; each line of its label with its height."""

    lines: tuple[tuple[int, str], ...]
    top: int
    length: int
    count: int


@dataclass(frozen=True)
class Chart:
    """Bars below each other."""

    bars: tuple[Bar, ...]
    height: int
    width: int = WIDTH
    thickness: int = _BAR


def bar_chart(counted: Sequence[tuple[str, int]]) -> Chart:
    """A bar for each label and number, in their order."""
    largest = max((count for _label, count in counted), default=0) or 1
    bars, y = [], 0
    for label, count in counted:
        lines = wrap(label, _LETTERS)
        places = tuple((y + _LINE * number, line) for number, line in enumerate(lines, start=1))
        y += _LINE * len(lines) + 5
        bars.append(Bar(places, y, round((WIDTH - _NUMBER) * count / largest), count))
        y += _BAR + _GAP
    return Chart(tuple(bars), y)
