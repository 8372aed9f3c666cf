"""The folder of a back-up: what lies where, and a manifest that says what has to be there.

`sha256.txt` is in the form of `sha256sum`, so that `sha256sum --check sha256.txt` checks it without us;
`manifest.json` has its own SHA-256 of that file, and is written last: without it the folder is no back-up.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from integrations.storage.protocol import KEY

FORM = 1
MANIFEST, SUMS, PAPERS, NOTE = "manifest.json", "sha256.txt", "documents", "README.txt"


class NotWhole(RuntimeError):
    """The folder is not the back-up that was made, or does not fit here."""


class BackupFolder:
    """One back-up in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep_paper(self, key: str, content: BinaryIO) -> None:
        """Write one paper's bytes under its key."""
        path = self._folder / PAPERS / key
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("xb") as file:
            shutil.copyfileobj(content, file, 1024 * 1024)

    def close(self, *, made_at: datetime, note: str, **facts: str | int) -> None:
        """Write the manifest over all that is there."""
        (self._folder / NOTE).write_text(note + "\n", encoding="utf-8")
        lines = [f"{_sha256(self._folder / name)}  {name}\n" for name in self._files()]
        sums = "".join(lines)
        (self._folder / SUMS).write_text(sums, encoding="utf-8")
        manifest = {
            "form": FORM,
            "made_at": made_at.isoformat(timespec="seconds"),
            "files": len(lines),
            "sha256_txt": hashlib.sha256(sums.encode()).hexdigest(),
            **facts,
        }
        (self._folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")

    def verified(self) -> dict[str, Any]:
        """The manifest, after every file was read and compared. Raises NotWhole with the first fault."""
        manifest = self._manifest()
        try:
            sums = (self._folder / SUMS).read_text(encoding="utf-8")
        except FileNotFoundError as missing:
            raise NotWhole(f"{SUMS} is missing") from missing
        if hashlib.sha256(sums.encode()).hexdigest() != manifest["sha256_txt"]:
            raise NotWhole(f"{SUMS} is not the one that {MANIFEST} names")
        wanted = {name: digest for digest, _, name in (line.partition("  ") for line in sums.splitlines())}
        there = set(self._files())
        if missing_files := sorted(wanted.keys() - there):
            raise NotWhole(f"{len(missing_files)} file(s) are missing, {missing_files[0]} is one")
        if added := sorted(there - wanted.keys()):
            raise NotWhole(f"{len(added)} file(s) are not in {SUMS}, {added[0]} is one")
        for name, digest in wanted.items():
            if _sha256(self._folder / name) != digest:
                raise NotWhole(f"{name} is not what was backed up")
        return manifest

    def papers(self) -> Iterator[tuple[str, Path]]:
        """Each paper's key and its file."""
        root = self._folder / PAPERS
        for path in sorted(root.glob("??/*")):
            key = path.relative_to(root).as_posix()
            if not KEY.fullmatch(key):
                raise NotWhole(f"{PAPERS}/{key} is no paper's name")
            yield key, path

    def _manifest(self) -> dict[str, Any]:
        try:
            manifest: dict[str, Any] = json.loads((self._folder / MANIFEST).read_text(encoding="utf-8"))
        except FileNotFoundError as missing:
            raise NotWhole(
                f"there is no {MANIFEST}: the back-up was not finished, or this is none"
            ) from missing
        except ValueError as broken:
            raise NotWhole(f"{MANIFEST} cannot be read") from broken
        if manifest.get("form") != FORM:
            raise NotWhole(f"{MANIFEST} is of a form that this program does not know")
        return manifest

    def _files(self) -> list[str]:
        found = (path for path in self._folder.rglob("*") if path.is_file())
        names = sorted(path.relative_to(self._folder).as_posix() for path in found)
        return [name for name in names if name not in (MANIFEST, SUMS)]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
