"""What people, programs and attackers send instead of what was asked for, as hypothesis strategies."""

import json
from io import BytesIO
from typing import Any

from hypothesis import strategies as st

from tests.support import crafted_files as crafted

BIDI = "\u202e\u2066gnp.exe\u2069"
ZERO_WIDTH = "A\u200bl\u200dm\ufeffa"
TEXTS = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\x00\x01\x1b[31m\x7f",
    "\r\nSet-Cookie: a=b",
    BIDI,
    ZERO_WIDTH,
    "e\u0301" * 50,
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "\ufffe\uffff",
    "z" * 5_000,
    "<script>alert(1)</script>",
    "{{7*7}}%(name)s{0.__class__}%n%s",
    "' OR 1=1 --",
    "../../../../etc/passwd",
    "-1",
    "0",
    "1e400",
    "NaN",
    "9" * 25,
    "-" + "9" * 25,
    "2147483648",
    "9223372036854775808",
    "\u0661\u0662\u0663",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "on",
    "null",
    "[]",
)
"""Texts that have been trouble to somebody."""

NUMBERS = (0, 1, 999_999, 2**31 - 1, 2**31, 2**63, 10**30)
DEEP = "[" * 60_000 + "]" * 60_000
RAW_BODIES = (
    b"",
    b"\xff\xfe\x00",
    b"%00=%00&%ff=%fe",
    b"a=b&" * 2_000,
    DEEP.encode(),
    b'{"documentsToSign": [{"id": 1, "document": {"file": {"data": "\\ud800"}}}]}',
    b'{"documentsToSign": {"id": 1e999}}',
    b'--x\r\nContent-Disposition: form-data; name="files"; filename="a\r\nb.pdf"\r\n\r\nabc',
    b"--x\r\n\r\n\r\n--x--",
    b"--x\r\nContent-Disposition: form-data; name=\r\n\r\n\x00\r\n--x--\r\n",
)
TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "multipart/form-data; boundary=" + "y" * 300,
    "application/json",
    "text/plain",
    "image/svg+xml",
    "nonsense",
)
FILES = (
    b"",
    b"%PDF-",
    b"\xff\xd8\xff\xe0",
    b"PK\x03\x04" + b"\x00" * 40,
    b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    crafted.pdf_file(),
    crafted.image_file(crafted.picture()),
)
FILE_NAMES = ("a.pdf", "", "../../a", "a\r\nb: c", BIDI, "\x00", "x" * 400 + ".pdf", 'a";filename="b')

texts = st.sampled_from(TEXTS) | st.text(max_size=40).filter(lambda text: text.isprintable())
numbers = st.sampled_from(NUMBERS)


@st.composite
def fields(draw: st.DrawFn, known: dict[str, str], files: frozenset[str]) -> list[tuple[str, Any]]:
    """A form as it was meant, and then something in it is missing, repeated, foreign or junk."""
    sent: list[tuple[str, Any]] = []
    for name, usual in known.items():
        how = draw(st.sampled_from(("usual", "usual", "junk", "junk", "missing", "twice")))
        if name in files and how != "missing":
            content, called = draw(st.sampled_from(FILES)), draw(st.sampled_from(FILE_NAMES))
            sent += [(name, (BytesIO(content), called))] * (1 if how != "twice" else 2)
        elif how == "usual":
            sent.append((name, usual))
        elif how == "junk":
            sent.append((name, draw(texts)))
        elif how == "twice":
            sent += [(name, usual), (name, draw(texts))]
    if draw(st.booleans()):
        sent.append(
            (draw(st.sampled_from(("status", "role", "id", "case_id", "next", "\x00", "a" * 300))), "1")
        )
    return sent


def answers(ids: list[int]) -> st.SearchStrategy[str]:
    """What a telephone might return in the place of its papers, as JSON."""
    junk = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=8,
    )
    paper = st.fixed_dictionaries(
        {
            "id": st.sampled_from(ids) | junk,
            "document": st.fixed_dictionaries({"file": st.fixed_dictionaries({"data": texts | junk})}) | junk,
        }
    )
    whole = st.fixed_dictionaries({"documentsToSign": st.lists(paper, max_size=len(ids) + 1) | junk})
    return (whole | junk).map(json.dumps) | st.just(DEEP)
