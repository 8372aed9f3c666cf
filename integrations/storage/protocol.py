"""Where the bytes of papers lie: written once, named by us."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{30}")
"""What a key looks like; a store has nothing under any other."""


class StorageError(Exception):
    """The store could not do what was asked."""


class NotStored(StorageError, LookupError):
    """The store has nothing under this key, or the key is none of its own."""


class Unreadable(StorageError):
    """There are bytes under this key, but not those that were put there, or no key opens them."""


class StorageAway(StorageError):
    """The store does not answer, or refuses us; the same may work later."""


@dataclass(frozen=True)
class StoredFile:
    """What is known of stored bytes: key, SHA-256 in hex, size in bytes."""

    key: str
    sha256: str
    size: int


class Storage(Protocol):
    """A store of files under keys that it makes up itself. Whatever is asked may raise StorageAway."""

    def put(self, content: bytes | BinaryIO, *, key: str | None = None) -> StoredFile:
        """Keep the content under a new key; it is complete and durable on return.

        With `key` it takes the place of what is there, whole or not at all. Raises
        NotStored for a key that does not look like one.
        """
        ...

    def open(self, key: str) -> BinaryIO:
        """The content for reading and seeking; the caller closes it. Raises NotStored, and Unreadable,
        which reading may raise as well."""
        ...

    def delete(self, key: str) -> None:
        """Forget the content; a key that is already gone is no error. Raises NotStored for a foreign key."""
        ...

    def keys(self, *, stored_before: datetime) -> Iterator[str]:
        """Keys of what was put before this moment of the store's own clock."""
        ...


def new_key() -> str:
    """A key that nobody can guess, spread over 256 folders by its first byte."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name[2:]}"
