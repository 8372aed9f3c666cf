"""Takes in what a person handed over as one paper, and gives back a clean file.

The files are parsed in a child process of limited memory and time (`child.py`), so
that a hostile or broken file can neither exhaust nor take over the web server.
"""

import json
import logging
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from domain.uploads import MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES, UploadRefused

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]

SECONDS = 40
"""How long one paper may take; a phone's photograph takes under half a second."""

AT_ONCE = 3
"""Papers that one server process parses at the same time; the others wait."""

_slots = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class CleanPaper:
    """One paper, free of metadata and active content.

    One photograph stays a JPEG; a PDF, or several files together, is a PDF.
    """

    content: bytes
    content_type: str
    pages: int


def inspect(files: Sequence[BinaryIO | bytes]) -> CleanPaper:
    """Make one clean paper of the files, pages in the order of the files.

    Raises UploadRefused with a stable code, and the position of the file at fault.
    """
    if not files:
        raise UploadRefused("empty")
    if len(files) > MAX_FILES:
        raise UploadRefused("too_many_files")
    contents, total = [], 0
    for position, file in enumerate(files):
        content = _read(file, position)
        total += len(content)
        if total > MAX_TOTAL_BYTES:
            raise UploadRefused("too_large_together")
        if sniff(content) is None:
            raise UploadRefused("wrong_type", position)
        contents.append(content)
    with _slots:
        return _parse(contents)


def sniff(content: bytes) -> str | None:
    """The content type by the first bytes, never by the name; None if not accepted."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ").startswith(b"%PDF-"):
        return "application/pdf"
    return None


def _read(file: BinaryIO | bytes, position: int) -> bytes:
    content = file if isinstance(file, bytes) else file.read(MAX_FILE_BYTES + 1)
    if not content:
        raise UploadRefused("empty", position)
    if len(content) > MAX_FILE_BYTES:
        raise UploadRefused("too_large", position)
    return content


def _parse(contents: list[bytes]) -> CleanPaper:
    """Have the child clean the files; whatever ends it early is a refusal too."""
    request = b"".join(struct.pack(">Q", len(content)) + content for content in contents)
    try:
        child = subprocess.run(
            # -s -B: nothing from the user's home, nothing written; no secrets in its environment.
            [sys.executable, "-s", "-B", "-m", "integrations.uploads.child"],
            input=request,
            capture_output=True,
            cwd=ROOT,
            env={"LC_ALL": "C.UTF-8", "PATH": ""},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as expired:
        raise UploadRefused("bomb") from expired
    header, _, content = child.stdout.partition(b"\n")
    try:
        answer = json.loads(header)
    except ValueError as broken:
        # Killed by its own limits (a signal), or out of memory inside a C library.
        last_line = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        log.warning("parsing ended early", extra={"returncode": child.returncode, "error": last_line})
        raise UploadRefused("bomb" if child.returncode < 0 else "damaged") from broken
    if "code" in answer:
        raise UploadRefused(answer["code"], answer["position"])
    return CleanPaper(content, answer["content_type"], answer["pages"])
