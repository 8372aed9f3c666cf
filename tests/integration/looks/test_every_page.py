"""Every page of the URL map, as everybody who may open it: axe, overflow, cut text, targets.

Whoever is the first to come to a page reads it in every language, the others in one, another each time.
Pictures stay in screenshots/, one a page, language and width. The demo's own pages are looked at in
tests/browser.
"""

from itertools import cycle
from typing import NamedTuple

import pytest

from tests.support.admittance import read_table
from tests.support.looking import Looking, file_name
from tests.support.peopled import PEOPLE, PeopledSite
from tests.support.site_map import routes, things, url
from web.access import PUBLIC
from web.locale import CODES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("looks")]

DOORS = ("/sign-in/", "/staff/sign-in/", "/sign/<handle>/")
EMPTY = ("/cabinet/", "/cabinet/profile/")
"""What looks different for somebody who has nothing here yet."""

LOOKING = tuple(name for name in PEOPLE if not name.startswith("other-") or name == "other-citizen")
"""Region B's officers see what region A's see."""


class Place(NamedTuple):
    """A page of the URL map about one thing of the site, and its address."""

    rule: str
    label: str
    address: str


@pytest.fixture(scope="module")
def seen() -> set[Place]:
    """The pages to which somebody has come already."""
    return set()


_ONE_OF = cycle(CODES)


def pages_of(site: PeopledSite, actor: str) -> dict[str, Place]:
    """The pages that this actor may open, by the names of their pictures.

    A page for everybody is looked at without a session: with one, the menu alone differs.
    """
    table = read_table()
    found: dict[str, Place] = {}
    for route in routes(site.app):
        if route.method != "GET" or (route.is_apart and route.rule.rule not in DOORS):
            continue
        for label, values in things(site, route, site.here).items():
            if actor in who_looks(route.access.audience == PUBLIC, table.get((route.name, label))):
                address = url(site.app, route, values)
                if actor != "other-citizen" or route.rule.rule in EMPTY:
                    found[file_name(route.rule.rule, label, actor)] = Place(route.rule.rule, label, address)
    return {name: place for name, place in found.items() if is_page(site, actor, place.address)}


def who_looks(is_public: bool, admitted: frozenset[str] | None) -> frozenset[str]:
    """Doors stand in no table."""
    if admitted is None:
        return frozenset({"stranger", "applicant", "chair"})
    return frozenset({"stranger"}) if is_public else admitted


def is_page(site: PeopledSite, actor: str, address: str) -> bool:
    """Neither a file nor the way to another page."""
    came = site.browsers[actor].get(address)
    return came.mimetype == "text/html" and came.status_code not in (302, 303, 308)


@pytest.mark.parametrize("actor", LOOKING)
def test_every_page_is_accessible_and_fits(
    site: PeopledSite, looking: Looking, seen: set[Place], actor: str
) -> None:
    pages = pages_of(site, actor)
    assert pages
    faults = []
    for name, place in pages.items():
        languages = CODES if place not in seen else (next(_ONE_OF),)
        seen.add(place)
        faults += looking.open(actor, place.address, pictured_as=name, languages=languages)
    assert not faults, "\n".join(faults)
