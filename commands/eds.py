"""`flask eds`: signatures checked by hand, and the certificates that this site trusts."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

import clock
from commands.common import shown, site_settings
from integrations.eds import SignatureRejected, is_development, read_trust, verify_certificate
from integrations.eds.asic_reading import PackageRejected, is_package, read_package
from integrations.eds.certificates import read_certificate
from integrations.eds.evidence import Examined, KeptSignature, examine, signatures_of
from integrations.eds.names import read_name

eds = AppGroup("eds", help="Signatures and the certificates that this site trusts.")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@eds.command("check")
@click.argument("file", type=FILE)
@click.option("--content", type=FILE, help="What a detached CMS is over.")
@click.option("--at", "moment", help="Check the certificates for this ISO 8601 moment.")
def check(file: Path, content: Path | None, moment: str | None) -> None:
    """Check the signatures of FILE, a package (.asice) or a CMS, without network and database.

    The certificates are checked for the moment of the time stamp, without one for now.
    What is known of the key is what lies in the package. Ends with 1 when a
    signature does not stand.
    """
    at = _moment(moment) if moment else None
    trusted, gost_256 = _trust(), site_settings().eds_gost_256
    failed = False
    for kept in _signatures(file, content):
        click.echo(kept.over)
        try:
            examined = examine(kept, now=clock.now(), trust=trusted, at=at, gost_256=gost_256)
        except SignatureRejected as refusal:
            failed = True
            _say("refused", str(refusal))
        else:
            _tell(examined)
    if failed:
        raise click.exceptions.Exit(1)


@eds.command("trust")
def trust() -> None:
    """List the certificates in EDS_TRUST_DIR: SHA-256, until when, whose, and what is wrong with one."""
    certificates = _trust()
    for certificate in certificates:
        read = read_certificate(certificate)
        digest = hashlib.sha256(certificate).hexdigest().upper()
        click.echo(":".join(digest[place : place + 2] for place in range(0, len(digest), 2)))
        _say("subject", read.name.common_name)
        _say("issuer", "itself: a root" if read.self_issued else read_name(read.issuer).common_name)
        _say("until", shown(read.not_after))
        if is_development(certificate):
            _say("development", "yes, production refuses to start with it")
        try:
            verify_certificate(certificate, at=clock.now(), trust=certificates)
        except SignatureRejected as refusal:
            _say("not in use", str(refusal))


def _signatures(file: Path, content: Path | None) -> Sequence[KeptSignature]:
    body = file.read_bytes()
    if not is_package(body):
        return [KeptSignature(file.name, body, content.read_bytes() if content else None)]
    try:
        return list(signatures_of(read_package(body)))
    except PackageRejected as rejected:
        raise click.ClickException(f"This package does not stand: {rejected.code}.") from rejected


def _tell(examined: Examined) -> None:
    signer = examined.signer
    _say("signature", f"stands, {signer.algorithm}")
    _say("signer", f"{signer.common_name}, IIN {signer.iin or 'none'}")
    if signer.bin:
        _say("of", f"{signer.organisation or ''}, BIN {signer.bin}".lstrip(", "))
    _say("certificate", f"{signer.serial}, of {signer.issuer}")
    _say("in force", f"{shown(signer.not_before)} to {shown(signer.not_after)}")
    _say("checked for", f"{shown(examined.at)}{', by its time stamp' if examined.stamped else ''}")
    if examined.stamp_refused:
        _say("time stamp", f"does not stand: {examined.stamp_refused}")
    if examined.key is None:
        _say("key", "nothing here says whether it was revoked")
    else:
        _say("key", f"{examined.key.status} on {shown(examined.key.at)}, by {examined.key.by.upper()}")


def _say(term: str, value: str) -> None:
    click.echo(f"  {term + ':':<13}{value}")


def _moment(given: str) -> datetime:
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as error:
        raise click.BadParameter(f"{given} is no ISO 8601 moment") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.ALMATY)


def _trust() -> tuple[bytes, ...]:
    folder = site_settings().eds_trust_dir
    if folder is None:
        raise click.ClickException("EDS_TRUST_DIR is not set.")
    try:
        return read_trust(folder)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"EDS_TRUST_DIR: {error}") from error
