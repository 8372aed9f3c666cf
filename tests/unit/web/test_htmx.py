"""The contract between pages and htmx: the same address answers four kinds of request."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

HX = {"HX-Request": "true"}


def token(client: FlaskClient) -> str:
    """A CSRF token from the page's form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/page/").text)
    assert found
    return found[1]


def send(client: FlaskClient, name: str, *, htmx: bool):
    """Send the page's form."""
    data = {"csrf_token": token(client), "name": name}
    return client.post("/page/", data=data, headers=HX if htmx else None)


def test_a_plain_request_gets_the_whole_page(client: FlaskClient):
    page = client.get("/page/").text
    assert "<!doctype html>" in page and '<div id="card">' in page


def test_an_htmx_request_gets_the_block_alone(client: FlaskClient):
    answer = client.get("/page/", headers=HX)
    assert "<html" not in answer.text and answer.text.strip().startswith('<div id="card">')


def test_reading_a_block_leaves_the_messages_of_the_page_alone(client: FlaskClient):
    assert "hx-swap-oob" not in client.get("/page/", headers=HX).text


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_boosted_links_and_restored_history_get_the_whole_page(client: FlaskClient, header: str):
    assert "<!doctype html>" in client.get("/page/", headers={**HX, header: "true"}).text


@pytest.mark.parametrize("htmx", [False, True])
def test_caches_are_told_that_the_answer_depends_on_htmx(client: FlaskClient, htmx: bool):
    assert "HX-Request" in client.get("/page/", headers=HX if htmx else None).vary


def test_a_view_that_names_no_block_of_its_page_fails_loudly(site: Flask, client: FlaskClient):
    site.config["PROPAGATE_EXCEPTIONS"] = True
    with pytest.raises(LookupError, match="no_such_block"):
        client.get("/broken-block/", headers=HX)


@pytest.mark.parametrize("htmx", [False, True])
def test_an_invalid_form_is_answered_422_with_what_is_wrong(client: FlaskClient, htmx: bool):
    answer = send(client, "", htmx=htmx)
    assert answer.status_code == 422
    assert "Fill this in." in answer.text and 'href="#name"' in answer.text
    assert ("<html" in answer.text) is not htmx


def test_success_without_htmx_is_a_303_and_the_next_page_says_it_once(client: FlaskClient):
    answer = send(client, "Ainur", htmx=False)
    assert (answer.status_code, answer.location) == (303, "/page/")
    assert "Kept" in client.get("/page/").text
    assert "Kept" not in client.get("/page/").text


def test_success_with_htmx_moves_the_whole_page(client: FlaskClient):
    answer = send(client, "Ainur", htmx=True)
    assert (answer.status_code, answer.headers["HX-Redirect"], answer.text) == (200, "/page/", "")
    assert answer.location is None
    assert "Kept" in client.get("/page/").text


def test_a_block_brings_the_messages_along_and_leaves_none_for_the_next_page(client: FlaskClient):
    answer = send(client, "stay", htmx=True)
    assert answer.status_code == 200 and '<div id="flash" hx-swap-oob="innerHTML">' in answer.text
    assert "Kept" in answer.text
    assert "Kept" not in client.get("/page/").text


def test_a_deed_clears_the_errors_that_were_shown_before(client: FlaskClient):
    assert '<div id="errors" hx-swap-oob="innerHTML"></div>' in send(client, "stay", htmx=True).text


def test_a_session_that_is_over_sends_the_whole_page_to_the_sign_in(client: FlaskClient):
    assert client.get("/members-only/").status_code == 302
    answer = client.get("/members-only/", headers=HX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/sign-in/")


def test_the_token_may_come_in_a_header(client: FlaskClient):
    headers = {**HX, "X-CSRFToken": token(client)}
    assert client.post("/page/", data={"name": "stay"}, headers=headers).status_code == 200


@pytest.mark.parametrize("htmx", [False, True])
def test_without_a_token_nothing_is_done_and_the_answer_is_kind(client: FlaskClient, htmx: bool):
    answer = client.post("/page/", data={"name": "Ainur"}, headers=HX if htmx else None)
    assert answer.status_code == 400 and "open for too long" in answer.text
    assert (answer.headers.get("HX-Retarget") == "#errors") is htmx
