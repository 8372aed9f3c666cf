"""Papers handed out of an encrypted store: whole, in parts, from a folder and from a bucket."""

from pathlib import Path

import pytest
from flask import Flask, Response

from integrations.storage import Unreadable, documents_storage
from integrations.storage.s3 import Bucket
from integrations.storage.sealing import CHUNK
from tests.support.s3_server import make_bucket, s3_server
from tests.support.storing import with_settings
from web.downloads import send_stored

PAPER = bytes(range(256)) * (10 * CHUNK // 1024) + b"the end"

pytestmark = pytest.mark.usefixtures("session")


def settings_of(bucket: Bucket) -> dict[str, str]:
    return {
        "s3_endpoint": bucket.endpoint,
        "s3_bucket": bucket.name,
        "s3_access_key": bucket.access_key,
        "s3_secret_key": bucket.secret_key,
    }


@pytest.fixture(params=["folder", "bucket"])
def key(app: Flask, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):  # type: ignore[no-untyped-def]
    """A stored paper."""
    if request.param == "folder":
        yield with_settings(app, monkeypatch, data_dir=tmp_path).put(PAPER).key
        return
    with s3_server() as endpoint:
        bucket = make_bucket(endpoint)
        yield with_settings(app, monkeypatch, data_dir=tmp_path, **settings_of(bucket)).put(PAPER).key
    assert not (tmp_path / "documents").exists()


def given(app: Flask, key: str, wanted: str | None = None):  # type: ignore[no-untyped-def]
    """The answer with this paper, or with the part of it that is wanted."""
    with app.test_request_context(headers={"Range": wanted} if wanted else {}):
        return send_stored(key, name="paper.pdf", content_type="application/pdf")


def test_a_paper_comes_whole_and_says_how_long_it_is(app: Flask, key: str) -> None:
    answer = given(app, key)
    assert (answer.status_code, answer.content_length) == (200, len(PAPER))
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.is_streamed
    assert b"".join(answer.iter_encoded()) == PAPER


def test_a_part_of_it_can_be_had(app: Flask, key: str) -> None:
    answer = given(app, key, f"bytes={CHUNK - 3}-{CHUNK + 3}")
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {CHUNK - 3}-{CHUNK + 3}/{len(PAPER)}"
    assert b"".join(answer.iter_encoded()) == PAPER[CHUNK - 3 : CHUNK + 4]


def test_a_paper_that_was_changed_breaks_off(app: Flask, key: str) -> None:
    backend = documents_storage().backend
    with backend.open(key) as file:
        changed = bytearray(file.read())
    changed[-1] ^= 1
    backend.put(bytes(changed), key=key)
    came = b""
    with pytest.raises(Unreadable):
        for piece in given(app, key).iter_encoded():
            came += piece
    assert len(came) < len(PAPER) and PAPER.startswith(came)


def test_a_store_that_is_away_is_no_missing_paper(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """People are asked to come again in a minute, not told that it is gone."""
    monkeypatch.setattr("integrations.storage.s3.TRIES", 1)
    nobody = {
        "s3_endpoint": "http://127.0.0.1:9",
        "s3_bucket": "b",
        "s3_access_key": "k",
        "s3_secret_key": "s",
    }
    with_settings(app, monkeypatch, **nobody)

    def give(*_page: object, **_values: object) -> Response:
        return send_stored(f"ab/{'0' * 30}", name="paper.pdf", content_type="application/pdf")

    monkeypatch.setattr("blueprints.public.services.render_page", give)
    answer = app.test_client().get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
