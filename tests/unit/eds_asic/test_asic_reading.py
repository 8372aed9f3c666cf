"""Packages that strangers hand in."""

import struct
from collections.abc import Callable
from zipfile import ZIP_BZIP2, ZIP_DEFLATED

import pytest

from integrations.eds import asic, asic_reading
from integrations.eds.asic_reading import PackageRejected, is_package, read_package
from tests.support.packages import (
    FILES,
    OVER_MANIFEST,
    OVER_PDF,
    PDF,
    entries_of,
    make_package,
    with_entries,
    zipped,
)

TYPE = (asic.MIMETYPE, asic.CONTENT_TYPE.encode())


def code_of(package: bytes) -> str:
    """Why the package is refused."""
    with pytest.raises(PackageRejected) as refused:
        read_package(package)
    assert refused.value.code in asic_reading.CODES
    return refused.value.code


def edited(change: Callable[[str], str]) -> bytes:
    """A package with another manifest."""
    manifest = change(asic.manifest(FILES).decode())
    assert manifest != asic.manifest(FILES).decode()
    return with_entries(make_package(), {asic.MANIFEST: manifest.encode()})


@pytest.mark.parametrize("content", [make_package(), with_entries(make_package(), {}, method=ZIP_DEFLATED)])
def test_what_we_write_is_read_also_when_it_was_packed_anew(content: bytes) -> None:
    package = read_package(content)
    assert package.files == FILES
    assert (package.manifest, package.signature) == (asic.manifest(FILES), OVER_MANIFEST.cms)
    assert package.beside == {PDF.name: OVER_PDF.cms}
    assert asic.README in package.others and asic.SIGNATURE not in package.others


def test_names_with_letters_of_their_own_come_back() -> None:
    files = [asic.File("Қорытынды 1 & 100%.pdf", "application/pdf", b"%PDF-")]
    package = asic.package(files, signed_manifest=asic.manifest(files), signature=OVER_MANIFEST, beside={})
    assert read_package(package).files == tuple(files)


def test_a_file_that_was_changed_is_found_and_its_own_hash_told() -> None:
    with pytest.raises(PackageRejected) as refused:
        read_package(with_entries(make_package(), {PDF.name: PDF.content + b" "}))
    assert (refused.value.code, refused.value.sha256) == ("file_differs", PDF.sha256)


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({PDF.name: None, PDF.name + ".p7s": None}, "file_missing"),
        ({"more.txt": b"more"}, "file_unknown"),
        ({"facts.json.p7s.p7s": b"cms"}, "file_unknown"),
        ({"other.pdf.p7s": b"cms"}, "file_unknown"),
        ({PDF.name + ".P7S": b"cms", PDF.name + ".p7s": None}, "file_unknown"),
        ({asic.MANIFEST: None}, "manifest_count"),
        ({"META-INF/ASiCManifest.xml": b"<a/>"}, "manifest_count"),
        ({"META-INF/asicmanifest2.XML": b"<a/>"}, "manifest_count"),
        ({asic.SIGNATURE: None}, "signature_count"),
        ({"META-INF/signature002.p7s": b"cms"}, "signature_count"),
        ({"META-INF/signatures.xml": b"<a/>"}, "signature_count"),
        ({"META-INF/timestamp.tst": b"token"}, "signature_count"),
        ({"META-INF/ASiCArchiveManifest.xml": b"<a/>"}, "signature_count"),
        ({"META-INF/evidencerecord.ers": b"record"}, "signature_count"),
        ({asic.SIGNATURE: None, "META-INF/other-signature.p7s": b"cms"}, "manifest"),
    ],
)
def test_a_package_has_what_its_manifest_names_and_one_signature(
    entries: dict[str, bytes | None], code: str
) -> None:
    assert code_of(with_entries(make_package(), entries)) == code


