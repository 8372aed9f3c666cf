"""The app in this process, for browsers whose network is cut: a test sees what each request has left."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.served import Served


@pytest.fixture(scope="session")
def base_url() -> str:
    """Not the whole site's, which is not started for these tests."""
    return ""


@pytest.fixture(scope="session")
def served_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The running app."""
    with Served(tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture
def served(served_app: Served, clock: TestClock) -> Iterator[Served]:
    """The app with nothing in it but a commission and the calendar; the clock stands."""
    served_app.empty()
    with served_app.app.app_context():
        make.make_calendar()
        make.make_commission()
        yield served_app


@pytest.fixture
def person_id(served: Served) -> int:
    """A citizen of the commission's district."""
    return make.make_person(language="en")


@pytest.fixture
def telephone(served: Served, browser: Browser, person_id: int) -> Iterator[BrowserContext]:
    """The citizen's own browser, signed in."""
    context = served.telephone(browser, person_id)
    yield context
    context.close()


@pytest.fixture
def phone_page(telephone: BrowserContext) -> Page:
    """A page in it."""
    return telephone.new_page()
