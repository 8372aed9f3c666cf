"""What a browser makes of the pages' frame: htmx, our script, the policy, no script, accessibility."""

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, Response, render_template_string, request
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from devkit.demo.components import show_components
from tests.support.looking import PICTURES, file_name
from tests.support.page_faults import measured_faults
from tests.support.settings import make_settings
from tests.support.small_site import make_site
from web import citations
from web.navigation import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FRAGMENTS = """
{% extends "layout/base.html" %}{% block title %}Fragments{% endblock %}
{% block content %}
<div id="poll" {{ ui.forms.poll("/poll/", "0.2") }}>0</div>
<div id="list">{{ ui.list.pagination(page, 3, target="#list") }}<h2>List {{ page }}</h2></div>
{% for path in paths %}
{% set n = loop.index %}
<p id="p{{ n }}"><a href="{{ path }}" hx-get="{{ path }}" hx-target="#p{{ n }}">go {{ path }}</a></p>
{% endfor %}
<button hx-post="/echo/" hx-target="#list">echo</button>
<form method="post" action="/slow/"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<button name="which" value="one">slow</button></form>
{% endblock %}
"""


WATCHED = """
<div id="watched"{% if n < 3 %} {{ ui.forms.poll("/watched/", "0.2") }}{% endif %}>
<p>Asked {{ n }}</p><a href="#one">one</a> <a href="#two">two</a></div>
"""

WATCHING = """
{% extends "layout/base.html" %}{% block title %}Watching{% endblock %}
{% block content %}<div id="watched" {{ ui.forms.poll("/watched/", "0.2") }}>
<p>Asked 0</p><a href="#one">one</a> <a href="#two">two</a></div>{% endblock %}
"""

PATHS = ("/status/409/", "/fails/bug/", "/proxy-error/", "/members-only/", "/nobody-answers/")


class Seen:
    """What the site was asked."""

    polls = 0
    slow = 0
    watched = 0


def add_pages(app: Flask, seen: Seen) -> None:
    """The pages of this file."""

    @app.get("/fragments/")
    def fragments() -> str:
        return render_template_string(FRAGMENTS, page=request.args.get("page", 1, type=int), paths=PATHS)

    @app.get("/poll/")
    def poll() -> str:
        seen.polls += 1
        if seen.polls >= 3:
            return '<div id="poll">finished</div>'
        return render_template_string('<div id="poll" {{ ui.forms.poll("/poll/", "0.2") }}>n</div>')

    @app.get("/watching/")
    def watching() -> str:
        return render_template_string(WATCHING)

    @app.get("/watched/")
    def watched() -> str:
        seen.watched += 1
        return render_template_string(WATCHED, n=seen.watched)

    @app.get("/proxy-error/")
    def proxy_error() -> Response:
        return Response("<html><body>nginx says no</body></html>", 502)

    @app.get("/sign-in/")
    def sign_in() -> str:
        return "<title>Sign in</title>signed out"

    @app.post("/echo/")
    def echo() -> str:
        return "<div><h2>echoed</h2></div>"

    @app.post("/slow/")
    def slow() -> str:
        seen.slow += 1
        time.sleep(1)
        return f"<title>Slow</title>{request.form['which']}"

    app.add_url_rule("/components/", view_func=show_components, methods=["GET", "POST"])


