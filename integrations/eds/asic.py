"""ASiC-E packages: files, a manifest that names them by hash, signatures, and what proves them later.

ETSI EN 319 162-1 V1.1.1, ASiC-E with CAdES: a zip with `mimetype` first, data
files beside `META-INF/`, and in it one `*ASiCManifest*.xml` with the
`*signature*.p7s` over it. Further files may stand in `META-INF/` as long as their
names are none of those that the standard gives a meaning (also `*timestamp*.tst`,
`*evidencerecord*`): ours are a README and `evidence/`. A package has no data file
that its manifest does not name, save the signatures beside a file: one made at the
same moment as the one over the manifest, and numbered ones of other sides that
signed the file on their own. Reading: asic_reading.py.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from unicodedata import normalize
from urllib.parse import quote
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_STORED, ZipFile, ZipInfo

MIMETYPE = "mimetype"
CONTENT_TYPE = "application/vnd.etsi.asic-e+zip"
META = "META-INF/"
MANIFEST = "META-INF/ASiCManifest001.xml"
SIGNATURE = "META-INF/signature001.p7s"
README = "META-INF/README.txt"
EVIDENCE = "META-INF/evidence/"
BESIDE = ".p7s"
"""What the name of a signature beside a file adds to the file's."""

ASIC = "http://uri.etsi.org/02918/v1.2.1#"
XMLDSIG = "http://www.w3.org/2000/09/xmldsig#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"

MOST_SIDES = 9
"""How many may have signed one file: the number of a further signature is one digit."""

LISTS_ALONG = 1024 * 1024
"""Bytes of revocation lists that go along with one signature; of a list beyond that only the SHA-256 does.

The NCA's has 20 MB."""

_MADE = (1980, 1, 1, 0, 0, 0)
"""The date of every entry, the earliest that a zip knows: the same content gives the same bytes."""

_README_TEXT = Path(__file__).with_name("package_readme.txt")


@dataclass(frozen=True)
class File:
    """A data file of a package: its name there, its media type, its bytes."""

    name: str
    content_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Signed:
    """A detached signature with the evidence of its moment.

    `cms` is DER; `chain` the certificates (PEM), the signer's first; `ocsp` the
    OCSP response, `lists` the revocation lists that it or the site's own check
    rests on, the deciding one first; `time_stamp` the token (RFC 3161). All
    these are DER, and None or empty where there are none.
    """

    cms: bytes
    chain: bytes
    ocsp: bytes | None = None
    lists: tuple[bytes, ...] = ()
    time_stamp: bytes | None = None


def manifest(files: Sequence[File]) -> bytes:
    """The ASiCManifest of these files, to be signed: SHA-256 of each; the same files give the same bytes.

    The first file is the one to open first. Raises ValueError for names that a
    package may not have or has twice, and for no files at all.
    """
    names = [file.name for file in files]
    wrong = [name for name in names if not is_data_name(name)]
    if wrong or not files or len({same_name(name) for name in names}) != len(names):
        raise ValueError(f"no package can have these files: {names}")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<asic:ASiCManifest xmlns:asic="{ASIC}" xmlns:ds="{XMLDSIG}">',
        f'<asic:SigReference URI={_uri(SIGNATURE)} MimeType="application/pkcs7-signature"/>',
    ]
    for file in files:
        root = ' Rootfile="true"' if file is files[0] else ""
        lines += [
            f"<asic:DataObjectReference URI={_uri(file.name)} MimeType={quoteattr(file.content_type)}{root}>",
            f'<ds:DigestMethod Algorithm="{SHA256}"/>',
            f"<ds:DigestValue>{_digest(file)}</ds:DigestValue>",
            "</asic:DataObjectReference>",
        ]
    return "\n".join([*lines, "</asic:ASiCManifest>", ""]).encode()


def package(
    files: Sequence[File],
    *,
    signed_manifest: bytes,
    signature: Signed,
    beside: Mapping[str, Signed],
    further: Mapping[str, Sequence[Signed]] = MappingProxyType({}),
) -> bytes:
    """The package of these files, unchanged; the same arguments give the same bytes.

    `signed_manifest` is what `manifest(files)` gave when it was signed with
    `signature`; `beside` has the signatures over single files by their names,
    `further` those of other sides that signed such a file, too.
    Raises ValueError when the manifest that was signed is not of these files.
    """
    if not all(_digest(file).encode() in signed_manifest for file in files):
        raise ValueError("the manifest that was signed is of other files")
    numbered = {
        of_side(name, side): signed for name, sides in further.items() for side, signed in enumerate(sides, 2)
    }
    unknown = (beside.keys() - {file.name for file in files}) | (further.keys() - beside.keys())
    if unknown:
        raise ValueError(f"signatures beside files that are not there: {sorted(unknown)}")
    entries = [
        (MIMETYPE, CONTENT_TYPE.encode()),
        *((file.name, file.content) for file in files),
        *((name + BESIDE, signed.cms) for name, signed in [*beside.items(), *numbered.items()]),
        (MANIFEST, signed_manifest),
        (SIGNATURE, signature.cms),
        *_evidence("manifest", signature),
        *(
            entry
            for name, signed in [*beside.items(), *numbered.items()]
            for entry in _evidence(name, signed)
        ),
        (README, _README_TEXT.read_bytes()),
    ]
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in entries:
            archive.writestr(_entry(name), content)
    return out.getvalue()


def of_side(name: str, side: int) -> str:
    """What stands for a file in the names of the signature and the evidence of its second side, third, …"""
    return f"{name}.{side}"


def is_safe_name(name: str) -> bool:
    """Whether an entry may be called so: a relative path that means the same on every system."""
    parts = name.split("/")
    return (
        0 < len(name) <= 200
        and not any(part in ("", ".", "..") or part != part.strip(" .") for part in parts)
        and not any(character in '\\:*?"<>|' or not character.isprintable() for character in name)
    )


def is_data_name(name: str) -> bool:
    """Whether a data file may be called so: safe, not in META-INF, neither `mimetype` nor a signature."""
    folded = same_name(name)
    return (
        is_safe_name(name)
        and folded != MIMETYPE
        and not folded.startswith("meta-inf/")
        and not folded.endswith(BESIDE)
    )


def same_name(name: str) -> str:
    """What a file system takes the name for that ignores case and how letters are composed."""
    return normalize("NFC", name).casefold()


def _uri(name: str) -> str:
    return quoteattr(quote(name))


def _digest(file: File) -> str:
    return b64encode(bytes.fromhex(file.sha256)).decode()


def _evidence(owner: str, signed: Signed) -> Iterator[tuple[str, bytes]]:
    """The files that prove one signature, in a folder called after what was signed."""
    folder = f"{EVIDENCE}{owner}/"
    yield f"{folder}chain.pem", signed.chain
    if signed.ocsp is not None:
        yield f"{folder}ocsp.der", signed.ocsp
    room = LISTS_ALONG
    for place, body in enumerate(signed.lists, 1):
        name = f"crl-{place}.der"
        if len(body) > room:
            yield f"{folder}{name}.sha256", f"{hashlib.sha256(body).hexdigest()}  {name}\n".encode()
        else:
            room -= len(body)
            yield folder + name, body
    if signed.time_stamp is not None:
        yield f"{folder}time-stamp.tst", signed.time_stamp


def _entry(name: str) -> ZipInfo:
    """Stored as it is: papers are compressed already, and no two packers compress alike."""
    entry = ZipInfo(name, _MADE)
    entry.compress_type = ZIP_STORED
    entry.create_system = 3  # Unix, wherever this runs
    entry.external_attr = 0o644 << 16
    return entry
