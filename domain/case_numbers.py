"""Case numbers that can be read out over the phone: 26-004821-7 (ALL-12).

Two digits of the year, a running number, and a check digit by Damm's algorithm,
which catches every single wrong digit and every swap of neighbours.
"""

import re

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def check_digit(digits: str) -> int:
    """Damm's check digit of a string of digits."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def case_number(year: int, running: int) -> str:
    """The number of the `running`-th case of a year; ValueError past 999 999."""
    if not 0 < running < 1_000_000:
        raise ValueError(f"running number {running} does not fit in six digits")
    digits = f"{year % 100:02d}{running:06d}"
    return f"{digits[:2]}-{digits[2:]}-{check_digit(digits)}"


def normal_case_number(typed: str) -> str | None:
    """The number as it is stored, from what somebody typed with or without hyphens and
    spaces; None when it cannot be a case number."""
    digits = re.sub(r"[\s\-‐-―]", "", typed)
    if not re.fullmatch(r"[0-9]{9}", digits) or check_digit(digits) != 0:
        return None
    return f"{digits[:2]}-{digits[2:8]}-{digits[8]}"
