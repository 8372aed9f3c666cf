"""Codes by which anybody checks a result document, made to be read out and typed.

Sixteen symbols of Crockford's base 32 (no I, L, O, U): fifteen random ones, 75 bits,
and one that checks them. The check is a remainder in the field of 32 elements, so it
catches every single wrong symbol and every swap of two symbols: a typing error is
told from a document that nobody issued.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
GROUP = 4

_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}

_LOOKALIKES = str.maketrans(
    {
        **{"O": "0", "I": "1", "L": "1"},
        # Letters of the Kazakh keyboard that look like those of the alphabet.
        **{"А": "A", "В": "B", "С": "C", "Е": "E", "Н": "H", "К": "K", "М": "M"},
        **{"О": "0", "Р": "P", "Т": "T", "Х": "X", "У": "Y", "І": "1", "З": "3"},
    }
)

_FIELD = 0b100101
"""x^5 + x^2 + 1, primitive: its powers of x are all different for 31 places."""


def new_code() -> str:
    """A fresh code of 16 symbols, its check symbol last."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_symbol(body)


def check_symbol(body: str) -> str:
    """The symbol that makes the remainder of body and symbol zero."""
    return ALPHABET[_times_x(_remainder(body))]


def normalise(typed: str) -> str:
    """The code as it is stored: capitals, look-alikes replaced, nothing between them."""
    return re.sub(r"[\s\-‐-―_.]", "", typed).upper().translate(_LOOKALIKES)


def is_well_formed(code: str) -> bool:
    """Whether a normalised code has its length, its alphabet and the right check symbol."""
    return len(code) == LENGTH and set(code) <= _VALUES.keys() and _remainder(code) == 0


def grouped(code: str) -> str:
    """The code as it is printed: four groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def _remainder(symbols: str) -> int:
    remainder = 0
    for symbol in symbols:
        remainder = _times_x(remainder) ^ _VALUES[symbol]
    return remainder


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ _FIELD if doubled & 0b100000 else doubled