@pytest.mark.parametrize(
    "name",
    [
        "../facts.json", "a/../../facts.json", "/etc/passwd", "C:/facts.json", "a\\b.json",
        "META-INF/../x", "./x", "a//b", "META-INF/", "x\u202efdp.exe", "a:stream", "a\nb",
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    assert code_of(with_entries(make_package(), {name: b""})) == "file_name"


def test_a_name_with_an_end_inside_is_refused() -> None:
    package = with_entries(make_package(), {"META-INF/evidence/zero-x": b""})
    assert code_of(package.replace(b"zero-x", b"zero\0x")) == "file_name"


@pytest.mark.parametrize("name", [PDF.name, PDF.name.upper(), "META-INF/readme.TXT"])
def test_a_name_that_comes_twice_is_refused(name: str) -> None:
    assert code_of(zipped([*entries_of(make_package()).items(), (name, b"other")])) == "duplicate_name"


def test_the_type_comes_first_is_the_right_one_and_is_not_compressed() -> None:
    entries = list(entries_of(make_package()).items())
    assert code_of(zipped([*entries[1:], entries[0]])) == "mimetype"
    assert code_of(zipped(entries[1:])) == "mimetype"
    assert code_of(zipped([])) == "mimetype"
    assert code_of(zipped([("mimetype", b"application/vnd.etsi.asic-s+zip"), *entries[1:]])) == "mimetype"
    assert code_of(b"#!/bin/sh\n" + make_package()) == "mimetype"
    packed = zipped([("mimetype", b""), *entries[1:]]).replace(b"mimetype", b"other.ty")
    assert code_of(packed) == "mimetype"


def test_a_bomb_is_not_unpacked() -> None:
    """Ten kilobytes that would be ten megabytes."""
    bomb = zipped(
        [TYPE, *((f"META-INF/{number}", bytes(9_000_000)) for number in range(1))], method=ZIP_DEFLATED
    )
    assert len(bomb) < 20_000 and code_of(bomb) == "bomb"


def test_many_files_that_are_large_together_are_not_unpacked() -> None:
    page = bytes(range(256)) * 16
    many = zipped([TYPE, *((f"META-INF/{number}", page * 120) for number in range(45))], method=ZIP_DEFLATED)
    assert len(many) < asic_reading.MAX_BYTES and code_of(many) == "bomb"


def test_a_package_that_lies_about_the_size_of_a_file_is_refused() -> None:
    body = bytes(100_000)
    package = zipped([TYPE, ("META-INF/large", body)], method=ZIP_DEFLATED)
    assert code_of(package.replace(struct.pack("<I", 100_000), struct.pack("<I", 1_000))) == "malformed"


def test_too_many_files_and_too_large_a_package_are_refused() -> None:
    many = [(f"META-INF/{number}", b"") for number in range(asic_reading.MAX_FILES)]
    assert code_of(zipped([TYPE, *many])) == "too_many_files"
    assert code_of(make_package() + bytes(asic_reading.MAX_BYTES)) == "too_large"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"PK\x03\x04 and then nothing",
        make_package()[:-10],
        make_package() + b"after the end",
        make_package()[:-2] + b"\x04\0word",
        with_entries(make_package(), {}, method=ZIP_BZIP2),
        make_package().replace(b"the paper", b"the PAPER"),
    ],
    ids=["nothing", "pdf", "header", "cut", "appended", "comment", "bzip2", "crc"],
)
def test_what_is_no_whole_zip_of_ours_is_malformed(content: bytes) -> None:
    assert code_of(content) == "malformed"


def test_an_encrypted_file_is_refused() -> None:
    package = bytearray(make_package())
    place = package.rindex(
        b"PK\x01\x02", 0, package.index(asic.README.encode(), package.index(b"PK\x01\x02"))
    )
    package[place + 8] |= 1
    assert code_of(bytes(package)) == "malformed"


def test_every_cut_and_many_flips_are_refused_or_read_as_they_were() -> None:
    """No damage ends in anything but a refusal, or in the very same files."""
    package = make_package()
    whole = read_package(package)
    for place in range(0, len(package), 7):
        for damaged in (
            package[:place],
            package[:place] + bytes([package[place] ^ 0x41]) + package[place + 1 :],
        ):
            try:
                found = read_package(damaged)
            except PackageRejected:
                continue
            assert (found.files, found.manifest) == (whole.files, whole.manifest)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("?>", '?><!DOCTYPE a [<!ENTITY b "c">]>'),
        lambda text: text[:-20],
        lambda text: text.replace("02918/v1.2.1#", "02918/v1.1.1#"),
        lambda text: text.replace("xmlenc#sha256", "xmlenc#sha1"),
        lambda text: text.replace("facts.json", "..%2Ffacts.json"),
        lambda text: text.replace("facts.json", "file:///facts.json"),
        lambda text: text.replace("facts.json", "%FF"),
        lambda text: text.replace("facts.json", "META-INF/README.txt"),
        lambda text: text.replace("facts.json", "mimetype"),
        lambda text: text.replace("facts.json", PDF.name),
        lambda text: text.replace('URI="facts.json"', ""),
        lambda text: text.replace("<ds:DigestValue>", "<ds:DigestValue>!"),
        lambda text: text.replace("<ds:DigestValue>", "<ds:DigestValue>AAAA"),
        lambda text: text.replace("</asic:DataObjectReference>", "<a/></asic:DataObjectReference>"),
        lambda text: text.replace("</asic:ASiCM", "<asic:ASiCManifestExtensions/></asic:ASiCM"),
        lambda text: text[: text.index("<asic:DataObject")] + "</asic:ASiCManifest>",
        lambda text: text.replace(asic.SIGNATURE, "META-INF/README.txt"),
    ],
)  # fmt: skip
def test_a_manifest_of_another_shape_is_refused(change: Callable[[str], str]) -> None:
    assert code_of(edited(change)) == "manifest"


def test_spaces_in_a_digest_are_no_change() -> None:
    package = edited(lambda text: text.replace("<ds:DigestValue>", "<ds:DigestValue>\n  "))
    assert read_package(package).files == FILES


def test_a_package_is_told_by_its_first_bytes() -> None:
    assert is_package(make_package()) and not is_package(PDF.content)
