"""The format of an encrypted file: AES-256-GCM in chunks, under a data key that a master key wraps.

    magic and version   8 bytes
    id of the master key   16 bytes, filled up with zeros
    nonce, wrapped data key   12 + 48 bytes
    chunks of 64 KiB, each followed by its tag of 16 bytes; the last may be shorter, also empty

Each file has a data key of its own, so its chunks' nonces can be their numbers (11 bytes)
with a last byte that is 1 in the last chunk only: nothing can be cut off, reordered or
repeated (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). The
storage key is authenticated with every part, so that no file can stand in for another.
Why so: docs/adr/0019-papers-encrypted-at-rest.md.
"""

import io
import re
import secrets
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from integrations.storage.measured import Measured
from integrations.storage.protocol import Unreadable
from integrations.storage.reading import Positioned

MAGIC = b"QYZMET\x00\x01"  # the last byte is the version
CHUNK = 64 * 1024
KEY_BYTES = 32
KEY_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,15}")

_TAG = 16
_NONCE = 12
_ID = 16
HEADER = len(MAGIC) + _ID + _NONCE + KEY_BYTES + _TAG


class Header(NamedTuple):
    """What stands before the chunks: by which master key the data key can be had."""

    key_id: str
    nonce: bytes
    wrapped: bytes

    @classmethod
    def read(cls, content: bytes) -> "Header | None":
        """The header at the beginning of these bytes; None where there is none.

        Raises Unreadable for a part of one, and for a version that we do not know.
        """
        if not content.startswith(MAGIC[:-1]):
            return None
        if len(content) < HEADER or not content.startswith(MAGIC):
            raise Unreadable("an encrypted file is cut off, or of a version that is not known here")
        rest = content[len(MAGIC) : HEADER]
        key_id = rest[:_ID].rstrip(b"\0").decode("ascii", "replace")
        return cls(key_id, rest[_ID : _ID + _NONCE], rest[_ID + _NONCE :])

    def __bytes__(self) -> bytes:
        return MAGIC + _padded(self.key_id) + self.nonce + self.wrapped


class Keyring:
    """The master keys by their ids; the first one wraps, all of them open."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self.first = next(iter(keys))
        self._keys = {key_id: AESGCM(key) for key_id, key in keys.items()}

    def wrap(self, data_key: bytes, storage_key: str) -> Header:
        """A header with the data key of this file under the first master key."""
        nonce = secrets.token_bytes(_NONCE)
        bound = MAGIC + _padded(self.first) + storage_key.encode()
        return Header(self.first, nonce, self._keys[self.first].encrypt(nonce, data_key, bound))

    def unwrap(self, header: Header, storage_key: str) -> bytes:
        """The data key. Raises Unreadable when it is another file's, damaged, or its master key unknown."""
        master = self._keys.get(header.key_id)
        if master is None:
            raise Unreadable(f"{storage_key} is encrypted under a key that is not in QYZMET_STORAGE_KEYS")
        bound = MAGIC + _padded(header.key_id) + storage_key.encode()
        try:
            return master.decrypt(header.nonce, header.wrapped, bound)
        except InvalidTag:
            raise Unreadable(f"the header of {storage_key} is not the one that was written") from None


def sealed(source: Measured, storage_key: str, keyring: Keyring) -> Iterator[bytes]:
    """The encrypted file, piece by piece; holds two chunks in memory."""
    data_key = AESGCM.generate_key(bit_length=8 * KEY_BYTES)
    yield bytes(keyring.wrap(data_key, storage_key))
    cipher, bound, number = AESGCM(data_key), _chunk_bound(storage_key), 0
    chunk = _filled(source)
    while True:
        following = _filled(source) if len(chunk) == CHUNK else b""
        yield cipher.encrypt(_nonce(number, last=not following), chunk, bound)
        if not following:
            return
        chunk, number = following, number + 1


def opened(beneath: BinaryIO, storage_key: str, data_key: bytes) -> BinaryIO:
    """The plain content of an encrypted file, for reading and seeking; closes `beneath` with itself.

    Raises Unreadable when it is cut off; reading raises it at the first chunk that was changed.
    """
    return cast(BinaryIO, io.BufferedReader(_Opened(beneath, storage_key, data_key), CHUNK))


class Pieces(io.RawIOBase):
    """What an iterator of bytes gives, as a file to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """The next bytes of what is left of a piece."""
        while not self._left:
            try:
                self._left = next(self._pieces)
            except StopIteration:
                return 0
        given = self._left[: len(buffer)]
        buffer[: len(given)] = given
        self._left = self._left[len(given) :]
        return len(given)


def as_file(pieces: Iterator[bytes]) -> BinaryIO:
    """These pieces as a file whose `read(n)` gives n bytes as long as there are any."""
    return cast(BinaryIO, io.BufferedReader(Pieces(pieces), CHUNK))


class _Opened(Positioned):
    """Reads chunk by chunk and keeps the last one that it opened."""

    def __init__(self, beneath: BinaryIO, storage_key: str, data_key: bytes) -> None:
        self._beneath = beneath
        self._key = storage_key
        self._bound = _chunk_bound(storage_key)
        self._cipher = AESGCM(data_key)
        body = beneath.seek(0, io.SEEK_END) - HEADER
        self._chunks = -(-body // (CHUNK + _TAG))
        self._size = body - self._chunks * _TAG
        if body < _TAG or self._size < CHUNK * (self._chunks - 1):
            raise Unreadable(f"{storage_key} is cut off")
        self._number, self._chunk = -1, b""

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """The rest of the chunk in which we are; of the last one also when nothing is in it, so that
        an empty file is checked too."""
        number = min(self._at // CHUNK, self._chunks - 1)
        chunk = self._load(number)
        given = chunk[self._at - number * CHUNK :][: len(buffer)]
        buffer[: len(given)] = given
        self._at += len(given)
        return len(given)

    def close(self) -> None:
        """Close the encrypted file as well."""
        self._chunk = b""
        self._beneath.close()
        super().close()

    def _load(self, number: int) -> bytes:
        if number != self._number:
            self._beneath.seek(HEADER + number * (CHUNK + _TAG))
            written = self._beneath.read(CHUNK + _TAG)
            try:
                nonce = _nonce(number, last=number == self._chunks - 1)
                self._chunk = self._cipher.decrypt(nonce, written, self._bound)
            except InvalidTag:
                raise Unreadable(f"{self._key} is not as it was written") from None
            self._number = number
        return self._chunk


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_NONCE - 1, "big") + bytes([last])


def _chunk_bound(storage_key: str) -> bytes:
    return MAGIC + storage_key.encode()


def _padded(key_id: str) -> bytes:
    return key_id.encode().ljust(_ID, b"\0")


def _filled(source: Measured) -> bytes:
    """The next chunk, whole unless the source has ended."""
    parts, wanted = [], CHUNK
    while wanted and (part := source.read(wanted)):
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)
