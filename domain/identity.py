"""Individual identification numbers and mobile numbers of Kazakhstan: checked, written one way, masked.

Pure: nothing here knows who a number belongs to. Neither number may appear in
full in a log line or an error: use the masks.
"""

import re

from domain.errors import QyzmetError

_FIRST_ROW = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_ROW = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)

MOBILE_PREFIXES = frozenset(
    {
        *("700", "701", "702", "705", "706", "707", "708", "747"),
        *("760", "761", "762", "763", "764", "771", "775", "776", "777", "778", "785"),
    }
)
"""The three digits after the country code that mobile numbers have. Numbers move
between operators, so a prefix tells that it is a mobile, not whose it is."""


class InvalidIin(QyzmetError):
    """Not an IIN; `code` is iin_length, iin_digits or iin_checksum."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class InvalidPhone(QyzmetError):
    """Not a mobile number of Kazakhstan; `code` is phone_format, phone_foreign or phone_not_mobile."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def iin_check_digit(first_eleven: str) -> int | None:
    """The twelfth digit that belongs to these eleven, or None where no such IIN is issued.

    The digits are weighted 1 to 11 and summed modulo 11; a remainder of 10
    sends them through the second row of weights, and a second 10 means that
    the number is passed over.
    """
    digits = [int(digit) for digit in first_eleven]
    for weights in (_FIRST_ROW, _SECOND_ROW):
        remainder = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if remainder < 10:
            return remainder
    return None


def normalise_iin(text: str) -> str:
    """The twelve digits of an IIN as somebody typed it, spaces and hyphens dropped.

    Raises InvalidIin. Only the check digit is verified: the law no longer
    promises that the first digits are a date of birth, so age and sex come
    from the register of persons and never from the number.
    """
    iin = re.sub(r"[\s\u200b-]", "", text)
    if not (iin.isascii() and iin.isdigit()):
        raise InvalidIin("iin_digits" if iin else "iin_length")
    if len(iin) != 12:
        raise InvalidIin("iin_length")
    if iin_check_digit(iin[:11]) != int(iin[11]):
        raise InvalidIin("iin_checksum")
    return iin


def is_iin(text: str) -> bool:
    """Whether `normalise_iin` would accept this."""
    try:
        normalise_iin(text)
    except InvalidIin:
        return False
    return True


def mask_iin(iin: str) -> str:
    """An IIN as logs and officers without a need to know may see it: 0713••••0014."""
    return f"{iin[:4]}••••{iin[-4:]}" if len(iin) == 12 else "••••"


def normalise_phone(text: str) -> str:
    """A mobile number of Kazakhstan in E.164: +77011234567.

    Takes what people write: +7 701…, 8 (701)…, 7701…, 701…, with any spaces,
    brackets, dots and hyphens. Raises InvalidPhone, also for fixed lines (no
    SMS reaches them) and for other countries.
    """
    compact = re.sub(r"[\s\u200b().\u2010-\u2013-]", "", text)
    international = compact.startswith("+")
    digits = compact.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        raise InvalidPhone("phone_format")
    if international and not digits.startswith("7"):
        raise InvalidPhone("phone_foreign")
    if len(digits) == 11 and digits[0] in ("7" if international else "78"):
        digits = digits[1:]
    elif len(digits) != 10 or international:
        raise InvalidPhone("phone_format")
    if digits[0] not in "67":
        raise InvalidPhone("phone_foreign")
    if digits[:3] not in MOBILE_PREFIXES:
        raise InvalidPhone("phone_not_mobile")
    return f"+7{digits}"


def mask_phone(phone: str) -> str:
    """A number as a page shows it to whoever should recognise it: +7 701 ••• •• 67."""
    return f"{phone[:2]} {phone[2:5]} ••• •• {phone[-2:]}" if len(phone) == 12 else "••••"


def spaced_phone(phone: str) -> str:
    """An E.164 number of Kazakhstan in readable groups: +7 701 123 45 67."""
    return f"{phone[:2]} {phone[2:5]} {phone[5:8]} {phone[8:10]} {phone[10:]}"
