"""What pages weigh: the bytes of the answers themselves, as a browser that knows brotli gets them."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.request import Request, urlopen

import brotli

FIRST_VISIT = 30_000
"""Bytes: a page with its style sheet, scripts and pictures, compressed."""
LATER_PAGE = 8_000
"""Bytes: a page alone; the rest is kept by the browser."""

_AS_A_BROWSER = {"Accept-Encoding": "gzip, br", "Sec-Fetch-Site": "same-origin"}
_PART = re.compile(r'<(?:link|script|img|iframe)\b[^>]*?(?:href|src)="([^"]+)"')


@dataclass(frozen=True)
class Weight:
    """A page in a language: its own bytes, and with everything that belongs to it."""

    path: str
    language: str
    alone: int
    whole: int


def parts_of(page: str) -> set[str]:
    """The addresses of what a browser fetches for this page."""
    found = {unescape(address) for address in _PART.findall(page)}
    return {address for address in found if not address.startswith("data:")}


class Scales:
    """Fetches pages of the site at `url` as somebody with this cookie."""

    def __init__(self, url: str, cookie: str = "") -> None:
        self._url, self._cookie = url, cookie
        self._language = "kk"
        self._parts: dict[str, int] = {}

    def speak(self, language: str) -> None:
        """From now on this person's pages are in this language."""
        self._language = language
        if self._cookie:
            self._fetch(f"/?lang={language}")

    def weigh(self, path: str, language: str) -> Weight:
        """The page at this path. `speak` first."""
        content, page = self._fetch(path)
        if f'<html lang="{language}">' not in page:
            raise RuntimeError(f"{path} is not in {language}")
        whole = content
        for part in parts_of(page):
            if part not in self._parts:
                self._parts[part], _ = self._fetch(part)
            whole += self._parts[part]
        return Weight(path, language, content, whole)

    def _fetch(self, path: str) -> tuple[int, str]:
        """How long the answer is on the wire, and what it says."""
        cookie = self._cookie or f"language={self._language}"
        asked = Request(self._url + path, headers={**_AS_A_BROWSER, "Cookie": cookie})
        with urlopen(asked, timeout=60) as answer:
            content: bytes = answer.read()
            coding = answer.headers.get("Content-Encoding")
        plain = brotli.decompress(content) if coding == "br" else content
        return len(content), plain.decode(errors="replace")
