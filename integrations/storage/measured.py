"""Hashing and counting what goes by."""

import hashlib
from typing import BinaryIO

_PIECE = 1024 * 1024


class Measured:
    """A file that is read once from its beginning to its end, and is hashed and counted by that."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._digest = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        """Of what was read so far, in hex."""
        return self._digest.hexdigest()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        chunk = self._source.read(size)
        self._digest.update(chunk)
        self.size += len(chunk)
        return chunk


def sha256_of(file: BinaryIO) -> str:
    """The SHA-256 in hex of what is left to read, a piece at a time."""
    measured = Measured(file)
    while measured.read(_PIECE):
        pass
    return measured.sha256
