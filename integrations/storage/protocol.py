"""Where the bytes of papers lie: written once, never changed, named by us."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol


class NotStored(LookupError):
    """The store has nothing under this key, or the key is none of its own."""


@dataclass(frozen=True)
class StoredFile:
    """What is known of stored bytes: key, SHA-256 in hex, size in bytes."""

    key: str
    sha256: str
    size: int


class Storage(Protocol):
    """A store of files under keys that it makes up itself."""

    def put(self, content: bytes | BinaryIO) -> StoredFile:
        """Keep the content under a new key; it is complete and durable on return."""
        ...

    def open(self, key: str) -> BinaryIO:
        """The content for reading; the caller closes it. Raises NotStored."""
        ...

    def delete(self, key: str) -> None:
        """Forget the content; a key that is already gone is no error."""
        ...

    def keys(self, *, stored_before: datetime) -> Iterator[str]:
        """Keys of what was put before this moment of the machine's own clock."""
        ...
