"""ASiC-E packages as we write them (EN 319 162-1)."""

import hashlib
from base64 import b64decode
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest

from integrations.eds import asic
from integrations.eds.asic_reading import PackageRejected, read_package
from integrations.eds.evidence import signatures_of
from integrations.safe_xml import parse
from tests.support.packages import (
    FACTS,
    FILES,
    OVER_MANIFEST,
    OVER_PDF,
    PDF,
    entries_of,
    make_package,
    with_entries,
)

NAMESPACES = {"asic": asic.ASIC, "ds": asic.XMLDSIG}


def test_the_manifest_names_the_signature_and_each_file_by_its_sha256() -> None:
    root = parse(asic.manifest(FILES))
    assert root.tag == "{http://uri.etsi.org/02918/v1.2.1#}ASiCManifest"
    assert root.find("asic:SigReference", NAMESPACES).get("URI") == "META-INF/signature001.p7s"
    references = root.findall("asic:DataObjectReference", NAMESPACES)
    assert [(one.get("URI"), one.get("MimeType"), one.get("Rootfile")) for one in references] == [
        (PDF.name, "application/pdf", "true"),
        ("facts.json", "application/json", None),
    ]
    for reference, file in zip(references, FILES, strict=True):
        method = reference.find("ds:DigestMethod", NAMESPACES).get("Algorithm")
        assert method == "http://www.w3.org/2001/04/xmlenc#sha256"
        digest = b64decode(reference.find("ds:DigestValue", NAMESPACES).text)
        assert digest == hashlib.sha256(file.content).digest()


def test_a_name_with_letters_of_its_own_is_written_as_an_address() -> None:
    text = asic.manifest([asic.File("Қорытынды & '1'.pdf", "application/pdf", b"")]).decode()
    assert 'URI="%D2%9A%D0%BE%D1%80%D1%8B%D1%82%D1%8B%D0%BD%D0%B4%D1%8B%20%26%20%271%27.pdf"' in text


@pytest.mark.parametrize(
    "name",
    [
        "", "/etc/passwd", "../up.pdf", "a/../b.pdf", "a//b", "a\\b.pdf", "C:x.pdf", "a\nb", "a\u202egpj.exe",
        "dot.", " space", "mimetype", "MimeType", "META-INF/x.pdf", "meta-inf/x.pdf",
        "x.pdf.p7s", "x.PDF.P7S", "n" * 201,
    ],
)  # fmt: skip
def test_no_manifest_is_made_of_a_name_that_a_package_cannot_have(name: str) -> None:
    with pytest.raises(ValueError, match="no package"):
        asic.manifest([asic.File(name, "application/pdf", b"")])


@pytest.mark.parametrize("names", [(), ("a.pdf", "a.pdf"), ("a.pdf", "A.PDF"), ("й.pdf", "и\u0306.pdf")])
def test_no_manifest_is_made_of_nothing_or_of_a_name_twice(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="no package"):
        asic.manifest([asic.File(name, "application/pdf", b"") for name in names])


def test_a_package_begins_with_its_type_stored_where_no_zip_is_needed_to_read_it() -> None:
    package = make_package()
    assert package[:4] == b"PK\x03\x04"
    assert package[28:30] == b"\0\0", "the header of mimetype has an extra field"
    assert package[30:69] == b"mimetypeapplication/vnd.etsi.asic-e+zip"
    with ZipFile(BytesIO(package)) as archive:
        assert archive.testzip() is None
        assert all(
            entry.compress_type == ZIP_STORED and not entry.flag_bits & 0x8 for entry in archive.infolist()
        )


def test_a_package_has_the_files_unchanged_their_signatures_and_the_evidence() -> None:
    entries = entries_of(make_package())
    readme = entries.pop("META-INF/README.txt").decode()
    assert all(word in readme for word in ("ҚАЗАҚША", "РУССКИЙ", "ENGLISH"))
    assert list(entries.items()) == [
        ("mimetype", b"application/vnd.etsi.asic-e+zip"),
        (PDF.name, PDF.content),
        ("facts.json", FACTS.content),
        (f"{PDF.name}.p7s", OVER_PDF.cms),
        ("META-INF/ASiCManifest001.xml", asic.manifest(FILES)),
        ("META-INF/signature001.p7s", OVER_MANIFEST.cms),
        ("META-INF/evidence/manifest/chain.pem", b"chain"),
        ("META-INF/evidence/manifest/ocsp.der", b"ocsp answer"),
        ("META-INF/evidence/manifest/crl-1.der", b"list of the root"),
        ("META-INF/evidence/manifest/time-stamp.tst", b"token"),
        (f"META-INF/evidence/{PDF.name}/chain.pem", b"chain"),
        (f"META-INF/evidence/{PDF.name}/crl-1.der", b"deciding list"),
        (f"META-INF/evidence/{PDF.name}/crl-2.der", b"list of the root"),
    ]


