"""The folder of pinned certificates."""

import base64
from pathlib import Path

import pytest
from asn1crypto import x509

from devkit.nca.pairs import Kind
from integrations.eds import is_development, read_trust
from tests.unit.eds.support import (
    NCA,
    authority_extensions,
    certify,
    chain,
    needs_fixtures,
    pair,
    person_name,
)

GOST, RSA = chain(Kind.GOST), chain(Kind.RSA)


def pem(certificate: bytes) -> bytes:
    return b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(certificate) + b"-----END CERTIFICATE-----\n"


def test_certificates_are_read_whatever_their_form(tmp_path: Path) -> None:
    (tmp_path / "b.cer").write_bytes(GOST.trust[0])
    (tmp_path / "a.CRT").write_bytes(pem(GOST.trust[1]))
    (tmp_path / "c.pem").write_bytes(b"root and authority\n" + pem(RSA.trust[0]) + pem(RSA.trust[1]))
    (tmp_path / "README.md").write_bytes(b"where they come from")
    assert read_trust(tmp_path) == (GOST.trust[1], GOST.trust[0], *RSA.trust)


def test_a_certificate_counts_once(tmp_path: Path) -> None:
    (tmp_path / "a.cer").write_bytes(GOST.trust[0])
    (tmp_path / "b.pem").write_bytes(pem(GOST.trust[0]))
    assert read_trust(tmp_path) == GOST.trust[:1]


@pytest.mark.parametrize("stored", [b"", b"no certificate", GOST.trust[0][:-1], pem(b"\x30\x00"), pem(b"")])
def test_what_is_no_certificate_is_named(tmp_path: Path, stored: bytes) -> None:
    (tmp_path / "broken.pem").write_bytes(stored)
    with pytest.raises(ValueError, match=r"broken\.pem"):
        read_trust(tmp_path)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        read_trust(tmp_path / "nowhere")


def test_the_development_authority_is_known_by_its_marks() -> None:
    assert is_development(GOST.root.certificate)
    assert is_development(GOST.person.certificate)
    only_prefix = x509.Name.build({"common_name": "DEV NCA"})
    only_organisation = x509.Name.build({"organization_name": "QYZMET DEVELOPMENT CA"})
    for name in (only_prefix, only_organisation):
        assert is_development(
            certify(name, pair(Kind.GOST, "root"), None, authority_extensions()).certificate
        )
    other = certify(person_name(common_name="DEVELI"), pair(Kind.GOST, "root"), None, authority_extensions())
    assert not is_development(other.certificate)


@needs_fixtures
def test_the_authorities_of_the_nca_are_read_and_not_of_development() -> None:
    found = read_trust(NCA / "ca")
    assert len(found) == 10
    assert not any(map(is_development, found))
