"""`flask backup`: the whole site into a folder, and out of it into an empty place."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import inspect, text

import clock
import migrations
from commands.backup_folder import BackupFolder, NotWhole
from commands.common import site_settings
from database import db
from integrations import anchor_file, dumps
from integrations.dumps import DumpFailed
from integrations.storage import NotStored, StorageAway, documents_storage

backup = AppGroup("backup", help="Back-ups of the database and the papers.")

KEYS_APART = (
    "The keys are not in it: without QYZMET_STORAGE_KEYS nobody can read the papers in this back-up. "
    "Keep them, with QYZMET_SECRET_KEY and QYZMET_CODE_KEY, in another place."
)

Folder = click.Path(file_okay=False, path_type=Path)


@backup.command("make")
@click.argument("folder", metavar="DIR", type=Folder)
@click.option("--without-papers", is_flag=True, help="The database alone: the papers are copied otherwise.")
def make(folder: Path, without_papers: bool) -> None:
    """Copy database and papers into DIR, which is new or empty, while the site goes on.

    The database first, then the papers as they lie in the store, encrypted; with a manifest of
    SHA-256. A paper's bytes are stored before its row, so no row of the copy lacks its paper.
    """
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target, settings = BackupFolder(folder), site_settings()
    revision = _revision()
    db.session.rollback()
    try:
        dumps.dump(settings.database_url, folder / dumps.file_name(settings.database_url))
        anchors = settings.data_dir / anchor_file.NAME
        if anchors.exists():
            (folder / anchor_file.NAME).write_bytes(anchors.read_bytes())
        papers = 0 if without_papers else _copy_papers(target)
        target.close(
            revision=revision,
            made_at=clock.of_the_computer(),
            database=dumps.file_name(settings.database_url),
            papers=papers,
            note=KEYS_APART,
        )
    except (DumpFailed, StorageAway, OSError) as error:
        raise click.ClickException(f"No back-up was made: {error}") from error
    click.echo(f"database at {revision}, papers {papers}{' (left out)' if without_papers else ''}")
    click.echo(KEYS_APART)


@backup.command("restore")
@click.argument("folder", metavar="DIR", type=Folder)
def restore(folder: Path) -> None:
    """Bring what is in DIR into the database and the store of the settings, both of them empty.

    Checks the manifest first, and writes nothing when a file is missing, changed or too many, when
    the back-up is of a newer program, or when there is something in the way.
    """
    source, settings = BackupFolder(folder), site_settings()
    try:
        manifest = source.verified()
        _check_version(str(manifest["revision"]))
        _check_kind(str(manifest["database"]))
        _check_nothing_is_there()
        db.engine.dispose()
        dumps.load(settings.database_url, folder / str(manifest["database"]))
        for key, file in source.papers():
            with file.open("rb") as content:
                documents_storage().backend.put(content, key=key)
        anchors = folder / anchor_file.NAME
        if anchors.exists():
            (settings.data_dir / anchor_file.NAME).write_bytes(anchors.read_bytes())
    except (NotWhole, DumpFailed, StorageAway, OSError) as error:
        raise click.ClickException(f"Nothing or not all was restored: {error}") from error
    click.echo(f"restored: database at {manifest['revision']}, papers {manifest['papers']}")
    click.echo("Now: flask --app app db upgrade; flask --app app storage check; flask --app app audit verify")


def _copy_papers(target: BackupFolder) -> int:
    """The bytes as they lie there; how many papers. One that is deleted meanwhile is left out."""
    backend, copied = documents_storage().backend, 0
    for key in backend.keys(stored_before=clock.of_the_computer()):
        try:
            with backend.open(key) as content:
                target.keep_paper(key, content)
        except NotStored:
            continue
        copied += 1
    return copied


def _revision() -> str:
    return str(db.session.scalar(text("SELECT version_num FROM alembic_version")))


def _check_version(revision: str) -> None:
    if revision > migrations.latest():
        raise NotWhole(
            f"the back-up's database is at {revision}, this program knows {migrations.latest()}: "
            "restore with the program that made it, or a newer one"
        )


def _check_kind(name: str) -> None:
    wanted = dumps.file_name(site_settings().database_url)
    if name != wanted:
        raise NotWhole(f"the back-up holds {name}, and DATABASE_URL needs {wanted}: name the other kind")


def _check_nothing_is_there() -> None:
    if inspect(db.engine).get_table_names():
        raise NotWhole("the database of the settings is not empty")
    if next(iter(documents_storage().backend.keys(stored_before=clock.of_the_computer())), None) is not None:
        raise NotWhole("the store of the settings is not empty")
    if (site_settings().data_dir / anchor_file.NAME).exists():
        raise NotWhole(f"there is a file {anchor_file.NAME} in the data folder: put it aside, it is evidence")
