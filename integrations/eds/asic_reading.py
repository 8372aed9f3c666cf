"""Reading an ASiC-E package that a stranger hands in, without trusting anything it says of itself.

Nothing is unpacked to a disk. Accepted is what asic.py writes, also when another
tool has packed it anew; a package of another shape is refused by its code.
"""

import hashlib
import hmac
import zlib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from io import BytesIO
from itertools import takewhile
from urllib.parse import unquote
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from domain.errors import QyzmetError
from integrations.eds.asic import (
    ASIC,
    BESIDE,
    CONTENT_TYPE,
    META,
    MIMETYPE,
    MOST_SIDES,
    SHA256,
    XMLDSIG,
    File,
    is_data_name,
    is_safe_name,
    of_side,
    same_name,
)
from integrations.safe_xml import MalformedXml, UnsafeXml, parse

MEGABYTE = 1024 * 1024

MAX_BYTES = 5 * MEGABYTE
"""Largest package, packed."""

MAX_UNPACKED = 20 * MEGABYTE
"""Largest sum of its files, unpacked."""

MAX_RATIO = 100
"""Most bytes out of one packed byte; text packs to a tenth or so."""

MAX_FILES = 60

CODES = (
    "too_large",
    "malformed",
    "too_many_files",
    "bomb",
    "file_name",
    "duplicate_name",
    "mimetype",
    "manifest_count",
    "manifest",
    "signature_count",
    "file_missing",
    "file_differs",
    "file_unknown",
)
"""Why a package is refused."""

_SMALL = 4096
"""Bytes below which a ratio says nothing."""

_FLAG_ENCRYPTED = 0x1
_FIRST_NAME = 30
"""Where the name stands in the header of a zip's first entry (APPNOTE 4.3.7)."""

_END, _END_SIZE = b"PK\x05\x06", 22
"""The record with which a zip ends, when neither a comment nor anything else follows (APPNOTE 4.3.16)."""

_OTHER_SIGNATURES = ("*timestamp*.tst", "*evidencerecord*", "*asicarchivemanifest*", "*signatures*.xml")
"""Names in META-INF of signatures that we do not check, so that a package must not have them."""


class PackageRejected(QyzmetError):
    """A package does not stand, as `code` (one of CODES) says.

    `sha256` is what the manifest says of the file that is missing or differs.
    """

    def __init__(self, code: str, *, sha256: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.sha256 = sha256


@dataclass(frozen=True)
class Package:
    """A package whose files are those of its manifest. Its signatures are still to be verified.

    `files` in the manifest's order; `signature` the CMS over the bytes of
    `manifest`; `beside` the CMS over single files, by the file's name, `further`
    those of other sides that signed such a file, too; `others` the rest of
    META-INF, which nobody has signed.
    """

    files: tuple[File, ...]
    manifest: bytes
    signature: bytes
    beside: Mapping[str, bytes]
    others: Mapping[str, bytes]
    further: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)


def read_package(content: bytes) -> Package:
    """Take a package apart and compare its files with its manifest. Raises PackageRejected."""
    entries = _unpack(content)
    meta = {name: body for name, body in entries.items() if name.startswith(META)}
    data = {name: body for name, body in entries.items() if name not in meta and name != MIMETYPE}
    manifest = _only(meta, "*asicmanifest*.xml", "manifest_count")
    signature = _only(meta, "*signature*.p7s", "signature_count")
    if any(_named(name, pattern) for name in meta for pattern in _OTHER_SIGNATURES):
        raise PackageRejected("signature_count")
    signed_by, references = _read_manifest(meta[manifest])
    if signed_by != signature:
        raise PackageRejected("manifest")
    files = tuple(_referenced(reference, data) for reference in references)
    beside, further = _beside(files, data)
    others = {name: body for name, body in meta.items() if name not in (manifest, signature)}
    return Package(files, meta[manifest], meta[signature], beside, others, further)


def _beside(
    files: tuple[File, ...], data: Mapping[str, bytes]
) -> tuple[dict[str, bytes], dict[str, tuple[bytes, ...]]]:
    """The signatures beside files, and those of further sides, which are numbered without a gap. No data
    file is anything else."""
    rest = {name: body for name, body in data.items() if name not in {file.name for file in files}}
    beside = {file.name: rest.pop(file.name + BESIDE) for file in files if file.name + BESIDE in rest}
    further = {}
    for name in beside:
        numbered = (of_side(name, side) + BESIDE for side in range(2, MOST_SIDES + 1))
        found = tuple(rest.pop(one) for one in takewhile(rest.__contains__, numbered))
        if found:
            further[name] = found
    if rest:
        raise PackageRejected("file_unknown")
    return beside, further


def is_package(content: bytes) -> bool:
    """Whether the bytes begin as a zip does."""
    return content.startswith(b"PK\x03\x04")


