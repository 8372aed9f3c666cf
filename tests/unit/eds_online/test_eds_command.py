"""`flask eds`: signatures checked by hand, and the certificates that are trusted."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from commands.eds import eds
from devkit.nca.authority import Authority, Key
from integrations.eds.evidence import KeptSignature
from tests.conftest import TestClock
from tests.support.kept_signatures import IIN, PDF, package_of
from tests.support.packages import with_entries
from tests.support.settings import make_settings

Run = Callable[..., Result]
LATER = timedelta(hours=1)


@pytest.fixture
def run(authority: Authority, clock: TestClock, at: datetime, tmp_path: Path) -> Run:
    """Runs `flask eds …` of a site that trusts the authority, an hour later."""
    clock.set(at + LATER)
    app = Flask(__name__)
    app.cli.add_command(eds)

    def run(*arguments: str | Path, trust: Path | None = authority.trust_folder) -> Result:
        folder = {"EDS_TRUST_DIR": str(trust)} if trust else {}
        app.config["SETTINGS"] = make_settings(tmp_path, **folder)
        return app.test_cli_runner().invoke(args=["eds", *map(str, arguments)])

    return run


@pytest.fixture
def package(kept: KeptSignature, key: Key, at: datetime, tmp_path: Path) -> Path:
    """A package in a file."""
    path = tmp_path / "conclusion.asice"
    path.write_bytes(package_of(kept, key, at))
    return path


def test_a_package_is_told_signature_by_signature(run: Run, package: Path) -> None:
    result = run("check", package)
    assert result.exit_code == 0, result.output
    over_manifest, beside = result.output.split("conclusion.pdf\n")
    assert "ТЕСТОВ ТЕСТ, IIN 071399500014" in beside
    assert "checked for: 2026-11-23 10:00:00 +0500, by its time stamp" in beside
    assert "good on 2026-11-23 10:00:00 +0500, by OCSP" in beside
    assert "checked for: 2026-11-23 11:00:00 +0500\n" in over_manifest


def test_a_changed_file_is_an_error(run: Run, package: Path) -> None:
    package.write_bytes(with_entries(package.read_bytes(), {PDF.name: b"%PDF-2.0 another"}))
    result = run("check", package)
    assert result.exit_code == 1
    assert "file_differs" in result.output


def test_a_signature_of_something_else_is_refused(run: Run, package: Path, key: Key, at: datetime) -> None:
    forged = key.sign(b"something else", at=at)
    package.write_bytes(with_entries(package.read_bytes(), {f"{PDF.name}.p7s": forged}))
    result = run("check", package)
    assert result.exit_code == 1
    assert "refused:     message_digest" in result.output


def test_a_cms_is_checked_with_its_content(run: Run, key: Key, at: datetime, tmp_path: Path) -> None:
    signed, content = tmp_path / "paper.cms", tmp_path / "paper.pdf"
    signed.write_bytes(key.sign(PDF.content, at=at))
    content.write_bytes(PDF.content)
    result = run("check", signed, "--content", content)
    assert result.exit_code == 0, result.output
    assert "nothing here says whether it was revoked" in result.output
    assert run("check", signed).exit_code == 1
    assert "not_in_force" in run("check", signed, "--content", content, "--at", "2019-01-01").output


def test_the_organisation_of_a_key_is_told(
    run: Run, authority: Authority, at: datetime, tmp_path: Path
) -> None:
    head = authority.key(
        IIN, "ТЕСТОВ ТЕСТ", bin="991340000014", organisation="ӘКІМДІК", kind="rsa", role="head"
    )
    path = tmp_path / "attached.cms"
    path.write_bytes(head.sign(b"content", at=at, attached=True))
    assert "ӘКІМДІК, BIN 991340000014" in run("check", path).output


def test_a_moment_that_is_none_is_refused(run: Run, package: Path) -> None:
    result = run("check", package, "--at", "yesterday")
    assert result.exit_code == 2
    assert "ISO 8601" in result.output


def test_the_trusted_certificates_are_listed(run: Run, authority: Authority) -> None:
    result = run("trust")
    assert result.exit_code == 0, result.output
    for certificate in authority.trust:
        digest = hashlib.sha256(certificate).hexdigest().upper()
        assert ":".join(digest[place : place + 2] for place in range(0, 64, 2)) in result.output
    assert result.output.count("production refuses to start") == len(authority.trust)
    assert result.output.count("itself: a root") == 2
    assert "not in use" not in result.output


def test_a_trusted_certificate_without_its_root_is_pointed_out(
    run: Run, authority: Authority, tmp_path: Path
) -> None:
    folder = tmp_path / "trust"
    folder.mkdir()
    (folder / "nca.cer").write_bytes(authority.trust[1])
    assert "not in use:  chain" in run("trust", trust=folder).output


def test_a_file_that_is_no_certificate_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.cer").write_text("<html>")
    result = run("trust", trust=tmp_path)
    assert result.exit_code == 1
    assert "page.cer" in result.output


def test_without_a_trust_folder_nothing_is_checked(run: Run, package: Path) -> None:
    result = run("check", package, trust=None)
    assert result.exit_code == 1
    assert "EDS_TRUST_DIR is not set" in result.output