@pytest.fixture(scope="module")
def seen() -> Seen:
    """Counts of requests."""
    return Seen()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, seen: Seen) -> Iterator[str]:
    """The small site, served."""
    folder: Path = tmp_path_factory.mktemp("site")
    app = make_site(
        make_settings(folder),
        viewer=lambda: Viewer("citizen", "Жұмағұлов Н.") if request.path == "/fragments/" else Viewer(),
    )
    citations.init_app(app)
    add_pages(app, seen)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that reads English; what the browser complains of fails the test."""
    yield from _page(browser, address)


@pytest.fixture
def plain_page(browser: Browser, address: str) -> Iterator[Page]:
    """The same with scripts switched off."""
    yield from _page(browser, address, java_script_enabled=False)


def _page(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=address, viewport={"width": 360, "height": 740}, **options)
    context.add_cookies([{"name": "language", "value": "en", "url": address}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    expected = re.compile(
        r"Failed to load resource|htmx:error: Failed to fetch|Autofocus processing was blocked|^$"
    )
    assert [text for text in complaints if not expected.search(text)] == []


def test_an_invalid_form_is_replaced_in_place_and_the_summary_has_focus(page: Page):
    page.goto("/page/")
    page.get_by_role("button", name="Send").click()
    summary = page.locator(".summary")
    expect(summary).to_be_focused()
    expect(page.locator("#card")).to_have_count(1)
    expect(page.locator("input[name=name]")).to_have_attribute("aria-invalid", "true")
    assert page.url.endswith("/page/")


def test_a_block_says_its_message_in_the_live_region_and_focus_goes_to_its_heading(page: Page):
    page.goto("/page/")
    page.get_by_label("Name").fill("stay")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#flash")).to_contain_text("Kept")
    expect(page.get_by_role("heading", name="Told: stay")).to_be_focused()


def test_success_moves_the_whole_page(page: Page):
    page.goto("/page/")
    page.get_by_label("Name").fill("Ainur")
    with page.expect_event("load"):
        page.get_by_role("button", name="Send").click()
    expect(page.locator("#flash")).to_contain_text("Kept")


def test_everything_works_without_a_script(plain_page: Page):
    plain_page.goto("/page/")
    plain_page.get_by_role("button", name="Send").click()
    expect(plain_page.locator(".summary")).to_contain_text("Fill this in.")
    plain_page.get_by_label("Name").fill("Ainur")
    plain_page.get_by_role("button", name="Send").click()
    expect(plain_page.locator("#flash")).to_contain_text("Kept")


@pytest.mark.parametrize(
    ("path", "words"), [("/status/409/", "Somebody was first"), ("/fails/bug/", "Something went wrong")]
)
def test_an_error_is_told_in_its_region_and_the_page_stays(page: Page, path: str, words: str):
    page.goto("/fragments/")
    page.get_by_role("link", name=f"go {path}").click()
    expect(page.locator("#errors")).to_contain_text(words)
    expect(page.locator("#errors .notice")).to_be_focused()
    expect(page.get_by_role("link", name=f"go {path}")).to_be_visible()


def test_a_proxys_error_page_is_not_put_into_the_page(page: Page):
    page.goto("/fragments/")
    page.get_by_role("link", name="go /proxy-error/").click()
    expect(page.locator("#errors")).to_contain_text("There was no answer")
    expect(page.get_by_text("nginx")).to_have_count(0)


def test_a_lost_connection_is_told(page: Page):
    page.goto("/fragments/")
    page.route("**/nobody-answers/", lambda route: route.abort())
    page.get_by_role("link", name="go /nobody-answers/").click()
    expect(page.locator("#errors")).to_contain_text("There was no answer")


def test_a_session_that_is_over_leads_to_the_sign_in(page: Page):
    page.goto("/fragments/")
    with page.expect_event("load"):
        page.get_by_role("link", name="go /members-only/").click()
    assert page.url.endswith("/sign-in/")


def test_the_token_of_the_page_goes_along_with_every_request(page: Page):
    page.goto("/fragments/")
    page.get_by_role("button", name="echo").click()
    expect(page.get_by_role("heading", name="echoed")).to_be_visible()


def test_polling_ends_when_the_answer_no_longer_asks(page: Page, seen: Seen):
    seen.polls = 0
    page.goto("/fragments/")
    expect(page.locator("#poll")).to_have_text("finished")
    page.wait_for_timeout(600)
    assert seen.polls == 3


def test_polling_rests_while_nobody_looks_and_goes_on_afterwards(page: Page, seen: Seen):
    seen.polls = 0
    hide = "Object.defineProperty(document, 'hidden', {configurable: true, get: () => %s})"
    page.add_init_script(hide % "true")
    page.goto("/fragments/")
    page.wait_for_timeout(800)
    assert seen.polls == 0
    page.evaluate(hide % "false")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#poll")).to_have_text("finished")


def test_polling_outlives_a_moment_without_connection(page: Page, seen: Seen):
    seen.polls = 0
    lost = iter([True])
    page.route("**/poll/", lambda route: route.abort() if next(lost, False) else route.continue_())
    page.goto("/fragments/")
    expect(page.locator("#poll")).to_have_text("finished")
    expect(page.locator("#errors")).to_be_empty()


def test_what_asks_again_by_itself_leaves_focus_where_it_was(page: Page, seen: Seen):
    seen.watched = 0
    page.goto("/watching/")
    page.get_by_role("link", name="two").focus()
    expect(page.locator("#watched p")).to_have_text("Asked 3")
    expect(page.get_by_role("link", name="two")).to_be_focused()


@pytest.mark.parametrize(("region", "role"), [("errors", "alert"), ("flash", "status"), ("live", "status")])
def test_the_live_regions_are_there_before_anything_is_said(page: Page, region: str, role: str):
    """A screen reader says what comes into a region that it knows."""
    page.goto("/page/")
    here = page.locator(f"#{region}")
    expect(here).to_have_attribute("role", role)
    expect(here).to_be_empty()
    assert page.evaluate(f"!document.querySelector('main').contains(document.querySelector('#{region}'))")


def test_a_form_that_takes_its_time_is_sent_once(page: Page, seen: Seen):
    seen.slow = 0
    page.goto("/fragments/")
    page.evaluate("""() => {
        const button = [...document.querySelectorAll("button")].find((it) => it.textContent === "slow");
        button.click(); button.click(); button.click();
    }""")
    page.wait_for_url("**/slow/")
    expect(page.locator("body")).to_have_text("one")
    assert seen.slow == 1


def test_going_back_shows_what_the_address_says(page: Page):
    page.goto("/fragments/")
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("heading", name="List 2")).to_be_visible()
    assert page.url.endswith("?page=2")
    page.go_back()
    expect(page.get_by_role("heading", name="List 1")).to_be_visible()
    expect(page.locator("main")).to_have_count(1)


QUERIES = ("", "?wrong=1", "?staff=1")
MEDIA = (("screen", "light"), ("screen", "dark"), ("print", "light"))
LOOKS = [(query, *media, "kk") for query in QUERIES for media in MEDIA]
LOOKS += [(query, *MEDIA[0], language) for query in QUERIES[:2] for language in ("ru", "en")]


@pytest.mark.parametrize(("query", "medium", "scheme", "language"), LOOKS)
def test_the_components_are_accessible_and_fit(
    page: Page, address: str, query: str, medium: Any, scheme: Any, language: str
):
    """On the narrowest telephone and at a desk, on paper, too; pictures stay in screenshots/."""
    page.context.add_cookies([{"name": "language", "value": language, "url": address}])
    page.emulate_media(media=medium, color_scheme=scheme, reduced_motion="reduce")
    for wide in (320, 1280):
        page.set_viewport_size({"width": wide, "height": 800})
        page.goto(f"/components/{query}")
        assert page.locator("html").get_attribute("lang") == language
        assert measured_faults(page) == []
        if wide == 320 or (language, medium, scheme) == ("kk", *MEDIA[0]):
            violations = Axe().run(page).response["violations"]
            assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in violations] == []
        name = file_name("components", query, medium, scheme, language, str(wide))
        page.screenshot(path=PICTURES / f"{name}.jpeg", full_page=True, type="jpeg", quality=50)


def test_the_components_with_everything_wrong_begin_with_the_summary(page: Page):
    page.goto("/components/")
    page.get_by_role("button", name="Go on to the check").click()
    expect(page.locator(".summary")).to_be_focused()


TAPPED = "a[href], button, input:not([type=hidden]), select, summary, textarea"


def test_whatever_is_tapped_on_a_phone_is_large_enough(page: Page):
    page.goto("/components/")
    small = page.evaluate(
        """(tapped) => [...document.querySelectorAll(tapped)]
            .filter((it) => it.getClientRects().length && !it.closest(".unseen, .skip, .card-choice"))
            .map((it) => [it.outerHTML.slice(0, 90), Math.round(it.getBoundingClientRect().height)])
            .filter(([, height]) => height < 44)""",
        TAPPED,
    )
    assert small == []
