"""The peopled site, on both databases."""

from collections.abc import Callable, Iterator

import pytest

from tests.integration.conftest import KINDS
from tests.support.peopled import PeopledSite, visited


@pytest.fixture(scope="module", params=KINDS)
def site(request: pytest.FixtureRequest, peopled_on: Callable[[str], PeopledSite]) -> Iterator[PeopledSite]:
    """Two regions with everybody and everything in them."""
    with visited(peopled_on(request.param)) as site:
        yield site
