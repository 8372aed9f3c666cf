"""Text that the papers' font can print.

An archival PDF may not hold a character without a shape, so one unprintable character
in an address would keep the whole document from being made.
"""

import functools
import struct
import unicodedata
from pathlib import Path
from typing import Any

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
REGULAR = FONTS / "GolosText_400Regular.ttf"

MISSING = "?"
"""Stands where the font has no shape for a character."""


def printable(value: Any) -> Any:
    """The same JSON value, every text in it limited to what the font can print.

    Letters are composed (й is one character); an unknown letter with a mark becomes
    the plain letter; unknown spaces become a space; control characters vanish.
    """
    if isinstance(value, str):
        return "".join(_printable(character) for character in unicodedata.normalize("NFC", value))
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    return value


def _printable(character: str) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if character == "\t" or category == "Zs":
        return " "
    if category in ("Cc", "Cf", "Co", "Cs"):
        return ""
    known = covered(REGULAR)
    if ord(character) in known:
        return character
    plain = "".join(part for part in unicodedata.normalize("NFKD", character) if ord(part) in known)
    return plain or ("" if unicodedata.combining(character) else MISSING)


@functools.cache
def covered(font: Path) -> frozenset[int]:
    """The code points of the basic plane that a TrueType font has a shape for.

    Reads the table `cmap`, subtable format 4 (OpenType specification). ValueError
    for a font without one.
    """
    content = font.read_bytes()
    for index in range(struct.unpack_from(">H", content, 4)[0]):
        tag, _checksum, offset, _length = struct.unpack_from(">4sLLL", content, 12 + 16 * index)
        if tag == b"cmap":
            return _covered_by_cmap(content, offset)
    raise ValueError(f"{font.name} has no cmap")


def _covered_by_cmap(content: bytes, cmap: int) -> frozenset[int]:
    for index in range(struct.unpack_from(">H", content, cmap + 2)[0]):
        offset = cmap + struct.unpack_from(">HHL", content, cmap + 4 + 8 * index)[2]
        if struct.unpack_from(">H", content, offset)[0] == 4:
            return _covered_by_segments(content, offset)
    raise ValueError("the cmap has no subtable of format 4")


def _covered_by_segments(content: bytes, offset: int) -> frozenset[int]:
    count = struct.unpack_from(">H", content, offset + 6)[0] // 2
    ends_at, starts_at = offset + 14, offset + 16 + 2 * count
    deltas_at, ranges_at = starts_at + 2 * count, starts_at + 4 * count
    found = set()
    for segment in range(count):
        end, start, delta, glyph_range = (
            struct.unpack_from(">H", content, table + 2 * segment)[0]
            for table in (ends_at, starts_at, deltas_at, ranges_at)
        )
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if glyph_range:
                place = ranges_at + 2 * segment + glyph_range + 2 * (code - start)
                glyph = struct.unpack_from(">H", content, place)[0]
            if glyph and (glyph + delta) % 0x10000:
                found.add(code)
    return frozenset(found)
