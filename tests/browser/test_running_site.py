"""`make run` itself: it starts, tells where, keeps its data, and leaves nothing behind."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import psutil
from playwright.sync_api import Page

from config import ROOT, Settings
from integrations.storage import EncryptedStorage, LocalStorage
from integrations.storage.sealing import MAGIC, Keyring
from tests.support.site import Site


def test_the_first_page_opens_in_a_browser(page: Page) -> None:
    page.goto("/")
    assert page.locator("h1").count() == 1


def test_a_second_site_on_the_same_data_is_refused(site: Site) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "devkit.serve"],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert told.returncode == 1
    assert "already runs" in told.stdout


def test_a_site_keeps_its_data_over_a_restart_and_leaves_no_process(tmp_path: Path) -> None:
    with Site(tmp_path, QYZMET_NOW="2026-11-23T10:00:00+05:00") as first:
        citizens = first.state()["citizens"]
        processes = psutil.Process(first.pid).children(recursive=True)
        first.set_clock(datetime.fromisoformat("2026-11-24T10:00:00+05:00"))
    assert len(processes) >= 7
    assert not [process for process in processes if still_works(process)]
    as_before_papers_were_encrypted(tmp_path)
    with Site(tmp_path) as second:
        assert second.state()["citizens"] == citizens
        assert second.state()["now"].startswith("2026-11-24")
    stored = [path for path in (tmp_path / "documents").rglob("*") if path.is_file()]
    assert len(stored) > 100
    assert [path for path in stored if not path.read_bytes().startswith(MAGIC)] == []


def as_before_papers_were_encrypted(data_dir: Path) -> None:
    """The papers lie there as a demo of an older version laid them, and no key is known yet."""
    secrets = json.loads((data_dir / "secrets.json").read_text(encoding="utf-8"))
    keys = Settings.load({"QYZMET_DATA_DIR": str(data_dir)}).storage_keys
    papers = EncryptedStorage(LocalStorage(data_dir / "documents"), Keyring(dict(keys)))
    for key in list(papers.keys(stored_before=datetime.max.replace(tzinfo=UTC))):
        with papers.open(key) as file:
            papers.backend.put(file.read(), key=key)
    del secrets["QYZMET_STORAGE_KEYS"]
    (data_dir / "secrets.json").write_text(json.dumps(secrets), encoding="utf-8")


def still_works(process: psutil.Process) -> bool:
    """Whether it has not ended; one that has may stay in the list until a busy machine's init looks."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
