"""Static files straight from the WSGI server, compressed once and kept by browsers for a year.

A copy of `static/` with a `.br` and a `.gz` beside each file stands in the data
folder, under a name made of the contents: made at the first start, found at the
next. The files of the checkout stay as they are.
"""

import gzip
import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from wsgiref.headers import Headers

import brotli
from flask import Flask
from whitenoise import WhiteNoise

_COMPRESSED = {".css", ".js", ".svg", ".json", ".txt", ".webmanifest"}
_YEAR = "public, max-age=31536000, immutable"
_ASK_AGAIN = "public, no-cache"
_MARK = 8  # fewest letters of a fingerprint that count as one


class StaticFiles(WhiteNoise):
    """Serves a folder. An address that carries the file's own fingerprint as `v` never goes stale."""

    def __init__(self, application: Any, root: Path, prefix: str, headers: dict[str, str]) -> None:
        def add_headers(given: Headers, _path: str, _url: str) -> None:
            for name, value in headers.items():
                given[name] = value

        super().__init__(application, max_age=None, allow_all_origins=False, add_headers_function=add_headers)
        self._fingerprints: dict[str, str] = {}
        self.add_files(str(root), prefix)

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        """Remember the file's fingerprint beside the file."""
        super().add_file_to_dictionary(url, path, stat_cache=stat_cache)
        if url in self.files:
            self._fingerprints[url] = hashlib.sha256(Path(path).read_bytes()).hexdigest()

    def serve(self, static_file: Any, environ: Any, start_response: Any) -> Any:
        """Answer with the file, and say how long it may be kept."""
        version = parse_qs(environ.get("QUERY_STRING", "")).get("v", [""])[0]
        fresh = self._fingerprints.get(environ["PATH_INFO"], "").startswith(version)
        kept = _YEAR if len(version) >= _MARK and fresh else _ASK_AGAIN

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, [*headers, ("Cache-Control", kept)], exc_info)

        return super().serve(static_file, environ, start)


def init_app(app: Flask, cache: Path, headers: dict[str, str]) -> None:
    """Serve the app's static files from a compressed copy in the folder `cache`, in front of the app.

    Each carries these headers: what the app adds to its own answers, it cannot add to these.
    """
    if app.static_folder is None or app.static_url_path is None:
        raise ValueError("the app has no static folder")
    root = compressed_copy(Path(app.static_folder), cache)
    app.wsgi_app = StaticFiles(app.wsgi_app, root, app.static_url_path, headers)  # type: ignore[method-assign]


def compressed_copy(source: Path, cache: Path) -> Path:
    """The copy of `source` in `cache`. Made when there is none of just these contents."""
    files = sorted(path for path in source.rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(source)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    ready = cache / digest.hexdigest()[:16]
    if ready.is_dir():
        return ready
    cache.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(dir=cache, prefix="building-"))
    for path in files:
        target = building / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
        if path.suffix in _COMPRESSED:
            content = path.read_bytes()
            Path(f"{target}.br").write_bytes(brotli.compress(content))
            Path(f"{target}.gz").write_bytes(gzip.compress(content, mtime=0))
    try:
        os.rename(building, ready)
    except OSError:  # another worker was first
        shutil.rmtree(building)
    return ready
