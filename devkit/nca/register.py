"""Which certificates the development CA has issued: a file that its processes share, one line each."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

from devkit.nca.pairs import Kind


@dataclass(frozen=True)
class Entry:
    """An issued certificate; `revoked_at` is empty while it is good."""

    kind: Kind
    serial: int
    revoked_at: datetime | None


class Register:
    """The lines of the file; what another process has added is seen at the next look."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._own: set[tuple[Kind, int]] = set()

    def add(self, entry: Entry) -> None:
        """Note a certificate. A line that stands twice means the same as once."""
        key = (entry.kind, entry.serial)
        with self._lock:
            if key in self._own:
                return
            self._own.add(key)
        revoked_at = entry.revoked_at.isoformat() if entry.revoked_at else None
        line = (
            json.dumps({"kind": entry.kind, "serial": f"{entry.serial:x}", "revoked_at": revoked_at}) + "\n"
        )
        # One write of a short line to a file opened for appending is whole, whoever else writes.
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, line.encode())
        finally:
            os.close(file)

    def find(self, kind: Kind, serial: int) -> Entry | None:
        """The certificate of this chain with this serial number."""
        return next((entry for entry in self.all(kind) if entry.serial == serial), None)

    def all(self, kind: Kind) -> list[Entry]:
        """All certificates of a chain, once each, in the order in which they were issued."""
        lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
        found = dict.fromkeys(_entry(line) for line in lines)
        return [entry for entry in found if entry.kind is kind]


def _entry(line: str) -> Entry:
    values = json.loads(line)
    revoked_at = values["revoked_at"]
    return Entry(
        Kind(values["kind"]),
        int(values["serial"], 16),
        datetime.fromisoformat(revoked_at) if revoked_at else None,
    )
