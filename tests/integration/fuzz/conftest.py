"""The peopled site, and the forms that its pages offer."""

from collections.abc import Callable, Iterator

import pytest

from tests.integration.conftest import KINDS
from tests.support.fuzz_forms import Form, forms_of
from tests.support.peopled import PeopledSite, visited


@pytest.fixture(scope="module", params=KINDS)
def site(request: pytest.FixtureRequest, peopled_on: Callable[[str], PeopledSite]) -> Iterator[PeopledSite]:
    """Two regions with everybody and everything in them."""
    with visited(peopled_on(request.param)) as site:
        yield site


@pytest.fixture(scope="module")
def forms(site: PeopledSite) -> dict[str, Form]:
    """The fields that belong to each address."""
    return forms_of(site)
