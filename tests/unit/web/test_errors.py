"""Error answers: words that help, no detail that leaks, and a code to find the request by."""

import logging
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings
from tests.support.small_site import make_site
from web.error_words import WORDS

HX = {"HX-Request": "true"}
FAILURES = {"bug": 500, "database": 503, "late": 409}


@pytest.mark.parametrize("status", sorted(WORDS))
def test_each_error_says_what_happened_and_what_to_do(client: FlaskClient, status: int):
    answer = client.get(f"/status/{status}/")
    words = WORDS[status]
    assert answer.status_code == status
    for sentence in (words.title, words.happened, words.advice):
        assert sentence in answer.text.replace("&#39;", "'")
    assert answer.text.count("<h1") == 1
    assert answer.headers["X-Request-ID"] in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("status", "like"), [(406, 400), (418, 400), (502, 500), (504, 500)])
def test_an_error_without_words_of_its_own_borrows_those_of_its_kind(
    client: FlaskClient, status: int, like: int
):
    answer = client.get(f"/status/{status}/")
    assert answer.status_code == status and WORDS[like].title in answer.text


@pytest.mark.parametrize("status", [403, 404, 409, 429, 500])
def test_htmx_gets_the_same_words_into_the_region_for_errors(client: FlaskClient, status: int):
    answer = client.get(f"/status/{status}/", headers=HX)
    assert answer.status_code == status and "<html" not in answer.text
    assert WORDS[status].happened in answer.text.replace("&#39;", "'")
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#errors", "innerHTML")


@pytest.mark.parametrize(("how", "status"), FAILURES.items())
@pytest.mark.parametrize("headers", [None, HX])
def test_a_failure_is_answered_without_its_details(client: FlaskClient, how: str, status: int, headers):
    answer = client.get(f"/fails/{how}/", headers=headers)
    assert answer.status_code == status and WORDS[status].title in answer.text
    assert "secret" not in answer.text and "Traceback" not in answer.text


def test_a_lost_database_says_when_to_come_back_and_is_logged(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.ERROR, logger="web.errors"):
        answer = client.get("/fails/database/")
    assert answer.headers["Retry-After"] == "60"
    assert answer.headers["X-Request-ID"] in caplog.text


def test_an_error_page_needs_neither_the_viewer_nor_their_language(settings: Settings):
    def gone(*_: object) -> None:
        raise ConnectionError("the database is gone")

    site = make_site(settings, read=gone, write=gone, viewer=gone)
    answer = site.test_client().get("/status/503/")
    assert answer.status_code == 503 and "<h1" in answer.text


def test_even_a_broken_error_page_is_not_empty(
    site: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object, **__: object) -> str:
        raise RuntimeError

    monkeypatch.setattr("web.errors.render_template", fail)
    answer = client.get("/status/404/")
    assert answer.status_code == 404 and WORDS[404].advice in answer.text


def test_a_wrong_method_says_which_are_right(client: FlaskClient):
    answer = client.open("/status/404/", method="PROPFIND")
    assert answer.status_code == 405 and WORDS[405].title in answer.text
    assert {"GET", "HEAD", "OPTIONS"} == set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize(("path", "home"), [("/staff/cases/1/", "/staff/"), ("/cabinet/x/", "/")])
def test_the_way_home_depends_on_where_one_was(client: FlaskClient, path: str, home: str):
    assert f'href="{home}">To the start page' in client.get(path).text


def test_try_again_leads_to_the_same_address(client: FlaskClient):
    assert 'href="/fails/late/?page=2"' in client.get("/fails/late/?page=2").text


@pytest.mark.parametrize("given", ["from-the-proxy-1234", "<script>", "short", ""])
def test_a_proxys_name_for_the_request_is_kept_when_it_is_harmless(client: FlaskClient, given: str):
    name = client.get("/page/", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert name == given if given == "from-the-proxy-1234" else re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", name)
