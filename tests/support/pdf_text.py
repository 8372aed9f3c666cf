"""Reading the text back out of our own PDFs, with pikepdf alone."""

import re
from io import BytesIO

import pikepdf
from pikepdf import Name, Object


def text_of(content: bytes) -> str:
    """The words on all pages, single spaces between them, zero-width spaces left out.

    Follows each font's ToUnicode table, as a screen reader or a search does: text that
    comes out right here can be read aloud and found.
    """
    with pikepdf.open(BytesIO(content)) as pdf:
        pages = [_page_text(page) for page in pdf.pages]
    return " ".join(" ".join(pages).replace("\u200b", "").split())


def _page_text(page: pikepdf.Page) -> str:
    tables = {str(name): _to_unicode(font) for name, font in page.Resources.Font.items()}
    written: list[str] = []
    table: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                table = tables[str(operands[0])]
            case "Tj":
                written.append(_shown(operands[0], table))
            case "TJ":
                strings = (part for part in operands[0] if isinstance(part, pikepdf.String))
                written.extend(_shown(part, table) for part in strings)
            case "ET":
                written.append(" ")
    return "".join(written)


def _shown(shown: Object, table: dict[int, str]) -> str:
    codes = bytes(shown)
    return "".join(table[codes[at] << 8 | codes[at + 1]] for at in range(0, len(codes), 2))


def _to_unicode(font: Object) -> dict[int, str]:
    """Glyph number -> text, from the `bfchar` and `bfrange` parts of the font's ToUnicode table."""
    assert font.Subtype == Name.Type0
    table: dict[int, str] = {}
    source = font.ToUnicode.read_bytes().decode("latin-1")
    for part in re.findall(r"beginbfchar(.*?)endbfchar", source, re.S):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", part):
            table[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for part in re.findall(r"beginbfrange(.*?)endbfrange", source, re.S):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", part):
            start = bytes.fromhex(text).decode("utf-16-be")
            for step in range(int(last, 16) - int(first, 16) + 1):
                table[int(first, 16) + step] = start[:-1] + chr(ord(start[-1]) + step)
    return table
