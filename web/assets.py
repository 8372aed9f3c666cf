"""Addresses of our static files that change when the file does, so that browsers may keep them for a year."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app, url_for


def asset(filename: str) -> str:
    """The address of a file in `static/`, with a piece of its SHA-256. Raises FileNotFoundError."""
    path = Path(current_app.static_folder or "") / filename
    return url_for("static", filename=filename, v=_fingerprint(path, path.stat().st_mtime_ns))


@lru_cache(maxsize=128)
def _fingerprint(path: Path, changed: int) -> str:
    """`changed` is the file's modification time in nanoseconds: an edited file is read anew."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def init_app(app: Flask) -> None:
    """Give the templates `asset()`."""
    app.jinja_env.globals["asset"] = asset
