"""Unit tests are pure: whoever reaches for a database is told so."""

from collections.abc import Iterator
from typing import NoReturn

import pytest
from sqlalchemy import Engine


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Opening a connection fails the test."""

    def refuse(*_arguments: object, **_options: object) -> NoReturn:
        raise AssertionError("a unit test reached for the database; it belongs into tests/integration")

    monkeypatch.setattr(Engine, "connect", refuse)
    monkeypatch.setattr(Engine, "raw_connection", refuse)
    yield
