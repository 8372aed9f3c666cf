"""The peopled site behind a port, and the system's Chromium in front of it."""

import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from tests.support.chromium import FLAGS, find_chromium
from tests.support.looking import Looking
from tests.support.missing import is_missing
from tests.support.peopled import PeopledSite, visited


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium; no browser is downloaded."""
    path = find_chromium()
    if path is None:
        is_missing("Chromium is not installed: `apt-get install chromium`")
    return {**browser_type_launch_args, "executable_path": path, "args": list(FLAGS)}


@pytest.fixture(scope="module")
def site(peopled_on: Callable[[str], PeopledSite]) -> Iterator[PeopledSite]:
    """Two regions with everybody and everything in them."""
    with visited(peopled_on("sqlite")) as site:
        yield site


@pytest.fixture(scope="module")
def address(site: PeopledSite) -> Iterator[str]:
    """Where the site listens."""
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def looking(
    browser: Browser, address: str, site: PeopledSite, request: pytest.FixtureRequest
) -> Iterator[Looking]:
    """What opens pages as anybody, and looks; says at the end how many it has seen."""
    looking = Looking(browser, address, site.browsers)
    yield looking
    looking.close()
    told = f"axe: {len(looking.seen_by_axe)} looks (page, language, width), {looking.pictures} pictures"
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\n{told} in screenshots/", file=sys.stderr)  # a process of xdist has no other way
