"""A store whose files nobody can read, change or exchange who has the disk or the bucket, but no key."""

from collections.abc import Callable, Iterator
from datetime import datetime
from enum import Enum
from io import BytesIO
from typing import BinaryIO

from integrations.storage.measured import Measured, sha256_of
from integrations.storage.protocol import Storage, StoredFile, Unreadable, new_key
from integrations.storage.sealing import CHUNK, HEADER, Header, Keyring, as_file, opened, sealed


class Rotated(Enum):
    """What became of a file whose master key was to be the first."""

    LEFT = "under the first key already"
    REWRAPPED = "wrapped anew"
    ENCRYPTED = "encrypted for the first time"


class EncryptedStorage:
    """Encrypts what goes into another store, and opens what comes out of it.

    SHA-256 and size are those of the plain content. With `plain_allowed`, files that
    were stored before there was encryption can be read and are encrypted by `rotate`;
    without it they are refused, because whoever can write into the store could put a
    file of their own there (a downgrade).
    """

    def __init__(self, backend: Storage, keyring: Keyring, *, plain_allowed: bool = False) -> None:
        self.backend = backend
        self._keyring = keyring
        self._plain_allowed = plain_allowed

    def put(self, content: bytes | BinaryIO, *, key: str | None = None) -> StoredFile:
        """Encrypt it under a data key of its own."""
        key = key or new_key()
        source = Measured(BytesIO(content) if isinstance(content, bytes) else content)
        self.backend.put(as_file(sealed(source, key, self._keyring)), key=key)
        return StoredFile(key, source.sha256, source.size)

    def open(self, key: str) -> BinaryIO:
        """The plain content, of which only what has been authenticated is given out."""
        file = self.backend.open(key)
        try:
            header = Header.read(file.read(HEADER))
            if header is not None:
                return opened(file, key, self._keyring.unwrap(header, key))
            self._check_plain(key)
            file.seek(0)
            return file
        except BaseException:
            file.close()
            raise

    def delete(self, key: str) -> None:
        """Forget it."""
        self.backend.delete(key)

    def keys(self, *, stored_before: datetime) -> Iterator[str]:
        """Keys of what was put before this moment, encrypted or not."""
        return self.backend.keys(stored_before=stored_before)

    def rotate(self, key: str, known: Callable[[str], str | None]) -> Rotated:
        """See to it that the file is under the first master key.

        One under another key is wrapped anew: its chunks stay as they are. A plain one is
        encrypted, if it is allowed and is the one whose SHA-256 we know (`known`: None where
        we know none). May be done again at any time. Raises NotStored, Unreadable.
        """
        with self.backend.open(key) as file:
            header = Header.read(file.read(HEADER))
            if header is None:
                self._check_plain(key)
                _check_digest(file, key, known(key))
                self.put(file, key=key)
                return Rotated.ENCRYPTED
            if header.key_id == self._keyring.first:
                return Rotated.LEFT
            wrapped = self._keyring.wrap(self._keyring.unwrap(header, key), key)
            self.backend.put(as_file(_rewrapped(wrapped, file)), key=key)
            return Rotated.REWRAPPED

    def _check_plain(self, key: str) -> None:
        if not self._plain_allowed:
            raise Unreadable(f"{key} is not encrypted, and QYZMET_STORAGE_PLAIN is off")


def _rewrapped(header: Header, file: BinaryIO) -> Iterator[bytes]:
    yield bytes(header)
    while chunk := file.read(CHUNK):
        yield chunk


def _check_digest(file: BinaryIO, key: str, sha256: str | None) -> None:
    file.seek(0)
    if sha256 is not None and sha256_of(file) != sha256:
        raise Unreadable(f"{key} is not encrypted, and not what was stored there")
    file.seek(0)
