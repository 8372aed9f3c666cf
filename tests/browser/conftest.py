"""Browser tests: the whole site as `make run` starts it, and the system's Chromium.

All of them run in one test process, so that there is one site. A page that
logs an error (a refused script, a missing file) fails its test.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.support.chromium import FLAGS, find_chromium
from tests.support.missing import is_missing
from tests.support.site import Site

#: Monday morning inside the autumn season.
NOW = "2026-11-23T10:00:00+05:00"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder, and keep it together under xdist."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The running site; its data begin anew with each test session."""
    with Site(tmp_path_factory.mktemp("site"), QYZMET_NOW=NOW) as running:
        yield running


@pytest.fixture(scope="session")
def base_url(site: Site) -> str:
    """Where `page.goto("/…")` begins."""
    return site.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium; no browser is downloaded."""
    path = find_chromium()
    if path is None:
        is_missing("Chromium is not installed: `apt-get install chromium`")
    return {**browser_type_launch_args, "executable_path": path, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], base_url: str) -> dict[str, Any]:
    """A telephone of the usual size."""
    return {
        **browser_context_args,
        "base_url": base_url,
        "viewport": {"width": 360, "height": 740},
        "timezone_id": "Asia/Almaty",
    }


@pytest.fixture
def context(context: BrowserContext) -> Iterator[BrowserContext]:
    """A browser profile whose pages may not log an error."""
    complaints: list[str] = []

    def listen(page: Page) -> None:
        page.on("console", lambda message: _note(message, complaints))
        page.on("pageerror", lambda error: complaints.append(str(error)))

    context.on("page", listen)
    yield context
    assert not complaints, complaints


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    """A status of 4xx is an answer that a test may be after; everything else is a fault."""
    if message.type == "error" and "status of 4" not in message.text:
        complaints.append(message.text)
