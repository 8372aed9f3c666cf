"""The file of anchors: one line a day, outside of the database, only ever added to."""

import os
from pathlib import Path

NAME = "audit-anchors.jsonl"
"""In the data folder."""


def append(path: Path, line: str) -> None:
    """Add a line and have it on the disk; a line that is the last one already is not added again.

    A line that was left unfinished by a crash is ended first. Raises OSError.
    """
    known = path.read_bytes() if path.exists() else b""
    if known.endswith(f"{line}\n".encode()):
        return
    broken = b"\n" if known and not known.endswith(b"\n") else b""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, broken + f"{line}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(path: Path) -> list[str]:
    """The lines, none where there is no file. Raises OSError where it cannot be read."""
    try:
        return [line for line in path.read_text(encoding="utf-8", errors="replace").split("\n") if line]
    except FileNotFoundError:
        return []
