"""How long an SMS is: its alphabet, and the segments that the operator counts.

GSM 03.38: a text in the GSM-7 alphabet has 160 characters in one segment and 153
in each of several; any other character turns the whole text into UCS-2, with 70
and 67 UTF-16 units. Every Cyrillic text is UCS-2.
"""

from enum import StrEnum

_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("\f^{}\\[~]|€")  # an escape goes before each of these


class Encoding(StrEnum):
    """The alphabet in which a text goes over the air."""

    GSM_7 = "gsm-7"
    UCS_2 = "ucs-2"


_WHOLE = {Encoding.GSM_7: 160, Encoding.UCS_2: 70}
_PART = {Encoding.GSM_7: 153, Encoding.UCS_2: 67}


def encoding(text: str) -> Encoding:
    """GSM-7 when every character is in its alphabet, UCS-2 otherwise."""
    return Encoding.GSM_7 if set(text) <= _GSM_BASIC | _GSM_EXTENDED else Encoding.UCS_2


def length(text: str) -> int:
    """The text's length in the units of its alphabet: septets, or UTF-16 units."""
    return sum(_weights(text))


def segments(text: str) -> int:
    """How many SMS the text takes; an empty one takes one.

    A character of two units (an escape and its sign, a surrogate pair) is never
    divided between two segments, so a part may end one unit early.
    """
    alphabet = encoding(text)
    weights = _weights(text)
    if sum(weights) <= _WHOLE[alphabet]:
        return 1
    count, room = 1, _PART[alphabet]
    for weight in weights:
        if weight > room:
            count, room = count + 1, _PART[alphabet]
        room -= weight
    return count


def _weights(text: str) -> list[int]:
    if encoding(text) is Encoding.GSM_7:
        return [2 if character in _GSM_EXTENDED else 1 for character in text]
    return [2 if ord(character) > 0xFFFF else 1 for character in text]
