"""Which answers are made smaller on their way, for whom, and which stay as they are."""

import gzip
from collections.abc import Iterator
from io import BytesIO

import brotli
import pytest
from flask import Flask, Response, abort, make_response, request, send_file
from flask.testing import FlaskClient

from web import compression

PAGE = "<p>Қорытынды шығарылды. Решение принято.</p>\n" * 100
BYTES = PAGE.encode()
OURS = {"Accept-Encoding": "br, gzip", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("compression")
    app.config["SESSION_COOKIE_NAME"] = "who"
    compression.init_app(app)
    app.add_url_rule("/page/", view_func=lambda: PAGE, endpoint="page", methods=["GET", "POST"])
    app.add_url_rule("/few/", view_func=lambda: "<p>Few</p>", endpoint="few")
    app.add_url_rule("/json/", view_func=lambda: {"page": PAGE}, endpoint="json")
    app.add_url_rule("/tagged/", view_func=tagged, endpoint="tagged")
    app.add_url_rule("/download/", view_func=download, endpoint="download")
    app.add_url_rule("/stream/", view_func=stream, endpoint="stream")
    app.add_url_rule("/picture/", view_func=picture, endpoint="picture")
    app.add_url_rule("/gone/", view_func=lambda: abort(410), endpoint="gone")
    app.register_error_handler(410, lambda _error: (PAGE, 410))
    return app.test_client()


def tagged() -> Response:
    response = make_response(PAGE)
    response.add_etag()
    response.make_conditional(request)
    return response


def download() -> Response:
    return send_file(BytesIO(BYTES), mimetype="text/plain", as_attachment=True, download_name="a.txt")


def stream() -> Response:
    def lines() -> Iterator[str]:
        yield from PAGE.splitlines()

    return Response(lines(), mimetype="text/html")


def picture() -> Response:
    return Response(BYTES, mimetype="image/jpeg")


def test_a_page_comes_in_brotli(client: FlaskClient) -> None:
    answer = client.get("/page/", headers=OURS)
    assert answer.headers["Content-Encoding"] == "br"
    assert brotli.decompress(answer.data) == BYTES
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(BYTES) / 10


@pytest.mark.parametrize("taken", ["gzip", "gzip, br;q=0", "gzip, deflate, zstd"])
def test_an_older_browser_gets_gzip(client: FlaskClient, taken: str) -> None:
    answer = client.get("/page/", headers={"Accept-Encoding": taken})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == BYTES


@pytest.mark.parametrize("taken", ["", "identity", "br;q=0", "deflate"])
def test_who_takes_neither_gets_the_page_as_it_is(client: FlaskClient, taken: str) -> None:
    answer = client.get("/page/", headers={"Accept-Encoding": taken})
    assert "Content-Encoding" not in answer.headers
    assert answer.data == BYTES


@pytest.mark.parametrize("path", ["/page/", "/few/", "/json/", "/gone/"])
@pytest.mark.parametrize("taken", ["br", "identity"])
def test_what_stands_between_is_told_that_there_is_more_than_one_form(
    client: FlaskClient, path: str, taken: str
) -> None:
    assert "Accept-Encoding" in client.get(path, headers={"Accept-Encoding": taken}).headers["Vary"]


def test_data_and_error_pages_are_compressed_too(client: FlaskClient) -> None:
    for path, status in (("/json/", 200), ("/gone/", 410)):
        answer = client.get(path, headers=OURS)
        assert (answer.status_code, answer.headers["Content-Encoding"]) == (status, "br")
    assert client.post("/page/", headers=OURS).headers["Content-Encoding"] == "br"


@pytest.mark.parametrize("path", ["/few/", "/download/", "/stream/", "/picture/"])
def test_what_is_small_streamed_or_a_file_stays_as_it_is(client: FlaskClient, path: str) -> None:
    plain, asked = client.get(path), client.get(path, headers=OURS)
    assert "Content-Encoding" not in asked.headers
    assert asked.data == plain.data


def test_head_says_what_get_would(client: FlaskClient) -> None:
    page, head = client.get("/page/", headers=OURS), client.head("/page/", headers=OURS)
    assert head.data == b""
    for name in ("Content-Encoding", "Content-Length", "Vary", "Content-Type"):
        assert head.headers[name] == page.headers[name]


def test_the_tag_of_a_page_holds_for_each_of_its_forms(client: FlaskClient) -> None:
    plain, small = client.get("/tagged/"), client.get("/tagged/", headers=OURS)
    assert small.headers["ETag"] == f"W/{plain.headers['ETag']}"
    unchanged = client.get("/tagged/", headers={**OURS, "If-None-Match": small.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert "Content-Encoding" not in unchanged.headers


@pytest.mark.parametrize(
    ("headers", "compressed"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Referer": "http://localhost/page/"}, False),
        ({"Referer": "http://localhost/page/"}, True),
        ({"Referer": "https://evil.example/?http://localhost/"}, False),
        ({"Referer": "http://localhost.evil.example/"}, False),
        ({}, False),
    ],
)
def test_what_another_site_asks_for_with_a_known_persons_cookie_keeps_its_length(
    client: FlaskClient, headers: dict[str, str], compressed: bool
) -> None:
    client.set_cookie("who", "somebody")
    answer = client.get("/page/", headers={"Accept-Encoding": "br", **headers})
    assert ("Content-Encoding" in answer.headers) is compressed


def test_a_stranger_has_no_secrets(client: FlaskClient) -> None:
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}):
        answer = client.get("/page/", headers={"Accept-Encoding": "br", **headers})
        assert answer.headers["Content-Encoding"] == "br"
