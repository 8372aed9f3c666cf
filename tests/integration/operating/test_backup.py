"""The drill: a site with cases is backed up, restored into an empty place, and is the same there."""

import dataclasses
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, inspect, select

import migrations
from app import create_app
from database import db
from integrations import dumps
from integrations.storage import documents_storage
from jobs import audit as audit_jobs
from models.cases import Event
from queries.stored_files import named_files
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.missing import is_missing
from tests.support.postgres import find_programs
from tests.support.settings import make_settings
from tests.support.storing import with_settings

pytestmark = pytest.mark.usefixtures("session", "clock")


@pytest.fixture(autouse=True)
def programs(database_kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the server's own version."""
    if database_kind == "postgres":
        folder = find_programs()
        if not all((folder / name).exists() for name in ("pg_dump", "pg_restore")):
            is_missing("pg_dump is not installed: `apt-get install postgresql-client`")
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def filled(app: Flask, clock: TestClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The site with a concluded case, its papers in a store of this test's own, and a sealed day."""
    with_settings(app, monkeypatch, data_dir=tmp_path / "site")
    (tmp_path / "site").mkdir()
    make.make_calendar()
    make.make_case(make.make_commission(), at="concluded")
    audit_jobs.seal()
    clock.advance(days=1)
    audit_jobs.seal()
    return app


def run(app: Flask, *command: str) -> Result:
    return app.test_cli_runner().invoke(args=["backup", *command])


def say(app: Flask, *command: str) -> str:
    """What a command prints."""
    said: str = app.test_cli_runner().invoke(args=list(command)).output.strip()
    db.session.remove()
    return said


@pytest.fixture
def candidate(filled: Flask, clock: TestClock) -> None:
    """A candidate for contract service in it, with agreement, scans and the file for the special check."""
    bodies = recruiting.make_bodies()
    case_id = recruiting.apply_for(recruiting.make_vacancy(bodies), iin=make.IINS[2])
    recruiting.drive(case_id, bodies, "agreed", clock)
    audit_jobs.seal()


@pytest.fixture
def made(filled: Flask, tmp_path: Path) -> Path:
    """A back-up of it."""
    done = run(filled, "make", str(tmp_path / "backup"))
    assert done.exit_code == 0, done.output
    return tmp_path / "backup"


@pytest.fixture
def empty_place(
    app: Flask, database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[], Flask]]:
    """Another site with the same keys, without a database and papers."""
    started: list[Flask] = []

    def start() -> Flask:
        folder = tmp_path / f"restored-{len(started)}"
        url = f"sqlite:///{folder}/restored.sqlite3"
        if database_kind == "postgres":
            url = request.getfixturevalue("postgres_server").create(f"restored_{uuid4().hex}")
        settings = app.config["SETTINGS"]
        other = make_settings(folder, DATABASE_URL=url, REDIS_URL=settings.redis_url)
        started.append(create_app(dataclasses.replace(other, storage_keys=settings.storage_keys)))
        return started[-1]

    yield start
    for one in started:
        with one.app_context():
            db.engine.dispose()


def rows() -> dict[str, int]:
    """How many rows each table has."""
    db.session.rollback()
    tables = inspect(db.engine).get_table_names()
    counted = {
        table.name: db.session.scalar(select(func.count()).select_from(table))
        for table in db.metadata.sorted_tables
    }
    assert set(counted) == set(tables) - {"alembic_version"}
    db.session.rollback()
    return {name: number or 0 for name, number in counted.items()}


def history() -> list[tuple[object, ...]]:
    found = db.session.execute(select(Event.case_id, Event.sequence, Event.code, Event.at).order_by(Event.id))
    return [tuple(row) for row in found]


def papers() -> dict[str, bool]:
    """Every paper that a row names, and whether it opens as what was stored.

    The signatures of tests are made up, and have no bytes.
    """
    opened = {}
    for file in named_files():
        if not file.named_by.startswith("signatures."):
            with documents_storage().open(file.key) as content:
                opened[file.key] = hashlib.file_digest(content, "sha256").hexdigest() == file.sha256
    return opened


@pytest.mark.usefixtures("candidate")
def test_the_drill(filled: Flask, made: Path, empty_place: Callable[[], Flask]) -> None:
    before = rows(), history(), papers()
    assert (
        before[0]["cases"] == 2
        and before[0]["special_checks"] == 1
        and before[0]["audit_seals"] > 10
        and len(before[1]) > 5
    )
    assert len(before[2]) >= 8 and all(before[2].values())
    stored, verified = say(filled, "storage", "check"), say(filled, "audit", "verify")
    assert "looked at" in stored and verified.endswith("broken=0 unexplained=0")
    db.session.remove()
    restored = empty_place()
    with restored.app_context():
        done = run(restored, "restore", str(made))
        assert done.exit_code == 0, done.output
        assert (rows(), history(), papers()) == before
        db.session.remove()
        assert say(restored, "db", "upgrade") == ""
        # What is missing was missing before.
        assert say(restored, "storage", "check") == stored
        assert say(restored, "audit", "verify") == verified


def test_a_restored_site_goes_on_with_new_rows(made: Path, empty_place: Callable[[], Flask]) -> None:
    """Numbers go on where they were, and what the database refuses it still refuses."""
    db.session.remove()
    restored = empty_place()
    with restored.app_context():
        assert run(restored, "restore", str(made)).exit_code == 0
        person = make.make_person(make.IINS[1])
        assert person > 1
        with pytest.raises(Exception, match="append-only"), db.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM audit_log")
        db.session.remove()


def test_a_restore_leaves_the_backup_as_it_was(made: Path, empty_place: Callable[[], Flask]) -> None:
    """It may have to be done again: the first one was interrupted, or went to the wrong place."""
    db.session.remove()
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    for _time in range(2):
        restored = empty_place()
        with restored.app_context():
            done = run(restored, "restore", str(made))
            assert done.exit_code == 0, done.output
            db.session.remove()
    assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before


def test_it_says_that_the_keys_are_not_in_it_and_they_are_not(filled: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    done = run(filled, "make", str(folder))
    assert "The keys are not in it" in done.output
    assert "The keys are not in it" in (folder / "README.txt").read_text()
    settings = filled.config["SETTINGS"]
    secrets = [settings.secret_key.encode(), settings.code_key.encode()]
    secrets += [key for _id, key in settings.storage_keys]
    for file in folder.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert not [secret for secret in secrets if secret in content], file
    # What lies there of a paper is encrypted.
    assert not [
        file
        for file in (folder / "documents").rglob("*")
        if file.is_file() and b"%PDF" in file.read_bytes()[:9]
    ]


def test_sha256sum_alone_can_check_it(made: Path) -> None:
    sums = dict(line.split("  ")[::-1] for line in (made / "sha256.txt").read_text().splitlines())
    for name, digest in sums.items():
        assert hashlib.sha256((made / name).read_bytes()).hexdigest() == digest
    assert json.loads((made / "manifest.json").read_text())["files"] == len(sums)


def test_a_backup_without_papers_says_so(filled: Flask, tmp_path: Path) -> None:
    done = run(filled, "make", str(tmp_path / "backup"), "--without-papers")
    assert "papers 0 (left out)" in done.output
    assert not (tmp_path / "backup" / "documents").exists()


def test_a_folder_that_holds_something_is_not_written_into(filled: Flask, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "of-last-week").write_text("")
    done = run(filled, "make", str(tmp_path / "backup"))
    assert done.exit_code == 1 and "is not empty" in done.output
    assert [path.name for path in (tmp_path / "backup").iterdir()] == ["of-last-week"]


class TestRefusals:
    """A restore that would harm, or bring back something else, does not begin."""

    @pytest.fixture
    def target(self, made: Path, empty_place: Callable[[], Flask]) -> Iterator[Flask]:
        db.session.remove()
        restored = empty_place()
        with restored.app_context():
            yield restored
            db.session.remove()

    @staticmethod
    def refusal(target: Flask, folder: Path, *, leaves_empty: bool = True) -> str:
        done = run(target, "restore", str(folder))
        assert done.exit_code == 1
        if leaves_empty:
            assert inspect(db.engine).get_table_names() == []
        return done.output

    def test_a_database_that_is_not_empty(self, target: Flask, made: Path) -> None:
        migrations.upgrade(db.engine)
        said = self.refusal(target, made, leaves_empty=False)
        assert "the database of the settings is not empty" in said

    def test_a_store_that_is_not_empty(self, target: Flask, made: Path) -> None:
        documents_storage().put(b"of somebody else")
        assert "the store of the settings is not empty" in self.refusal(target, made)

    def test_a_file_of_anchors_that_is_there(self, target: Flask, made: Path) -> None:
        (target.config["SETTINGS"].data_dir / "audit-anchors.jsonl").write_text("evidence\n")
        assert "put it aside, it is evidence" in self.refusal(target, made)

    def test_a_paper_that_was_changed(self, target: Flask, made: Path) -> None:
        paper = next(path for path in sorted((made / "documents").rglob("*")) if path.is_file())
        paper.write_bytes(paper.read_bytes()[:-1] + b"!")
        assert f"{paper.relative_to(made)} is not what was backed up" in self.refusal(target, made)

    def test_a_paper_that_is_gone(self, target: Flask, made: Path) -> None:
        next(path for path in (made / "documents").rglob("*") if path.is_file()).unlink()
        assert "1 file(s) are missing" in self.refusal(target, made)

    def test_a_paper_that_was_put_in(self, target: Flask, made: Path) -> None:
        (made / "documents" / "ab").mkdir(exist_ok=True)
        (made / "documents" / "ab" / ("0" * 30)).write_bytes(b"forged")
        assert "are not in sha256.txt" in self.refusal(target, made)

    def test_sums_that_were_written_anew(self, target: Flask, made: Path) -> None:
        (made / "sha256.txt").write_text("")
        assert "is not the one that manifest.json names" in self.refusal(target, made)

    def test_a_backup_that_was_not_finished(self, target: Flask, made: Path) -> None:
        (made / "manifest.json").unlink()
        assert "the back-up was not finished" in self.refusal(target, made)

    def test_a_backup_of_a_newer_program(
        self, target: Flask, made: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("migrations.latest", lambda: "0001")
        assert "restore with the program that made it, or a newer one" in self.refusal(target, made)

    def test_a_backup_of_the_other_database(
        self, target: Flask, made: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = "database.dump" if (made / "database.sqlite3").exists() else "database.sqlite3"
        monkeypatch.setattr(dumps, "file_name", lambda _url: other)
        assert "name the other kind" in self.refusal(target, made)


def test_an_interrupted_copy_is_no_backup(
    filled: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    done = run(filled, "make", str(tmp_path / "backup"))
    assert done.exit_code == 1 and "No back-up was made" in done.output
    assert not (tmp_path / "backup" / "manifest.json").exists()
