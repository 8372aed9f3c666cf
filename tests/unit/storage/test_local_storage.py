"""The folder: only the owner reads, nothing outside it, nothing half written."""

import os
import stat
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from integrations.storage import LocalStorage, NotStored
from tests.unit.storage.test_every_store import FAR_AHEAD, LONG_AGO, Broken


@pytest.fixture
def store(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "documents")


def test_only_the_owner_can_read(store: LocalStorage) -> None:
    path = store.root / store.put(b"paper").key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(store.root.stat().st_mode) == 0o700


def test_a_symbolic_link_out_of_the_store_is_refused(store: LocalStorage, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    key = store.put(b"paper").key
    (store.root / key).unlink()
    (store.root / key).symlink_to(secret)
    with pytest.raises(NotStored):
        store.open(key)


def test_a_write_that_fails_leaves_no_file_at_all(store: LocalStorage) -> None:
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


def test_a_file_that_is_being_written_is_not_taken_for_litter(store: LocalStorage) -> None:
    """A rotation lists everything that is there, uploads may be under way meanwhile."""
    arriving = store.root / store.put(b"paper").key[:2] / ("0" * 30 + ".part")
    arriving.write_bytes(b"half")
    os.utime(arriving, (time.time() - 60,) * 2)
    assert len(list(store.keys(stored_before=FAR_AHEAD))) == 1
    assert arriving.exists()
