"""Static files: compressed, kept for a year under their own fingerprint, asked again under any other."""

import gzip
import hashlib
from pathlib import Path

import brotli
import pytest
from flask import Flask

from web.static_files import compressed_copy, init_app

STYLE = b"body { margin: 0 }\n" * 100


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "css").mkdir(parents=True)
    (folder / "css" / "site.css").write_bytes(STYLE)
    (folder / "mark.png").write_bytes(b"\x89PNG")
    return folder


@pytest.fixture
def app(source: Path, tmp_path: Path) -> Flask:
    app = Flask("static", static_folder=str(source))
    init_app(app, tmp_path / "cache", {"X-Content-Type-Options": "nosniff"})
    return app


def test_a_file_under_its_fingerprint_is_kept_for_a_year(app: Flask) -> None:
    version = hashlib.sha256(STYLE).hexdigest()[:10]
    answer = app.test_client().get(f"/static/css/site.css?v={version}")
    assert answer.data == STYLE
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789", "?v=e"])
def test_a_file_under_another_version_is_asked_for_again(app: Flask, query: str) -> None:
    answer = app.test_client().get(f"/static/css/site.css{query}")
    assert answer.headers.getlist("Cache-Control") == ["public, no-cache"]


def test_threat_a_file_is_served_without_the_headers_of_a_page(app: Flask) -> None:
    assert app.test_client().get("/static/mark.png").headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_comes_compressed_to_those_who_take_it(app: Flask) -> None:
    client = app.test_client()
    small = client.get("/static/css/site.css", headers={"Accept-Encoding": "gzip, br"})
    assert small.headers["Content-Encoding"] == "br"
    assert brotli.decompress(small.data) == STYLE
    older = client.get("/static/css/site.css", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(older.data) == STYLE
    assert "Content-Encoding" not in client.get("/static/mark.png", headers={"Accept-Encoding": "br"}).headers


def test_an_unchanged_file_is_not_sent_twice(app: Flask) -> None:
    client = app.test_client()
    etag = client.get("/static/css/site.css").headers["ETag"]
    assert client.get("/static/css/site.css", headers={"If-None-Match": etag}).status_code == 304


def test_no_other_file_can_be_reached(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    for path in ("/static/../secret.txt", "/static/%2e%2e/secret.txt", "/static/css"):
        assert app.test_client().get(path).status_code == 404


def test_the_copy_is_made_once_and_anew_when_a_file_changes(source: Path, tmp_path: Path) -> None:
    cache = tmp_path / "copies"
    first = compressed_copy(source, cache)
    assert compressed_copy(source, cache) == first
    (source / "mark.png").write_bytes(b"\x89PNG2")
    assert compressed_copy(source, cache) != first
    assert not list(cache.glob("building-*"))