def _unpack(content: bytes) -> dict[str, bytes]:
    """The entries by name, within the limits."""
    if len(content) > MAX_BYTES:
        raise PackageRejected("too_large")
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_entries(content, entries)
            return {entry.filename: _read(archive, entry) for entry in entries}
    except (BadZipFile, EOFError, NotImplementedError, OverflowError, RuntimeError, ValueError, zlib.error):
        raise PackageRejected("malformed") from None


def _check_entries(content: bytes, entries: list[ZipInfo]) -> None:
    if len(entries) > MAX_FILES:
        raise PackageRejected("too_many_files")
    if not all(is_safe_name(entry.orig_filename) for entry in entries):
        raise PackageRejected("file_name")
    if len({same_name(entry.filename) for entry in entries}) != len(entries):
        raise PackageRejected("duplicate_name")
    if not _begins_with_mimetype(content, entries):
        raise PackageRejected("mimetype")
    if not content[-_END_SIZE:].startswith(_END) or any(
        entry.flag_bits & _FLAG_ENCRYPTED or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED)
        for entry in entries
    ):
        raise PackageRejected("malformed")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED or any(
        entry.file_size > max(entry.compress_size * MAX_RATIO, _SMALL) for entry in entries
    ):
        raise PackageRejected("bomb")


def _begins_with_mimetype(content: bytes, entries: list[ZipInfo]) -> bool:
    """Whether the type of the file stands where a program looks for it that knows no zip ."""
    first = entries[0] if entries else None
    wanted = (MIMETYPE + CONTENT_TYPE).encode()
    return (
        first is not None
        and (first.filename, first.compress_type, first.header_offset) == (MIMETYPE, ZIP_STORED, 0)
        and first.file_size == len(CONTENT_TYPE)
        and content[_FIRST_NAME : _FIRST_NAME + len(wanted)] == wanted
    )


def _read(archive: ZipFile, entry: ZipInfo) -> bytes:
    """The entry's bytes; never more than its header promised, and with the CRC that it promised."""
    with archive.open(entry) as file:
        body = file.read(entry.file_size + 1)
    if len(body) != entry.file_size:
        raise PackageRejected("malformed")
    return body


def _named(name: str, pattern: str) -> bool:
    return fnmatchcase(name.removeprefix(META).casefold(), pattern)


def _only(meta: Mapping[str, bytes], pattern: str, code: str) -> str:
    """The one name in META-INF that has this shape."""
    found = [name for name in meta if _named(name, pattern)]
    if len(found) != 1:
        raise PackageRejected(code)
    return found[0]


@dataclass(frozen=True)
class _Reference:
    name: str
    content_type: str
    sha256: str


def _read_manifest(document: bytes) -> tuple[str, list[_Reference]]:
    """The name of the signature over the manifest, and the files that it covers."""
    try:
        root = parse(document)
    except (UnsafeXml, MalformedXml):
        raise PackageRejected("manifest") from None
    tags = [child.tag for child in root]
    wanted = [f"{{{ASIC}}}SigReference", *[f"{{{ASIC}}}DataObjectReference"] * (len(tags) - 1)]
    if root.tag != f"{{{ASIC}}}ASiCManifest" or len(tags) < 2 or tags != wanted:
        raise PackageRejected("manifest")
    references = [_reference(child) for child in root[1:]]
    if len({same_name(reference.name) for reference in references}) != len(references):
        raise PackageRejected("manifest")
    return _name(root[0]), references


def _reference(element: Element) -> _Reference:
    """One file of the manifest, by its SHA-256."""
    method, value = element.find(f"{{{XMLDSIG}}}DigestMethod"), element.find(f"{{{XMLDSIG}}}DigestValue")
    if len(element) != 2 or method is None or value is None or method.get("Algorithm") != SHA256:
        raise PackageRejected("manifest")
    name = _name(element)
    try:
        digest = b64decode("".join((value.text or "").split()), validate=True)
    except ValueError:
        raise PackageRejected("manifest") from None
    if not is_data_name(name) or len(digest) != hashlib.sha256().digest_size:
        raise PackageRejected("manifest")
    return _Reference(name, element.get("MimeType", ""), digest.hex())


def _name(element: Element) -> str:
    """The entry's name that a URI stands for; another address than a name of the package is refused."""
    try:
        name = unquote(element.get("URI", ""), errors="strict")
    except UnicodeDecodeError:
        raise PackageRejected("manifest") from None
    if not is_safe_name(name):
        raise PackageRejected("manifest")
    return name


def _referenced(reference: _Reference, data: Mapping[str, bytes]) -> File:
    """The file that a reference names, when it is there unchanged."""
    if reference.name not in data:
        raise PackageRejected("file_missing", sha256=reference.sha256)
    file = File(reference.name, reference.content_type, data[reference.name])
    if not hmac.compare_digest(file.sha256, reference.sha256):
        raise PackageRejected("file_differs", sha256=reference.sha256)
    return file
