"""A package with real signatures, checked by another's program."""

import shutil
import subprocess
from pathlib import Path

import pytest

import clock
from devkit.nca.pairs import Kind
from integrations.eds import asic, verify
from integrations.eds.asic_reading import read_package
from tests.conftest import TestClock
from tests.support.eds import authority
from tests.support.missing import is_missing
from tests.support.packages import FILES, PDF, entries_of


def signed_package(kind: Kind) -> bytes:
    """A package that somebody signed with a key of this kind."""
    key = authority().key("061301500304", "ТЕСТОВ ТЕСТ", kind=kind)

    def signed(content: bytes) -> asic.Signed:
        return asic.Signed(key.sign(content, at=clock.now()), b"chain", b"answer")

    manifest = asic.manifest(FILES)
    return asic.package(
        FILES, signed_manifest=manifest, signature=signed(manifest), beside={PDF.name: signed(PDF.content)}
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_both_signatures_of_a_package_verify_over_its_own_bytes(clock: TestClock, kind: Kind) -> None:
    package = read_package(signed_package(kind))
    for cms, content in (
        (package.beside[PDF.name], package.files[0].content),
        (package.signature, package.manifest),
    ):
        signer = verify(cms, content, at=clock(), trust=authority().trust)
        assert signer.iin == "061301500304"


def test_openssl_finds_the_signatures_of_an_rsa_key_right(clock: TestClock, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        is_missing("the program openssl")
    for name, content in entries_of(signed_package(Kind.RSA)).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    roots = tmp_path / "roots.pem"
    convert = ["openssl", "x509", "-inform", "DER", "-in"]
    roots.write_bytes(
        b"".join(
            subprocess.run([*convert, str(file)], capture_output=True, check=True).stdout
            for file in sorted(authority().trust_folder.glob("*_rsa.cer"))
        )
    )
    for signature, content in ((f"{PDF.name}.p7s", PDF.name), (asic.SIGNATURE, asic.MANIFEST)):
        command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any"]
        command += ["-attime", str(int(clock().timestamp())), "-CAfile", str(roots)]
        command += ["-in", str(tmp_path / signature), "-content", str(tmp_path / content)]
        done = subprocess.run(command, capture_output=True, check=False)
        assert (done.returncode, done.stdout) == (0, (tmp_path / content).read_bytes()), done.stderr
