"""The process that parses what strangers hand in: limits itself first, then reads.

Input: per file eight bytes of length (big endian) and the content, until the end.
Output: one line of JSON, either `{"code", "position"}` or `{"content_type", "pages"}`
followed by the clean content.
"""

import contextlib
import json
import resource
import struct
import sys

from domain.uploads import MAX_PAGES, UploadRefused
from integrations.uploads.inspect import sniff

MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS = 20


def main() -> None:
    """Clean what stands on standard input; answer on standard output."""
    limit_resources()
    contents = read_contents()
    header: dict[str, str | int | None]
    try:
        header, content = clean(contents)
    except UploadRefused as refused:
        header, content = {"code": refused.code, "position": refused.position}, b""
    except MemoryError:
        header, content = {"code": "bomb", "position": None}, b""
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + content)


def limit_resources() -> None:
    """Bound memory and processor time, and forbid writing files.

    A system that knows one of the limits under another meaning keeps the others.
    """
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (limit, limit))


def read_contents() -> list[bytes]:
    """The files on standard input."""
    contents = []
    while length := sys.stdin.buffer.read(8):
        contents.append(sys.stdin.buffer.read(struct.unpack(">Q", length)[0]))
    return contents


def clean(contents: list[bytes]) -> tuple[dict[str, str | int | None], bytes]:
    """One clean paper of all files: its description and its bytes."""
    parts: list[bytes] = []
    pages = 0
    for position, content in enumerate(contents):
        try:
            part, part_pages = clean_part(content)
        except UploadRefused as refused:
            raise UploadRefused(refused.code, position) from refused
        parts.append(part)
        pages += part_pages
    if pages > MAX_PAGES:
        raise UploadRefused("too_many_pages")
    if len(parts) > 1:
        from integrations.uploads.pdfs import join

        return {"content_type": "application/pdf", "pages": pages}, join(parts)
    return {"content_type": sniff(parts[0]), "pages": pages}, parts[0]


def clean_part(content: bytes) -> tuple[bytes, int]:
    """One file cleaned (a JPEG or a PDF), and its number of pages."""
    # Each kind loads only its own parser: half of the time a small file takes is loading.
    if sniff(content) == "application/pdf":
        from integrations.uploads.pdfs import clean_pdf

        return clean_pdf(content)
    from integrations.uploads.images import clean_image

    return clean_image(content), 1


if __name__ == "__main__":
    main()
