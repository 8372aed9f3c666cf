"""What a page weighs on the wire: every page that a citizen can open, in every language."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest
from werkzeug.test import TestResponse

import catalogue
from devkit.phone.weights import FIRST_VISIT, LATER_PAGE, parts_of
from tests.support.admittance import read_table
from tests.support.kept_state import KeptSqlite
from tests.support.peopled import PeopledSite, visited
from tests.support.site_map import Route, routes, things, url
from web.access import OFFICER
from web.locale import CODES
from web.static_files import StaticFiles, compressed_copy

pytestmark = pytest.mark.xdist_group("weights")

CITIZENS = ("stranger", "owner", "applicant")
DOORS = ("/sign-in/", "/staff/sign-in/")
OURS = {"Accept-Encoding": "gzip, br", "Sec-Fetch-Site": "same-origin"}

Page = tuple[str, str, TestResponse]


@pytest.fixture(scope="module")
def site(
    peopled_on: Callable[[str], PeopledSite], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PeopledSite]:
    """The peopled site behind its static files, as people reach it."""
    site = peopled_on("sqlite")
    assert isinstance(site.state, KeptSqlite) and site.app.static_folder
    app, copy = site.app.wsgi_app, compressed_copy(Path(site.app.static_folder), tmp_path_factory.mktemp("c"))
    site.app.wsgi_app = StaticFiles(app, copy, "/static", {})  # type: ignore[method-assign]
    with visited(site):
        yield site
    site.app.wsgi_app = app  # type: ignore[method-assign]


@pytest.fixture(scope="module", params=CODES)
def pages(site: PeopledSite, request: pytest.FixtureRequest) -> list[Page]:
    """Each page that a stranger or a citizen may open, in one language: its route, who asked, the answer."""
    for actor in CITIZENS:
        site.browsers[actor].get("/", query_string={"lang": request.param})
    found = [
        (f"{route.name} {label}", actor, answer)
        for route, label, actor, path in addresses(site)
        if (answer := site.browsers[actor].get(path, headers=OURS)).mimetype == "text/html"
        and answer.status_code == 200
    ]
    for actor in CITIZENS:
        site.browsers[actor].delete_cookie("language")
    site.restore()
    assert len(found) > 60
    assert {re.findall('<html lang="(..)"', text(answer))[0] for _, _, answer in found} == {request.param}
    return found


def addresses(site: PeopledSite) -> Iterator[tuple[Route, str, str, str]]:
    """Every address of a page, and who opens it."""
    table = read_table()
    for route in routes(site.app):
        if route.method != "GET" or route.access.audience == OFFICER:
            continue
        if route.rule.rule in DOORS:
            yield route, "", "stranger", route.rule.rule
        for label, values in things(site, route, site.here).items() if not route.is_apart else ():
            each = [values]
            if route.rule.rule in ("/services/<code>/", "/apply/<code>/"):
                each = [{"code": code} for code in catalogue.CURRENT]
            for actor in CITIZENS:
                if actor in table[route.name, label]:
                    yield from ((route, label, actor, url(site.app, route, one)) for one in each)


def text(answer: TestResponse) -> str:
    """The page as the browser unpacks it."""
    packed = answer.headers.get("Content-Encoding") == "br"
    return (brotli.decompress(answer.data) if packed else answer.data).decode()


def test_a_later_page_is_light(pages: list[Page]) -> None:
    heavy = [(place, who, len(page.data)) for place, who, page in pages if len(page.data) > LATER_PAGE]
    assert not heavy


def test_every_page_comes_in_brotli(pages: list[Page]) -> None:
    assert [place for place, _who, page in pages if page.headers.get("Content-Encoding") != "br"] == []


def test_a_first_visit_is_light_whichever_page_it_begins_with(site: PeopledSite, pages: list[Page]) -> None:
    """Fonts are the telephone's own: the style sheet names no file at all."""
    heavy = {}
    for place, who, page in pages:
        if who == "stranger":
            weight = len(page.data) + sum(len(fetch(site, part).data) for part in parts_of(text(page)))
            if weight > FIRST_VISIT:
                heavy[place] = weight
    assert not heavy


def test_what_a_page_is_made_of_is_ours_compressed_and_kept_for_a_year(
    site: PeopledSite, pages: list[Page]
) -> None:
    used = {part for _place, _who, page in pages for part in parts_of(text(page)) if "/static/" in part}
    assert len(used) >= 4
    for part in used:
        answer = fetch(site, part)
        assert answer.headers["Content-Encoding"] == "br", part
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", part
        assert "url(" not in text(answer) or not part.startswith("/static/css/"), part


def test_nothing_comes_from_another_host(pages: list[Page]) -> None:
    for place, _who, page in pages:
        assert all(re.match(r"/(?!/)", part) for part in parts_of(text(page))), place


def test_a_picture_says_its_size_before_it_comes(pages: list[Page]) -> None:
    """What stands under it does not jump."""
    for place, _who, page in pages:
        for picture in re.findall("<img [^>]+>", text(page)):
            assert re.search(r'width="\d+" height="\d+"', picture), (place, picture[:80])


def fetch(site: PeopledSite, path: str) -> TestResponse:
    """A part of a page, as the browser asks for it."""
    return site.browsers["stranger"].get(path, headers=OURS)
