"""Stores of every kind."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrations.storage import EncryptedStorage, LocalStorage, Storage
from integrations.storage.s3 import S3Storage
from integrations.storage.sealing import Keyring
from tests.support.s3_server import make_bucket, s3_server

OLD, NEW = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """A server that speaks S3."""
    with s3_server() as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def bucket_store(s3_endpoint: str) -> S3Storage:
    """A store in a bucket; a client takes long to make."""
    return S3Storage(make_bucket(s3_endpoint))


@pytest.fixture
def s3_store(bucket_store: S3Storage) -> S3Storage:
    """The same, empty."""
    for key in bucket_store.keys(stored_before=datetime(2100, 1, 1, tzinfo=UTC)):
        bucket_store.delete(key)
    return bucket_store


@pytest.fixture
def backend_of(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], Storage]:
    """An empty store without encryption, of a kind."""

    def of(kind: str) -> Storage:
        if kind == "local":
            return LocalStorage(tmp_path / "documents")
        store: S3Storage = request.getfixturevalue("s3_store")
        return store

    return of


@pytest.fixture(params=["local", "s3"])
def backend(request: pytest.FixtureRequest, backend_of: Callable[[str], Storage]) -> Storage:
    """An empty store of each kind, without encryption."""
    return backend_of(request.param)


@pytest.fixture(params=["local", "s3", "encrypted-local", "encrypted-s3"])
def store(request: pytest.FixtureRequest, backend_of: Callable[[str], Storage]) -> Storage:
    """An empty store of each kind, with and without encryption."""
    kind = request.param.removeprefix("encrypted-")
    beneath = backend_of(kind)
    return beneath if kind == request.param else EncryptedStorage(beneath, Keyring({"new": NEW}))
