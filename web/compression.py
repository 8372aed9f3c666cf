"""Answers made smaller on their way, with brotli or gzip, for whoever takes it.

What another site had the browser ask for, with the cookie of somebody whom we know, goes out as it is:
its length would let whoever listens guess the secrets of the page (ADR 0025).
"""

import zlib
from urllib.parse import urlsplit

import brotli
from flask import Flask, Response, current_app, request

_TYPES = frozenset({"application/json", "application/xml", "image/svg+xml"})
"""What is text besides `text/…`. Papers and pictures are compressed in themselves."""
_SMALLEST = 500  # bytes; less fits into one packet either way
_QUALITY, _WINDOW = 5, 16  # of 11, and bits: with this window 5 is smaller than 4, and quicker
_LEVEL = 6  # of gzip
_GZIP = zlib.MAX_WBITS + 16


def init_app(app: Flask) -> None:
    """Compress what is worth it. Bound before whatever may still change an answer."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not _is_text(response) or response.is_streamed or response.direct_passthrough:
        return response
    if response.status_code in (204, 206, 304) or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    coding = _coding()
    if coding is None or (response.content_length or 0) < _SMALLEST or not _is_own_doing():
        return response
    page = response.get_data()
    response.set_data(_brotli(page) if coding == "br" else _gzip(page))
    response.content_encoding = coding
    tag, is_weak = response.get_etag()
    if tag and not is_weak:
        response.set_etag(tag, weak=True)  # the same page, no longer byte for byte
    return response


def _is_text(response: Response) -> bool:
    kind = response.mimetype or ""
    return kind.startswith("text/") or kind in _TYPES


def _coding() -> str | None:
    """The smallest coding that the browser takes."""
    taken = request.accept_encodings
    return next((name for name in ("br", "gzip") if taken.quality(name) > 0), None)


def _is_own_doing() -> bool:
    """Whether it was the person or a page of ours that asked, or somebody of whom we know nothing.

    Browsers say so over TLS; older ones only name the page that they come from, and that not always.
    """
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return True
    begun_by = request.headers.get("Sec-Fetch-Site")
    if begun_by is not None:
        return begun_by in ("same-origin", "none")
    return urlsplit(request.referrer or "").netloc == request.host


def _brotli(page: bytes) -> bytes:
    small: bytes = brotli.compress(page, mode=brotli.MODE_TEXT, quality=_QUALITY, lgwin=_WINDOW)
    return small


def _gzip(page: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, wbits=_GZIP)
    return packer.compress(page) + packer.flush()
