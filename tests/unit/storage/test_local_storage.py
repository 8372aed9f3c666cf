"""The local store: names of its own, nothing half written, nothing outside its directory."""

import hashlib
import os
import stat
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from integrations.storage import LocalStorage, NotStored

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "documents")


@pytest.mark.parametrize("content", [b"paper", b"", b"x" * 3_000_000], ids=["small", "empty", "large"])
def test_what_is_put_comes_back_with_its_hash_and_size(store: LocalStorage, content: bytes) -> None:
    for given in (content, BytesIO(content)):
        stored = store.put(given)
        assert stored.size == len(content)
        assert stored.sha256 == hashlib.sha256(content).hexdigest()
        with store.open(stored.key) as file:
            assert file.read() == content


def test_two_papers_of_the_same_content_are_two_files(store: LocalStorage) -> None:
    assert store.put(b"same").key != store.put(b"same").key


def test_only_the_owner_can_read(store: LocalStorage) -> None:
    path = store.root / store.put(b"paper").key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(store.root.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "key",
    ["../secret", "/etc/passwd", "ab/../../secret", "", "ab", "AB/" + "0" * 30, f"ab/{'0' * 30}\n", "ab\0"],
)
def test_a_key_that_the_store_did_not_make_opens_and_deletes_nothing(store: LocalStorage, key: str) -> None:
    (store.root.parent / "secret").write_text("secret")
    with pytest.raises(NotStored):
        store.open(key)
    with pytest.raises(NotStored):
        store.delete(key)
    assert (store.root.parent / "secret").exists()


def test_a_symbolic_link_out_of_the_store_is_refused(store: LocalStorage, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    key = store.put(b"paper").key
    (store.root / key).unlink()
    (store.root / key).symlink_to(secret)
    with pytest.raises(NotStored):
        store.open(key)


def test_what_was_deleted_is_gone_and_deleting_it_again_is_no_error(store: LocalStorage) -> None:
    key = store.put(b"paper").key
    store.delete(key)
    store.delete(key)
    with pytest.raises(NotStored):
        store.open(key)


def test_a_write_that_fails_leaves_nothing(store: LocalStorage) -> None:
    class Broken(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 0:
                raise OSError("the connection is gone")
            return super().read(4)

    with pytest.raises(OSError, match="connection"):
        store.put(Broken(b"paper of which half arrives"))
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


def test_keys_are_listed_by_age_and_what_a_crash_left_is_removed(store: LocalStorage) -> None:
    old, new = store.put(b"old").key, store.put(b"new").key
    before = datetime.now(UTC) - timedelta(days=1)
    left = store.root / old[:2] / ("0" * 30 + ".part")
    left.write_bytes(b"half")
    for path in (store.root / old, left):
        os.utime(path, (LONG_AGO.timestamp(),) * 2)
    assert list(store.keys(stored_before=LONG_AGO)) == []
    assert left.exists()
    assert list(store.keys(stored_before=before)) == [old]
    assert not left.exists()
    assert set(store.keys(stored_before=FAR_AHEAD)) == {old, new}


def test_an_empty_store_has_no_keys(store: LocalStorage) -> None:
    assert list(store.keys(stored_before=FAR_AHEAD)) == []
