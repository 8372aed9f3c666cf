"""What a page on another site, or whoever comes to the browser afterwards, could do: one test a threat."""

import re

import pytest
from flask.testing import FlaskClient

from tests.integration.threats.conftest import Page
from tests.support.peopled import PeopledSite
from tests.support.site_map import routes, things, url
from web.access import PUBLIC

pytestmark = pytest.mark.xdist_group("threats")

OWN_PROOF = {"callbacks.twilio_status", "callbacks.take_papers"}
"""Other systems call these: with a signature, or with a token of their own."""


def test_threat_csrf_a_form_of_another_site_is_sent_with_the_victims_cookie(site: PeopledSite) -> None:
    tried = 0
    for route in routes(site.app):
        if route.method == "GET" or route.rule.endpoint in OWN_PROOF:
            continue
        for values in things(site, route, site.here).values():
            for actor in ("stranger", "owner", "chair", "admin"):
                path = url(site.app, route, values)
                answer = site.browsers[actor].open(path, method=route.method, data={"csrf_token": "forged"})
                assert answer.status_code == 400, (route.name, actor)
                tried += 1
    assert tried > 300
    assert not site.has_written()


def test_threat_csrf_a_safe_method_changes_something(site: PeopledSite, pages: list[Page]) -> None:
    """Links and pictures of other sites send GET: it leaves nothing but the mark that somebody looked."""
    left = {"audit_log"}
    before = site.rows()
    for route, answer in pages:
        site.browsers["owner"].get(answer.request.path)
        changed = {name for name, count in site.rows().items() if count != before[name]}
        assert changed <= left, route.name


def test_threat_clickjacking_a_page_is_shown_in_a_frame_of_another_site(pages: list[Page]) -> None:
    for route, answer in pages:
        policy, frame = (answer.headers[name] for name in ("Content-Security-Policy", "X-Frame-Options"))
        if answer.mimetype == "text/html":
            assert "frame-ancestors 'none'" in policy and frame == "DENY", route.name
        else:
            assert re.search("frame-ancestors '(none|self)'", policy) and frame in ("DENY", "SAMEORIGIN")


def test_threat_script_from_elsewhere_or_in_the_page_runs(pages: list[Page]) -> None:
    assert len(pages) > 100
    for route, answer in pages:
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "*" not in policy and "http" not in policy, route.name
        assert re.match("default-src '(self|none)'", policy), route.name
        if answer.mimetype == "text/html":
            assert "object-src 'none'" in policy and "base-uri 'none'" in policy, route.name
            assert "form-action 'self'" in policy, route.name


def test_threat_cache_a_private_page_is_read_on_the_same_computer_afterwards(pages: list[Page]) -> None:
    for route, answer in pages:
        kept = answer.headers["Cache-Control"]
        if route.access.audience != PUBLIC:
            assert kept == "private, no-store", route.name
        assert "public" not in kept, route.name


def test_threat_a_device_keeps_more_than_the_cabinet_and_cases_of_its_citizen(pages: list[Page]) -> None:
    """Whose those two are, they say in a mark; pages without one are never kept (templates/worker.js)."""
    marked = {route.name for route, answer in pages if "Page-Of" in answer.headers}
    assert marked == {"GET /cabinet/", "GET /cabinet/cases/<number>/"}


def test_every_answer_says_what_a_browser_may_not_do_with_it(pages: list[Page]) -> None:
    for route, answer in pages:
        assert answer.headers["X-Content-Type-Options"] == "nosniff", route.name
        assert answer.headers["Referrer-Policy"] == "same-origin", route.name
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", route.name
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", route.name
        assert {"camera=()", "geolocation=()", "microphone=()"} <= set(
            answer.headers["Permissions-Policy"].split(", ")
        )
        assert "Access-Control-Allow-Origin" not in answer.headers, route.name
        assert answer.mimetype != "text/html" or "charset=utf-8" in answer.headers["Content-Type"]


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "X-Original-Host", "Forwarded"])
def test_threat_host_header_leads_people_to_another_site(
    pages: list[Page], site: PeopledSite, name: str
) -> None:
    forged = {name: "evil.example" if name != "Forwarded" else "host=evil.example;for=10.1.2.3"}
    for route, answer in pages:
        if route.access.audience != PUBLIC:
            continue
        came = site.browsers["stranger"].get(answer.request.path, headers=forged)
        assert "evil.example" not in came.text, route.name
        assert "evil.example" not in str(came.headers), route.name
    applicant, (handle, _phone) = site.browsers["applicant"], site.here.signing["application"]
    cookie = applicant.get_cookie(site.app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    own = {**forged, "Cookie": f"{cookie.key}={cookie.value}"}
    signing = FlaskClient(site.app, use_cookies=False).get(f"/sign/{handle}/", headers=own)
    assert signing.status_code == 200 and "evil.example" not in signing.text  # nor where a telephone goes
    asked = site.browsers["stranger"].get("/cabinet/", headers=forged)
    assert asked.location == "/sign-in/?next=%2Fcabinet%2F"


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example/", "///evil.example", "/%2F/evil.example/"]
)
def test_threat_open_redirect_through_the_choice_of_language(site: PeopledSite, path: str) -> None:
    """Those of the sign-in: tests/integration/test_access.py::TestTheWayBack."""
    came = site.browsers["stranger"].get(path, query_string={"lang": "ru"})
    target = came.headers.get("Location", "/")
    assert not re.match(r"(?:https?:)?[/\\]{2}", target), target


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:1"]
)
def test_threat_open_redirect_through_the_way_back(site: PeopledSite, wanted: str) -> None:
    """Whoever is signed in is led on at once; tests/integration/test_access.py::TestTheWayBack has more."""
    for actor, door, home in (("owner", "/sign-in/", "/cabinet/"), ("chair", "/staff/sign-in/", "/staff/")):
        came = site.browsers[actor].get(door, query_string={"next": wanted})
        assert (came.status_code, came.location) == (303, home)


def test_threat_trace_shows_a_script_the_cookie(site: PeopledSite) -> None:
    for method in ("TRACE", "TRACK", "CONNECT", "DELETE", "PATCH"):
        assert site.browsers["owner"].open("/cabinet/", method=method).status_code in (400, 405)


def test_threat_a_page_stays_in_the_browser_after_signing_out(site: PeopledSite) -> None:
    form = {"csrf_token": site.tokens["owner"]}
    answer = site.browsers["owner"].post("/sign-out/", data=form)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_threat_breach_the_length_of_a_compressed_page_tells_its_secrets(site: PeopledSite) -> None:
    """Another site puts guesses into an address and has the victim's browser open it; who listens on the
    line sees how long the answer is. A page that repeats a right guess compresses better (ADR 0025)."""
    number = site.here.cases["deferral"].number

    def length(actor: str, path: str, guess: str, headers: dict[str, str]) -> int:
        asked = {"Accept-Encoding": "gzip, br", **headers}
        return len(site.browsers[actor].get(path, query_string={"q": guess}, headers=asked).data)

    for actor, path in (
        ("owner", "/"),
        ("owner", f"/cabinet/cases/{number}/"),
        ("chair", f"/staff/cases/{number}/"),
    ):
        right = site.tokens[actor].split(".")[0]
        wrong = "".join(sorted(right))
        for foreign in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {}):
            assert length(actor, path, right, foreign) == length(actor, path, wrong, foreign), path
        own = {"Sec-Fetch-Site": "same-origin"}
        assert length(actor, path, right, own) < length(actor, path, wrong, own) - 10, path
