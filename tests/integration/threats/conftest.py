"""The peopled site, put up once for all tests of a file, and what its pages answer."""

from collections.abc import Callable, Iterator

import pytest
from werkzeug.test import TestResponse

from tests.integration.conftest import KINDS
from tests.support.admittance import read_table
from tests.support.peopled import PEOPLE, PeopledSite, visited
from tests.support.site_map import Route, routes, things, url

Page = tuple[Route, TestResponse]


@pytest.fixture(scope="module", params=KINDS)
def site(request: pytest.FixtureRequest, peopled_on: Callable[[str], PeopledSite]) -> Iterator[PeopledSite]:
    """Two regions with everybody and everything in them."""
    with visited(peopled_on(request.param)) as site:
        yield site


@pytest.fixture(autouse=True)
def as_it_was(site: PeopledSite) -> Iterator[None]:
    """What a test has changed is undone, also where it fails."""
    yield
    site.restore()


@pytest.fixture(scope="module")
def pages(site: PeopledSite) -> list[Page]:
    """What each GET route answers to the first of those who may."""
    found = []
    for route in routes(site.app):
        if route.method != "GET" or route.is_apart:
            continue
        for label, values in things(site, route, site.here).items():
            people = sorted(read_table()[route.name, label], key=PEOPLE.index)
            for actor in people[:1]:
                found.append((route, site.browsers[actor].get(url(site.app, route, values))))
    site.restore()
    return found
