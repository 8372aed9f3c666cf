"""ASiC-E packages for tests: one that is right, and zips put together by hand."""

import warnings
from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from integrations.eds import asic

PDF = asic.File("26-004821-7-conclusion.pdf", "application/pdf", b"%PDF-2.0 the paper\n%%EOF\n")
FACTS = asic.File("facts.json", "application/json", b'{"case":"26-004821-7"}')
FILES = (PDF, FACTS)

OVER_MANIFEST = asic.Signed(
    b"cms over the manifest", b"chain", b"ocsp answer", (b"list of the root",), b"token"
)
OVER_PDF = asic.Signed(b"cms over the PDF", b"chain", lists=(b"deciding list", b"list of the root"))


def make_package() -> bytes:
    """A package whose files fit; its signatures are mere bytes."""
    return asic.package(
        FILES,
        signed_manifest=asic.manifest(FILES),
        signature=OVER_MANIFEST,
        beside={PDF.name: OVER_PDF},
    )


def entries_of(package: bytes) -> dict[str, bytes]:
    """The entries of a zip in their order."""
    with ZipFile(BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(entries: Iterable[tuple[str, bytes]], *, method: int = ZIP_STORED) -> bytes:
    """A zip of these entries, whatever they are called and however often; `mimetype` is stored."""
    out = BytesIO()
    with warnings.catch_warnings(), ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore", UserWarning)  # of a name that comes twice
        for name, content in entries:
            entry = ZipInfo(name)
            entry.compress_type = ZIP_STORED if name == asic.MIMETYPE else method
            archive.writestr(entry, content)
    return out.getvalue()


def with_entries(package: bytes, contents: dict[str, bytes | None], *, method: int = ZIP_STORED) -> bytes:
    """The package packed anew, with these entries in place of its own or added; None leaves one out."""
    entries = {**entries_of(package), **contents}
    return zipped(((name, body) for name, body in entries.items() if body is not None), method=method)
