"""What contract service keeps of a candidate is encrypted, and never forgotten by itself."""

from pathlib import Path

import pytest
from flask import Flask

from integrations.storage.sealing import MAGIC
from jobs.retention import forget
from queries.stored_files import named_files
from tests.conftest import TestClock
from tests.integration.test_retention import TEN_YEARS, all_rows
from tests.support import factories as make
from tests.support import planted, recruiting
from tests.support.planted import MARKS
from tests.support.recruiting import Bodies
from tests.support.storing import with_settings

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def bodies(app: Flask, clock: TestClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bodies:
    with_settings(app, monkeypatch, data_dir=tmp_path)
    make.make_calendar(*range(2026, 2039))
    return recruiting.make_bodies()


def hired(bodies: Bodies, clock: TestClock) -> int:
    """A candidate of whom every kind of paper has been made, with a marker in every field."""
    case_id = planted.apply(bodies)
    planted.form_file(case_id, bodies)
    planted.to_examination(case_id, bodies, negative=True)
    planted.examine(case_id, bodies, clock)
    planted.conclude(case_id, bodies)
    return case_id


def test_threat_somebody_reads_the_disk(bodies: Bodies, clock: TestClock, tmp_path: Path) -> None:
    hired(bodies, clock)
    stored = {
        str(path.relative_to(tmp_path / "documents")): path.read_bytes()
        for path in (tmp_path / "documents").rglob("*")
        if path.is_file()
    }
    assert [key for key, content in stored.items() if not content.startswith(MAGIC)] == []
    assert [mark for mark in MARKS.values() for content in stored.values() if mark.encode() in content] == []
    # The file for the special check, scans, agreement and instruction are among them.
    named = {file.named_by.partition(".")[0] for file in named_files() if file.key in stored}
    assert named == {"documents", "result_documents", "special_checks", "drawn_up_papers", "signing_papers"}


def test_nothing_of_a_candidate_is_ever_forgotten(bodies: Bodies, clock: TestClock) -> None:
    hired(bodies, clock)
    declined = recruiting.apply_for(recruiting.make_vacancy(bodies), iin=make.IINS[2])
    recruiting.drive(declined, bodies, "checked", clock)
    planted.decline(declined, bodies)
    before = all_rows()
    kept = {"declines", "special_checks", "examinations", "drawn_up_papers", "registry_queries", "signatures"}
    assert all(before[table] for table in kept)
    clock.advance(days=TEN_YEARS)
    forget()
    assert all_rows() == before
