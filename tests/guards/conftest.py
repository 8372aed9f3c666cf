"""Guards that open pages do so on SQLite: they are about the code, not about the database."""

import pytest

from tests.integration.conftest import (  # noqa: F401 - fixtures
    app,
    app_of,
    client,
    database_of,
    postgres_server,
    redis_url,
    session,
)


@pytest.fixture
def database_kind() -> str:
    """SQLite."""
    return "sqlite"
