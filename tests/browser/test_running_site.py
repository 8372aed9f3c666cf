"""`make run` itself: it starts, tells where, keeps its data, and leaves nothing behind."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import psutil
from playwright.sync_api import Page

from config import ROOT
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
    with Site(tmp_path) as second:
        assert second.state()["citizens"] == citizens
        assert second.state()["now"].startswith("2026-11-24")


def still_works(process: psutil.Process) -> bool:
    """Whether it has not ended; one that has may stay in the list until a busy machine's init looks."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
