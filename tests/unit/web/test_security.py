"""Headers that every answer carries."""

from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from config import Settings
from tests.support.small_site import make_site
from web.security import allow_connecting, allow_framing

ANSWERS = ["/page/", "/status/404/", "/fails/bug/", "/members-only/", "/static/css/app.css"]


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_is_protected(client: FlaskClient, path: str):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    for rule in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"):
        assert rule in policy
    assert "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_pages_hold_no_script_or_style_of_their_own(client: FlaskClient):
    page = client.get("/page/").text
    assert "<style" not in page and " style=" not in page and "onclick" not in page
    assert page.count("<script") == page.count("<script src=")


def test_private_pages_are_kept_nowhere(client: FlaskClient):
    assert client.get("/page/").headers["Cache-Control"] == "private, no-store"


def test_public_pages_may_be_kept_by_the_browser_but_not_their_errors(settings: Settings):
    client = make_site(settings, is_public=lambda: True).test_client()
    assert client.get("/page/").headers["Cache-Control"] == "private, no-cache"
    assert client.get("/status/404/").headers["Cache-Control"] == "private, no-store"
    assert client.get("/nowhere/").headers["Cache-Control"] == "private, no-store"


def test_files_are_kept_for_a_year_by_the_name_of_their_contents(site: Flask, client: FlaskClient):
    with site.test_request_context():
        address = site.jinja_env.globals["asset"]("css/app.css")
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert client.get("/static/css/app.css").headers["Cache-Control"] == "public, no-cache"
    assert client.get("/static/css/none.css?v=1").headers["Cache-Control"] == "private, no-store"


def test_an_edited_file_gets_another_address(site: Flask, tmp_path: Path):
    site.static_folder = str(tmp_path)
    addresses = []
    for content in ("a", "b"):
        (tmp_path / "x.css").write_text(content)
        with site.test_request_context():
            addresses.append(site.jinja_env.globals["asset"]("x.css"))
    assert len(set(addresses)) == 2


def test_browsers_are_held_to_https_in_production_only(settings: Settings, client: FlaskClient):
    assert "Strict-Transport-Security" not in client.get("/page/").headers
    production = Settings(**{**vars(settings), "mode": "production"})
    headers = make_site(production).test_client().get("/page/").headers
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_document_may_be_framed_by_our_own_pages_and_load_nothing(site: Flask, client: FlaskClient):
    site.add_url_rule(
        "/paper/", view_func=lambda: allow_framing(Response("%PDF", mimetype="application/pdf"))
    )
    headers = client.get("/paper/").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "SAMEORIGIN"


def test_scripts_may_call_another_address_only_where_a_page_names_it(site: Flask, client: FlaskClient):
    signing_program = "wss://127.0.0.1:13579"
    site.add_url_rule("/signing/", view_func=lambda: allow_connecting(Response("a page"), signing_program))
    usual = client.get("/page/").headers["Content-Security-Policy"]
    assert "connect-src" not in usual
    widened = client.get("/signing/").headers["Content-Security-Policy"]
    assert widened == f"{usual}; connect-src 'self' {signing_program}"
