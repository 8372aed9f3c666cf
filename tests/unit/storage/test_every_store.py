"""What every store does, whatever lies beneath it and whether it encrypts."""

import hashlib
import io
from datetime import UTC, datetime
from io import BytesIO

import pytest

from integrations.storage import NotStored, Storage
from integrations.storage.sealing import CHUNK

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)
LARGE = b"".join(number.to_bytes(4, "big") for number in range(9 * 1024 * 256 + 1))
"""Nine megabytes and four bytes: more than one part of an upload, and no chunk like another."""


@pytest.mark.parametrize(
    "content",
    [b"paper", b"", b"x" * CHUNK, b"y" * (2 * CHUNK - 1), b"z" * (3 * CHUNK + 1), LARGE],
    ids=["small", "empty", "one chunk", "nearly two", "three and a bit", "large"],
)
def test_what_is_put_comes_back_with_its_hash_and_size(store: Storage, content: bytes) -> None:
    for given in (content, BytesIO(content)):
        stored = store.put(given)
        assert stored.size == len(content)
        assert stored.sha256 == hashlib.sha256(content).hexdigest()
        with store.open(stored.key) as file:
            assert file.read() == content
            assert file.read() == b""


def test_any_part_of_a_file_can_be_read(store: Storage) -> None:
    content = LARGE[: 3 * CHUNK + 100]
    with store.open(store.put(content).key) as file:
        assert file.seek(0, io.SEEK_END) == len(content)
        assert file.read() == b""
        for start, length in [(0, 10), (CHUNK - 5, 10), (3 * CHUNK, 500), (10, 2 * CHUNK), (CHUNK, CHUNK)]:
            assert file.seek(start) == start
            assert file.read(length) == content[start : start + length]
            assert file.tell() == min(start + length, len(content))
        assert file.seek(len(content) + 10) == len(content) + 10
        assert file.read(1) == b""


def test_two_papers_of_the_same_content_are_two_files(store: Storage) -> None:
    assert store.put(b"same").key != store.put(b"same").key


@pytest.mark.parametrize(
    "key",
    ["../secret", "/etc/passwd", "ab/../../secret", "", "ab", "AB/" + "0" * 30, f"ab/{'0' * 30}\n", "ab\0"],
)
def test_path_traversal_opens_writes_and_deletes_nothing(store: Storage, key: str) -> None:
    for reach in (store.open, store.delete):
        with pytest.raises(NotStored):
            reach(key)
    if key:
        with pytest.raises(NotStored):
            store.put(b"planted", key=key)
    assert list(store.keys(stored_before=FAR_AHEAD)) == []


def test_a_key_under_which_nothing_lies_is_told(store: Storage) -> None:
    with pytest.raises(NotStored):
        store.open("ab/" + "0" * 30)


def test_what_was_deleted_is_gone_and_deleting_it_again_is_no_error(store: Storage) -> None:
    key = store.put(b"paper").key
    store.delete(key)
    store.delete(key)
    with pytest.raises(NotStored):
        store.open(key)


def test_a_file_can_take_the_place_of_another_under_its_key(store: Storage) -> None:
    key = store.put(b"before").key
    with store.open(key) as reading:
        assert store.put(b"after", key=key).key == key
        assert reading.read() == b"before"
    with store.open(key) as file:
        assert file.read() == b"after"
    assert list(store.keys(stored_before=FAR_AHEAD)) == [key]


class Broken(BytesIO):
    """A connection that breaks half way."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 0:
            raise OSError("the connection is gone")
        return super().read(4)


def test_a_write_that_fails_leaves_nothing_and_changes_nothing(store: Storage) -> None:
    kept = store.put(b"kept").key
    for key in (None, kept):
        with pytest.raises(OSError, match="connection"):
            store.put(Broken(b"paper of which half arrives"), key=key)
    assert list(store.keys(stored_before=FAR_AHEAD)) == [kept]
    with store.open(kept) as file:
        assert file.read() == b"kept"


def test_keys_are_listed_by_age(store: Storage) -> None:
    keys = {store.put(b"one").key, store.put(b"two").key}
    assert set(store.keys(stored_before=FAR_AHEAD)) == keys
    assert list(store.keys(stored_before=LONG_AGO)) == []
