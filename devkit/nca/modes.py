"""How the services of the development CA behave: well, or in one of the ways that the real ones do not."""

import json
import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any

FILE = "nca.json"
"""In the demo's data folder: {"ocsp": "down", "ocsp1": "ok", …}; a service that is not named behaves well."""

ANY = "*"


class Service(StrEnum):
    """What can misbehave by itself; OCSP has two hosts."""

    OCSP = "ocsp"
    OCSP1 = "ocsp1"
    TSP = "tsp"
    CRL = "crl"


class Mode(StrEnum):
    """What a service does with a request.

    DOWN closes the connection without a word, SLOW keeps it open until the mode
    is another. TRY_LATER asks for patience (a list: 503). UNKNOWN does not know the
    certificate (a time stamp: the policy; a list: 404). STALE is a day old,
    FORGED badly signed; WRONG_CERT answers about another certificate (a time
    stamp: another signature; a list: another CA).
    """

    OK = "ok"
    DOWN = "down"
    SLOW = "slow"
    TRY_LATER = "try_later"
    UNKNOWN = "unknown"
    STALE = "stale"
    FORGED = "forged"
    WRONG_CERT = "wrong_cert"


class Behaviour:
    """The modes now in force; safe for the server's threads.

    What was set in this process goes before what the file says.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._set: dict[str, Mode] = {}
        self._lock = Lock()

    def put(self, mode: Mode, *, service: Service | str = ANY) -> None:
        """Let a service, or all that have no mode of their own, behave so from now on."""
        with self._lock:
            self._set[service] = mode

    def reset(self) -> None:
        """Back to what the file says."""
        with self._lock:
            self._set.clear()

    def of(self, service: Service) -> Mode:
        """The mode of a service for the request at hand."""
        with self._lock:
            chosen = dict(self._set)
        written = read_wishes(self._file) if self._file else {}
        for source in (chosen, written):
            for name in (service, ANY):
                if name in source:
                    return Mode(source[name])
        return Mode.OK


def read_wishes(path: Path) -> dict[str, Any]:
    """How a simulator should behave, as a file of the demo says; empty when there is none.

    Raises ValueError when the file holds no JSON object.
    """
    try:
        wishes = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    if not isinstance(wishes, dict):
        raise ValueError(f"{path.name} holds no object")
    return wishes


def write_wishes(path: Path, wishes: Mapping[str, Any]) -> None:
    """Say how a simulator should behave from now on; whole or not at all."""
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(dict(wishes), ensure_ascii=False, indent=2), encoding="utf-8")
    fresh.replace(path)
