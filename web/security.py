"""Headers that limit what a browser may do with our answers.

A view that has set one of these headers itself keeps it.
"""

from collections.abc import Callable

from flask import Flask, Response, request

from config import Settings

_POLICY = (
    "default-src 'self'; img-src 'self' data:; worker-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_HSTS = "max-age=31536000; includeSubDomains"

_PRIVATE = "private, no-store"
_PUBLIC_PAGE = "private, no-cache"
_PUBLIC_FILE = "public, no-cache"
_VERSIONED = "public, max-age=31536000, immutable"


def is_https(settings: Settings) -> bool:
    """Whether people reach this site over TLS alone."""
    return settings.public_url.startswith("https://")


def cookie_name(name: str, settings: Settings) -> str:
    """The name of a cookie of ours. Over TLS a prefix has browsers refuse one that another host set."""
    return f"__Host-{name}" if is_https(settings) else name


def standing_headers(settings: Settings) -> dict[str, str]:
    """What every answer carries, pages and static files alike."""
    headers = _ALWAYS | {"Content-Security-Policy": _POLICY, "X-Frame-Options": "DENY"}
    return headers | {"Strict-Transport-Security": _HSTS} if settings.mode == "production" else headers


def allow_framing(response: Response) -> Response:
    """Let our own pages show this answer in a frame: a document on an officer's page.

    The browser's PDF viewer counts as an object, so the document may hold one;
    it gets nothing else.
    """
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; img-src 'self'; object-src 'self'; frame-ancestors 'self'"
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def forget_pages(response: Response) -> Response:
    """Have the browser throw away what it and our scripts kept of our pages: somebody has signed out."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def allow_connecting(response: Response, *addresses: str) -> Response:
    """Let the scripts of this one page call these addresses too, as that of the signing
    program on the person's own computer. Every other page speaks to us alone."""
    response.headers["Content-Security-Policy"] = f"{_POLICY}; connect-src 'self' {' '.join(addresses)}"
    return response


def _cache_control(response: Response, is_public: Callable[[], bool]) -> str:
    if request.endpoint is None or request.method not in ("GET", "HEAD") or response.status_code >= 400:
        return _PRIVATE
    if request.endpoint == "static":
        return _VERSIONED if "v" in request.args else _PUBLIC_FILE
    return _PUBLIC_PAGE if is_public() else _PRIVATE


def init_app(app: Flask, *, is_public: Callable[[], bool] = lambda: False) -> None:
    """Send the headers with every answer.

    `is_public` tells whether the page asked for is one that anybody may see:
    the browser may keep that, and asks whether it is still good. It stays
    `private`, because its header knows who is signed in.
    """
    headers = standing_headers(app.config["SETTINGS"])

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.endpoint == "static" or "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = _cache_control(response, is_public)
        return response
