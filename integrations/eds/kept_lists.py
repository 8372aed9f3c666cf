"""A folder in which revocation lists are kept between checks: the list, and beside it what is known of it."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class KeptList:
    """What is known of the list that an address gave last.

    `issuer` is the SHA-256 of the CA's name, `sha256` that of the list.
    `confirmed_at`: the server gave this list then, or said that it has no newer
    one. `etag` and `last_modified` are the server's own words.
    """

    issuer: str
    sha256: str
    this_update: datetime
    confirmed_at: datetime
    etag: str = ""
    last_modified: str = ""


class ListFolder:
    """Several processes may share the folder: files are replaced whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, url: str) -> KeptList | None:
        """What is known of the address's list; None when nothing (readable) is."""
        try:
            words = json.loads(self._path(url, ".json").read_bytes())
            return KeptList(**{**words, **_moments(words, datetime.fromisoformat)})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def body(self, url: str, kept: KeptList) -> bytes | None:
        """The list itself; None when another process has replaced it or it is damaged."""
        try:
            body = self._path(url, ".crl").read_bytes()
        except OSError:
            return None
        return body if hashlib.sha256(body).hexdigest() == kept.sha256 else None

    def keep(self, url: str, kept: KeptList, body: bytes | None = None) -> None:
        """Write down what is known, and the list where it is new."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if body is not None:
            _replace(self._path(url, ".crl"), body)
        words = asdict(kept)
        _replace(
            self._path(url, ".json"), json.dumps({**words, **_moments(words, datetime.isoformat)}).encode()
        )

    def _path(self, url: str, suffix: str) -> Path:
        return self._folder / f"{hashlib.sha256(url.encode()).hexdigest()[:32]}{suffix}"


def _moments(words: Mapping[str, Any], convert: Any) -> dict[str, Any]:
    return {name: convert(words[name]) for name in ("this_update", "confirmed_at")}


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)