def test_the_same_content_gives_the_same_bytes() -> None:
    assert make_package() == make_package()


def test_revocation_lists_go_along_while_there_is_room_and_of_the_others_their_hashes() -> None:
    def evidence(*lists: bytes) -> dict[str, bytes]:
        signed = asic.Signed(b"cms", b"chain", lists=lists)
        package = asic.package(FILES, signed_manifest=asic.manifest(FILES), signature=signed, beside={})
        folder = "META-INF/evidence/manifest/"
        entries = entries_of(package).items()
        return {name.removeprefix(folder): body for name, body in entries if "crl" in name}

    def hash_of(body: bytes, name: str) -> bytes:
        return f"{hashlib.sha256(body).hexdigest()}  {name}\n".encode()

    assert evidence(b"list", b"root's") == {"crl-1.der": b"list", "crl-2.der": b"root's"}
    most, huge = bytes(asic.LISTS_ALONG), bytes(asic.LISTS_ALONG + 1)
    assert evidence(most) == {"crl-1.der": most}
    assert evidence(huge, b"2") == {"crl-1.der.sha256": hash_of(huge, "crl-1.der"), "crl-2.der": b"2"}
    assert evidence(b"1", most, b"3") == {
        "crl-1.der": b"1",
        "crl-2.der.sha256": hash_of(most, "crl-2.der"),
        "crl-3.der": b"3",
    }


def test_a_manifest_of_other_files_is_not_packed() -> None:
    other = asic.File(PDF.name, PDF.content_type, PDF.content + b"\n")
    with pytest.raises(ValueError, match="other files"):
        asic.package((other, FACTS), signed_manifest=asic.manifest(FILES), signature=OVER_MANIFEST, beside={})


def test_a_signature_stands_only_beside_a_file_of_the_package() -> None:
    with pytest.raises(ValueError, match=r"elsewhere\.pdf"):
        asic.package(
            FILES,
            signed_manifest=asic.manifest(FILES),
            signature=OVER_MANIFEST,
            beside={"elsewhere.pdf": OVER_PDF},
        )


def test_a_file_that_two_sides_signed_has_both_signatures_beside_it() -> None:
    other = asic.Signed(
        b"cms of the other side", b"chain of the other side", ocsp=b"answer of the other side"
    )
    made = asic.package(
        FILES,
        signed_manifest=asic.manifest(FILES),
        signature=OVER_MANIFEST,
        beside={PDF.name: OVER_PDF},
        further={PDF.name: (other,)},
    )
    entries = entries_of(made)
    assert entries[f"{PDF.name}.p7s"] == OVER_PDF.cms
    assert entries[f"{PDF.name}.2.p7s"] == b"cms of the other side"
    assert entries[f"{asic.EVIDENCE}{PDF.name}.2/ocsp.der"] == b"answer of the other side"
    found = read_package(made)
    assert found.further == {PDF.name: (b"cms of the other side",)}
    kept = list(signatures_of(found))
    assert [(one.over, one.cms, one.ocsp) for one in kept[1:]] == [
        (PDF.name, OVER_PDF.cms, None),
        (f"{PDF.name}.2", b"cms of the other side", b"answer of the other side"),
    ]
    assert kept[2].content == PDF.content


def test_another_sides_signature_needs_one_beside_the_file() -> None:
    with pytest.raises(ValueError, match=r"facts\.json"):
        asic.package(
            FILES,
            signed_manifest=asic.manifest(FILES),
            signature=OVER_MANIFEST,
            beside={PDF.name: OVER_PDF},
            further={FACTS.name: (OVER_PDF,)},
        )


@pytest.mark.parametrize("number", ["3", "02", "1", "10", "x"])
def test_signatures_of_further_sides_are_numbered_without_a_gap(number: str) -> None:
    with pytest.raises(PackageRejected) as rejected:
        read_package(with_entries(make_package(), {f"{PDF.name}.{number}.p7s": b"cms"}))
    assert rejected.value.code == "file_unknown"
