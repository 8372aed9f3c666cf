"""Addresses of our static files that change when the file does, so that browsers may keep them for a year."""

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from flask import Flask, current_app, has_request_context, request


def asset(filename: str) -> str:
    """The address of a file in `static/`, with a piece of its SHA-256. Raises FileNotFoundError."""
    path = f"{current_app.static_folder}/{filename}"
    root = request.script_root if has_request_context() else ""
    # url_for() would ask the routes, five times a page.
    address = f"{root}{current_app.static_url_path}/{quote(filename)}"
    return f"{address}?v={_fingerprint(path, os.stat(path).st_mtime_ns)}"


@lru_cache(maxsize=128)
def _fingerprint(path: str, changed: int) -> str:
    """`changed` is the file's modification time in nanoseconds: an edited file is read anew."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:10]


def init_app(app: Flask) -> None:
    """Give the templates `asset()`."""
    app.jinja_env.globals["asset"] = asset
