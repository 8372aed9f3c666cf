"""DER (X.690), read strictly and written: definite, shortest lengths, nothing left over.

Signatures are over bytes, so two encodings of one value are one too many: what
is not DER is refused as malformed, indefinite lengths included. Nothing here
recurses, and every error is SignatureRejected.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import NoReturn

from integrations.eds.errors import SignatureRejected

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OBJECT_IDENTIFIER, ENUMERATED = 1, 2, 3, 4, 5, 6, 10
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31
TEXTS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1C: "utf-32-be", 0x1E: "utf-16-be"}
"""UTF8String, PrintableString, T61String, IA5String, UniversalString, BMPString."""

LONGEST_NUMBER = 1025
"""Bytes of an INTEGER: enough for an RSA modulus of 8192 bits."""
LONGEST_TAIL = 4
"""Bytes of a length: enough for 4 GB, and what is read has a limit of megabytes."""


def context(number: int, *, constructed: bool = True) -> int:
    """The tag of a context-specific field."""
    return (0xA0 if constructed else 0x80) | number


def malformed(detail: str) -> NoReturn:
    """Refuse."""
    raise SignatureRejected("malformed", detail)


@dataclass(frozen=True, slots=True)
class Element:
    """One value where it stands: its tag at `start`, its contents from `body` to `end`."""

    source: bytes
    start: int
    body: int
    end: int

    @property
    def tag(self) -> int:
        """The identifier byte."""
        return self.source[self.start]

    @property
    def contents(self) -> bytes:
        """The bytes without tag and length."""
        return self.source[self.body : self.end]

    @property
    def encoded(self) -> bytes:
        """The bytes as they came, with tag and length."""
        return self.source[self.start : self.end]

    def expect(self, tag: int) -> "Element":
        """This element, which has the tag, or malformed."""
        return self if self.tag == tag else malformed("unexpected type")

    def __iter__(self) -> Iterator["Element"]:
        """What is inside a constructed value."""
        position = self.body
        while position < self.end:
            inner = _element(self.source, position, self.end)
            yield inner
            position = inner.end

    def inner(self, tag: int) -> "Element":
        """The one value inside an explicit tag."""
        fields = self.fields(tag)
        found = fields.next()
        fields.done()
        return found

    def fields(self, tag: int = SEQUENCE) -> "Fields":
        """A reader of what is inside, which has this tag."""
        return Fields(self.expect(tag))


class Fields:
    """Reads the fields of a SEQUENCE one after the other."""

    def __init__(self, whole: Element) -> None:
        self._source, self._position, self._end = whole.source, whole.body, whole.end

    def next(self, tag: int | None = None) -> Element:
        """The next field, of this type where one is given."""
        found = _element(self._source, self._position, self._end)
        if tag is not None:
            found.expect(tag)
        self._position = found.end
        return found

    def maybe(self, *tags: int) -> Element | None:
        """The next field if it has one of these tags."""
        if self.more and self._source[self._position] in tags:
            return self.next()
        return None

    @property
    def more(self) -> bool:
        """Whether a field is left."""
        return self._position < self._end

    def done(self) -> None:
        """Nothing may follow."""
        if self.more:
            malformed("unexpected field")


def read(encoded: bytes) -> Element:
    """The one value that these bytes are."""
    found = _element(encoded, 0, len(encoded))
    if found.end != len(encoded):
        malformed("trailing bytes")
    return found


def values(encoded: bytes) -> tuple[bytes, ...]:
    """The values that these bytes are, one behind the other."""
    return tuple(value.encoded for value in Element(encoded, 0, 0, len(encoded)))


def _element(source: bytes, start: int, limit: int) -> Element:
    if limit - start < 2 or source[start] & 0x1F == 0x1F:
        malformed("truncated or of an unknown kind")
    length = source[start + 1]
    body = start + 2
    if length >= 0x80:
        tail = length & 0x7F
        if not tail:
            malformed("indefinite length")
        if tail > LONGEST_TAIL or limit - body < tail:
            malformed("length")
        length = int.from_bytes(source[body : body + tail], "big")
        if length < 0x80 or length >> (8 * (tail - 1)) == 0:
            malformed("length not in its shortest form")
        body += tail
    if length > limit - body:
        malformed("truncated")
    return Element(source, start, body, body + length)


def number(element: Element, tag: int = INTEGER) -> int:
    """The value of an INTEGER, or of an ENUMERATED by its tag."""
    contents = element.expect(tag).contents
    if not 0 < len(contents) <= LONGEST_NUMBER:
        malformed("length of a number")
    if len(contents) > 1 and (contents[0], contents[1] >> 7) in ((0, 0), (0xFF, 1)):
        malformed("number not in its shortest form")
    return int.from_bytes(contents, "big", signed=True)


def boolean(element: Element) -> bool:
    """The value of a BOOLEAN."""
    contents = element.expect(BOOLEAN).contents
    if contents not in (b"\x00", b"\xff"):
        malformed("boolean")
    return contents == b"\xff"


def octets(element: Element, tag: int = OCTET_STRING) -> bytes:
    """The bytes of an OCTET STRING."""
    return element.expect(tag).contents


def bits(element: Element) -> bytes:
    """The bytes of a BIT STRING that has whole bytes."""
    contents = element.expect(BIT_STRING).contents
    if not contents or contents[0] != 0:
        malformed("bit string")
    return contents[1:]


def named_bits(element: Element) -> frozenset[int]:
    """The numbers of the bits that are set in a BIT STRING of flags."""
    contents = element.expect(BIT_STRING).contents
    if not contents or contents[0] > 7 or (contents[0] and len(contents) == 1):
        malformed("bit string")
    flags = contents[1:]
    if flags and flags[-1] & ((1 << contents[0]) - 1):
        malformed("bit string")
    return frozenset(place for place in range(8 * len(flags)) if flags[place // 8] >> (7 - place % 8) & 1)


def oid(element: Element) -> str:
    """The dotted form of an OBJECT IDENTIFIER."""
    return _dotted(element.expect(OBJECT_IDENTIFIER).contents)


@lru_cache(maxsize=512)
def _dotted(contents: bytes) -> str:
    if not contents or contents[-1] & 0x80 or len(contents) > 64:
        malformed("object identifier")
    arcs, value, fresh = [], 0, True
    for byte in contents:
        if fresh and byte == 0x80:
            malformed("object identifier")
        value, fresh = value << 7 | byte & 0x7F, byte < 0x80
        if fresh:
            arcs.append(value)
            value = 0
    top = min(arcs[0] // 40, 2)
    return ".".join(map(str, (top, arcs[0] - 40 * top, *arcs[1:])))


def text(element: Element) -> str:
    """The text of a string of any kind that names are written in."""
    encoding = TEXTS.get(element.tag)
    if encoding is None:
        malformed("not a text")
    try:
        return element.contents.decode(encoding)
    except UnicodeDecodeError:
        malformed("text")


def moment(element: Element) -> datetime:
    """An aware moment, UTC, from UTCTime or GeneralizedTime (RFC 5280, 4.1.2.5; fractions as in RFC 3161)."""
    shown = element.contents
    fraction = b""
    if element.tag == GENERALIZED_TIME:
        shown, dot, fraction = shown.removesuffix(b"Z").partition(b".")
        if dot and not (fraction.isdigit() and len(fraction) <= 9 and not fraction.endswith(b"0")):
            malformed("time")
    elif element.tag == UTC_TIME:
        shown = shown.removesuffix(b"Z")
        shown = (b"20" if shown[:2] < b"50" else b"19") + shown
    else:
        malformed("not a time")
    if element.contents[-1:] != b"Z" or len(shown) != 14 or not shown.isdigit():
        malformed("time")
    try:
        found = datetime.strptime(shown.decode("ascii"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        malformed("time")
    return found.replace(microsecond=int(fraction[:6].ljust(6, b"0") or 0))


def encode(tag: int, *parts: bytes) -> bytes:
    """A value of this tag whose contents are the parts, one after the other."""
    length = sum(map(len, parts))
    if length < 0x80:
        head = bytes((tag, length))
    else:
        tail = length.to_bytes((length.bit_length() + 7) // 8, "big")
        head = bytes((tag, 0x80 | len(tail))) + tail
    return head + b"".join(parts)


def encode_number(value: int) -> bytes:
    """An INTEGER that is not negative."""
    return encode(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def encode_oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *others = map(int, dotted.split("."))
    contents = bytearray()
    for arc in (40 * first + second, *others):
        sevens = [arc & 0x7F]
        while arc := arc >> 7:
            sevens.append(arc & 0x7F | 0x80)
        contents += bytes(reversed(sevens))
    return encode(OBJECT_IDENTIFIER, bytes(contents))
