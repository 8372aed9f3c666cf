"""The bucket: its faults are ours to tell, its secrets stay out of them."""

import pytest
from botocore.exceptions import EndpointConnectionError

from integrations.storage import EncryptedStorage, StorageAway, s3
from integrations.storage.s3 import Bucket, S3Storage
from integrations.storage.sealing import Keyring
from tests.unit.storage.conftest import NEW
from tests.unit.storage.test_every_store import FAR_AHEAD

SECRET = "h8fR2kd0Ww"


def test_a_store_that_is_not_there_is_away_and_does_not_look_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "TRIES", 1)
    store = S3Storage(Bucket("http://127.0.0.1:9", "papers", "us-east-1", "tests", SECRET, True))
    for ask in (
        lambda: store.open("ab/" + "0" * 30),
        lambda: store.put(b"paper"),
        lambda: store.delete("ab/" + "0" * 30),
        lambda: list(store.keys(stored_before=FAR_AHEAD)),
    ):
        with pytest.raises(StorageAway) as told:
            ask()
        assert isinstance(told.value.__cause__, EndpointConnectionError)
        assert SECRET not in str(told.value)


def test_a_bucket_that_is_not_there_is_away_and_no_missing_paper(s3_endpoint: str) -> None:
    store = S3Storage(Bucket(s3_endpoint, "no-such-bucket", "us-east-1", "tests", SECRET, True))
    with pytest.raises(StorageAway, match="NoSuchBucket"):
        store.open("ab/" + "0" * 30)


def test_what_else_lies_in_the_bucket_is_not_ours(s3_store: S3Storage) -> None:
    s3_store._client.put_object(Bucket=s3_store._bucket, Key="backup/notes.txt", Body=b"theirs")
    assert list(s3_store.keys(stored_before=FAR_AHEAD)) == []


@pytest.fixture
def asked(s3_store: S3Storage, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the operations that the store is asked for; lists come two to a page."""
    names: list[str] = []
    ask = s3_store._client._make_api_call

    def listen(operation: str, given: dict[str, object]) -> object:
        names.append(operation)
        return ask(operation, {**given, "MaxKeys": 2} if operation == "ListObjectsV2" else given)

    monkeypatch.setattr(s3_store._client, "_make_api_call", listen)
    return names


def test_more_objects_than_fit_on_a_page_are_all_listed(s3_store: S3Storage, asked: list[str]) -> None:
    keys = {s3_store.put(b"paper").key for _number in range(5)}
    assert set(s3_store.keys(stored_before=FAR_AHEAD)) == keys
    assert asked.count("ListObjectsV2") == 3


def test_an_encrypted_file_is_read_with_one_request(s3_store: S3Storage, asked: list[str]) -> None:
    store = EncryptedStorage(s3_store, Keyring({"new": NEW}))
    key = store.put(b"p" * 300_000).key
    asked.clear()
    with store.open(key) as file:
        assert len(file.read()) == 300_000
    assert asked == ["GetObject"]


def test_a_file_that_changes_while_it_is_read_is_not_read_on(s3_store: S3Storage) -> None:
    key = s3_store.put(b"a" * 100_000).key
    with s3_store.open(key) as file:
        file.read(10)
        s3_store.put(b"b" * 100_000, key=key)
        file.seek(50_000)
        with pytest.raises(StorageAway, match="Precondition"):
            file.read(10)


def test_its_secret_does_not_show() -> None:
    assert SECRET not in repr(Bucket("https://s3.example.kz", "papers", "kz", "us", SECRET, True))
