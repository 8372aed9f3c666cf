"""`flask storage`: the encryption of the papers brought up to date, and every one of them read."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

import clock
from database import db
from integrations.storage import NotStored, StorageAway, StorageError, documents_storage
from integrations.storage.encrypted import Rotated
from integrations.storage.measured import sha256_of as digest_of
from queries.stored_files import NamedFile, named_files, sha256_of

storage = AppGroup("storage", help="The papers and the keys that encrypt them.")

_TOLD_EVERY = 1000


@storage.command("rotate")
def rotate() -> None:
    """Bring every paper under the first key of QYZMET_STORAGE_KEYS.

    What is under another one gets a new header, its content stays as it is; what is not
    encrypted yet is encrypted, while QYZMET_STORAGE_PLAIN is on. May be stopped and
    begun again at any time, and beside a running site. Ends with 1 when something could
    not be opened: keep the old keys until it ends with 0.
    """
    papers, did, failed = documents_storage(), Counter[Rotated](), 0
    # What is put from now on is under the first key already; the store goes by the computer's clock.
    now = clock.of_the_computer()
    with _store_must_answer():
        for key in papers.keys(stored_before=now):
            try:
                did[papers.rotate(key, sha256_of)] += 1
            except NotStored:
                pass  # deleted meanwhile
            except StorageAway:
                raise
            except StorageError as error:
                failed += 1
                click.echo(str(error), err=True)
            db.session.rollback()
            if sum(did.values()) % _TOLD_EVERY == 0:
                _tell(did, failed)
    _tell(did, failed)
    if failed:
        raise click.exceptions.Exit(1)


@storage.command("check")
def check() -> None:
    """Read every paper that the database names, and compare it with its SHA-256.

    Names those that are missing, that no key opens, or that are not what was stored;
    ends with 1 when there is one.
    """
    looked_at, faults = 0, 0
    with _store_must_answer():
        for named in named_files():
            looked_at += 1
            if fault := _fault(named):
                faults += 1
                click.echo(f"{named.named_by} {named.key}: {fault}")
    click.echo(f"looked at {looked_at}, faults {faults}")
    if faults:
        raise click.exceptions.Exit(1)


def _fault(named: NamedFile) -> str:
    try:
        with documents_storage().open(named.key) as file:
            digest = digest_of(file)
    except NotStored:
        return "is missing"
    except StorageAway:
        raise
    except StorageError as error:
        return f"cannot be opened: {error}"
    return "" if named.sha256 in (None, digest) else "is not what was stored"


def _tell(did: Counter[Rotated], failed: int) -> None:
    told = [f"{what.value}: {did[what]}" for what in Rotated]
    click.echo("; ".join([*told, f"not opened: {failed}"]))


@contextmanager
def _store_must_answer() -> Iterator[None]:
    """End the command with one sentence when the store is away."""
    try:
        yield
    except StorageAway as error:
        raise click.ClickException(f"The store of papers does not answer: {error}") from error
