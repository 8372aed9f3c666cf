"""A store in one directory of the machine: generated names, atomic writes, owner only."""

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from integrations.storage.protocol import KEY, NotStored, StoredFile, new_key

CHUNK = 1024 * 1024
UNFINISHED = ".part"

ABANDONED = 60 * 60
"""Seconds without a change after which an unfinished file is what a crash left behind."""


class LocalStorage:
    """Files under `root`, spread over 256 directories by the first byte of their key."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def put(self, content: bytes | BinaryIO, *, key: str | None = None) -> StoredFile:
        """Write beside the final place, flush to the disk, then rename into it."""
        source = BytesIO(content) if isinstance(content, bytes) else content
        key = key or new_key()
        path = self._path(key)
        self._make_directory(path.parent)
        unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
        digest, size = hashlib.sha256(), 0
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        _flush_directory(path.parent)
        return StoredFile(key, digest.hexdigest(), size)

    def open(self, key: str) -> BinaryIO:
        """The file of this key for reading; raises NotStored."""
        try:
            return self._path(key).open("rb")
        except FileNotFoundError as missing:
            raise NotStored(key) from missing

    def delete(self, key: str) -> None:
        """Remove the file of this key, if it is there; raises NotStored for a foreign key."""
        self._path(key).unlink(missing_ok=True)

    def keys(self, *, stored_before: datetime) -> Iterator[str]:
        """Keys of finished files whose modification time lies before the moment.

        What a crashed write left behind from before then is removed on the way.
        """
        abandoned = datetime.fromtimestamp(time.time() - ABANDONED, UTC)
        for path in sorted(self.root.glob("??/*")):
            try:
                stored_at = datetime.fromtimestamp(path.lstat().st_mtime, UTC)
            except FileNotFoundError:
                continue
            if stored_at >= stored_before:
                continue
            if path.name.endswith(UNFINISHED):
                if stored_at < abandoned:
                    path.unlink(missing_ok=True)
            elif KEY.fullmatch(key := f"{path.parent.name}/{path.name}"):
                yield key

    def _path(self, key: str) -> Path:
        """The place of a key; refuses every key this store did not make, and symbolic links out of it."""
        path = self.root / key
        if not KEY.fullmatch(key) or not path.resolve().is_relative_to(self.root):
            raise NotStored(key)
        return path

    def _make_directory(self, directory: Path) -> None:
        if directory.is_dir():
            return
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory.mkdir(mode=0o700, exist_ok=True)
        _flush_directory(self.root)


def _flush_directory(directory: Path) -> None:
    """Make the names in a directory durable, as fsync makes a file's content."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
