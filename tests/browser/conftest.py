"""Browser tests: the whole site as `make run` starts it, and the system's Chromium.

All of them run in one test process, so that there is one site; its clock only goes
forward. A page that logs an error (a refused script, a missing file) fails its test.
"""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from config import ROOT
from tests.browser.candidacy import TOLD
from tests.browser.pages.visitor import Visitors, listen
from tests.support.chromium import FLAGS, find_chromium
from tests.support.leaks import leaks
from tests.support.missing import is_missing
from tests.support.page_check import PHONE, RECORD, PageCheck
from tests.support.site import Site

#: Tuesday morning inside the autumn season.
NOW = "2026-11-24T10:30:00+05:00"

expect.set_options(timeout=20_000)  # milliseconds; a page that follows something asks every other second


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder, and keep it together under xdist."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The running site; its data begin anew with each test session.

    At the end its logs are read: none may name one of the people who came to it, or of their relatives.
    """
    with Site(tmp_path_factory.mktemp("site"), QYZMET_NOW=NOW) as running:
        yield running
        citizens = running.state()["citizens"]
    logs = running.logs()
    assert {"web", "relay", "worker-messages", "worker-background"} <= set(logs)
    assert '"request"' in logs["web"], "the web server has logged nothing: is this its log?"
    assert leaks(logs, [*citizens, *TOLD["relatives"]]) == []


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
        "viewport": PHONE,
        "timezone_id": "Asia/Almaty",
    }


@pytest.fixture
def context(context: BrowserContext) -> Iterator[BrowserContext]:
    """A browser profile whose pages may not log an error."""
    complaints: list[str] = []
    context.on("page", lambda page: listen(page, complaints))
    yield context
    assert not complaints, complaints


@pytest.fixture(scope="session")
def page_check(browser: Browser, request: pytest.FixtureRequest, testrun_uid: str) -> Iterator[PageCheck]:
    """What looks at every page; says at the end how many it has seen."""
    check = PageCheck(browser)
    yield check
    check.leave_record(ROOT / RECORD, testrun_uid)
    told = f"axe: {check.looks} looks at {len(check.views)} pages (address, language, width)"
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\n{told}", file=sys.stderr)  # a process of xdist has no other way to the terminal


@pytest.fixture
def visitors(browser: Browser, site: Site, page_check: PageCheck) -> Iterator[Visitors]:
    """People who come to the site during a test, while the offices are open."""
    site.go_to_office_hours()
    coming = Visitors(browser, site, page_check)
    yield coming
    coming.leave()
    assert not coming.faults, "\n".join(coming.faults)
