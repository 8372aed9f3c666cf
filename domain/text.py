"""Marking text for translation in packages that know no framework, and what counts as plain text."""

import unicodedata

_LINES = str.maketrans({"\u2028": "\n", "\u2029": "\n"})
_KEPT = frozenset("\n\r\t")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn"})
"""Categories of characters that are not seen: control, format (direction, no width), halves, none at all."""


def N_(message: str) -> str:
    """Mark an English message for extraction and return it unchanged.

    Pure packages hold labels as English source strings; whoever shows them
    translates at that moment, in the reader's language.
    """
    return message


def plain(text: str) -> str:
    """What was typed, composed (NFC) and without characters that nobody sees.

    Marks of direction would turn a name around on the page of who reads it, and two names that differ
    in a character of no width look alike. Letters that only look like others stay: they are typed.
    """
    composed = unicodedata.normalize("NFC", text.translate(_LINES))
    return "".join(
        letter for letter in composed if letter in _KEPT or unicodedata.category(letter) not in _UNSEEN
    )
