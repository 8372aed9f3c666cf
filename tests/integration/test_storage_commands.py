"""`flask storage`: keys are exchanged and papers checked, and what is wrong is told."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from database import db, transaction
from integrations.storage import EncryptedStorage, LocalStorage, StoredFile, Unreadable, documents_storage
from integrations.storage.sealing import HEADER
from models.documents import Document, DocumentState
from tests.support.paper_rows import add_draft, add_person
from tests.support.storing import with_settings

OLD, NEW = ("2026-1", bytes(range(32))), ("2027-1", bytes(range(32, 64)))
PAPER = b"%PDF-1.7 " + b"p" * 200_000

pytestmark = pytest.mark.usefixtures("session", "clock")


@pytest.fixture
def folder(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "documents")


class Site:
    """The app with keys that can be changed, as by a restart."""

    def __init__(self, app: Flask, patch: pytest.MonkeyPatch, data_dir: Path) -> None:
        self._app, self._patch, self._data_dir = app, patch, data_dir

    def start(self, *keys: tuple[str, bytes], plain: bool = False) -> EncryptedStorage:
        """Begin anew with these keys."""
        changed = {"data_dir": self._data_dir, "storage_keys": keys, "storage_plain": plain}
        return with_settings(self._app, self._patch, **changed)

    def do(self, command: str) -> Result:
        """`flask storage <command>`."""
        return self._app.test_cli_runner().invoke(args=["storage", command])


@pytest.fixture
def site(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Site:
    return Site(app, monkeypatch, tmp_path)


def papers_of(*stored: StoredFile, state: DocumentState = DocumentState.CURRENT) -> None:
    """Rows that name these files."""
    with transaction():
        draft = add_draft(add_person())
        for file in stored:
            db.session.add(
                Document(
                    public_id=file.key, draft_id=draft.id, kind="study", storage_key=file.key,
                    sha256=file.sha256, size=file.size, pages=1, content_type="application/pdf",
                    state=state, person_id=draft.person_id, created_at=draft.created_at,
                )
            )  # fmt: skip


def content(key: str) -> bytes:
    with documents_storage().open(key) as file:
        return file.read()


def test_a_key_is_exchanged_without_a_paper_being_out_of_reach(site: Site) -> None:
    keys = [site.start(OLD).put(PAPER).key for _time in range(3)]
    site.start(OLD, NEW)
    site.start(NEW, OLD)
    assert content(keys[0]) == PAPER
    keys.append(documents_storage().put(PAPER).key)
    told = site.do("rotate")
    assert told.exit_code == 0, told.output
    assert told.output.splitlines()[-1] == (
        "under the first key already: 1; wrapped anew: 3; encrypted for the first time: 0; not opened: 0"
    )
    site.start(NEW)
    assert [content(key) for key in keys] == [PAPER] * 4


def test_an_interrupted_rotation_goes_on_where_it_was(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.start(OLD)
    for _time in range(3):
        documents_storage().put(PAPER)
    papers = site.start(NEW, OLD)
    rotate, done = papers.rotate, []

    def interrupted(key, sha256_of):  # type: ignore[no-untyped-def]
        if done:
            raise KeyboardInterrupt
        done.append(rotate(key, sha256_of))

    with monkeypatch.context() as patch:
        patch.setattr(papers, "rotate", interrupted)
        assert site.do("rotate").exit_code == 1
    assert len(done) == 1
    assert "already: 1; wrapped anew: 2;" in site.do("rotate").output
    assert "already: 3; wrapped anew: 0;" in site.do("rotate").output


def test_a_downgrade_to_plain_files_ends_with_the_first_rotation(site: Site, folder: LocalStorage) -> None:
    before = folder.put(PAPER)
    papers_of(before)
    site.start(NEW, plain=True)
    assert content(before.key) == PAPER
    assert "encrypted for the first time: 1" in site.do("rotate").output
    site.start(NEW)
    assert content(before.key) == PAPER
    folder.put(b"planted", key=before.key)
    with pytest.raises(Unreadable):
        content(before.key)
    assert site.do("rotate").exit_code == 1


def test_a_planted_file_is_not_encrypted_as_if_it_were_ours(site: Site, folder: LocalStorage) -> None:
    before = folder.put(PAPER)
    papers_of(before)
    folder.put(b"planted", key=before.key)
    site.start(NEW, plain=True)
    told = site.do("rotate")
    assert told.exit_code == 1
    assert f"{before.key} is not encrypted, and not what was stored there" in told.output
    assert "not opened: 1" in told.output


class TestCheck:
    """Every file that a row names is read."""

    def test_a_whole_store_has_no_fault(self, site: Site) -> None:
        stored = site.start(NEW).put(PAPER)
        papers_of(stored)
        told = site.do("check")
        assert (told.exit_code, told.output) == (0, "looked at 1, faults 0\n")

    def test_what_is_missing_is_named(self, site: Site) -> None:
        stored = site.start(NEW).put(PAPER)
        papers_of(stored)
        documents_storage().delete(stored.key)
        told = site.do("check")
        assert told.exit_code == 1
        assert told.output == f"documents.storage_key {stored.key}: is missing\nlooked at 1, faults 1\n"

    def test_what_was_changed_is_named(self, site: Site, folder: LocalStorage) -> None:
        stored = site.start(NEW).put(PAPER)
        papers_of(stored)
        with folder.open(stored.key) as file:
            changed = bytearray(file.read())
        changed[HEADER + 100_000] ^= 1
        folder.put(bytes(changed), key=stored.key)
        told = site.do("check")
        assert told.exit_code == 1
        assert f"{stored.key}: cannot be opened" in told.output

    def test_what_is_not_the_paper_of_its_row_is_named(self, site: Site) -> None:
        stored = site.start(NEW).put(PAPER)
        papers_of(replace(stored, sha256="0" * 64))
        assert "is not what was stored" in site.do("check").output

    def test_the_bytes_of_a_superseded_paper_are_not_missed(self, site: Site) -> None:
        stored = site.start(NEW).put(PAPER)
        papers_of(stored, state=DocumentState.SUPERSEDED)
        documents_storage().delete(stored.key)
        assert site.do("check").output == "looked at 0, faults 0\n"

    def test_more_papers_than_one_batch_are_all_looked_at(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("queries.stored_files._AT_ONCE", 2)
        site.start(NEW)
        papers_of(*(documents_storage().put(PAPER) for _time in range(5)))
        assert site.do("check").output == "looked at 5, faults 0\n"
