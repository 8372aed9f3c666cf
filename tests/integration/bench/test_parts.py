"""Each part of `make bench` runs, with tiny figures; floor and peer show the rows that our inbox shows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench import instructions, pages, scale, tables
from bench.load import Ask, fetch, run
from bench.servers import PEER_PYTHON
from bench.tables import judged
from config import ROOT
from tests.support.postgres import PostgresServer

NUMBER = re.compile(rb">(\d{2}-\d{6}-\d)</a>")
CASES = 40


def test_floor_and_peer_show_the_rows_of_the_inbox(capsys: pytest.CaptureFixture[str]) -> None:
    with pages.database("SQLite") as url, pages.servers(url, CASES) as (running, laid, cookie):
        asks = pages.pages(laid, cookie)

        def shown(page: str) -> list[bytes]:
            kind, wanted = asks[page]
            return NUMBER.findall(fetch(running[kind].port, wanted[0], pages.HOST))

        inbox = shown("inbox")
        assert len(inbox) == CASES // 5
        assert shown("floor, 25 rows") == inbox
        if cookie:
            assert shown("inbox, Django") == inbox
        for page, (kind, wanted) in asks.items():
            done = run(running[kind].port, wanted, 2, pages.HOST, clients=2)
            assert len(done.each) == 2, page
        assert all(server.memory() > 10 for server in running.values())
        with pytest.raises(RuntimeError, match="/nowhere/"):
            fetch(running["ours"].port, Ask("/nowhere/"), pages.HOST)
        if not cookie:
            pytest.skip(f"NOT TESTED: the peer, whose environment ({PEER_PYTHON}) `make bench` makes")


def test_pages_at_scale_are_measured(
    postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("SIZES", (30, 60)), ("ROUNDS", 1), ("REQUESTS", 6)):
        monkeypatch.setattr(scale, name, value)
    scale.main()
    assert "| inbox |" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("part", "tiny", "told"),
    [
        ("messages", {"ROUNDS": "1", "JOBS": "3"}, "| raw RQ job, our workers |"),
        ("documents", {"ROUNDS": "1", "PAPERS": "1"}, "| conclusion |"),
    ],
)
def test_a_part_is_run_by_its_name(part: str, tiny: dict[str, str], told: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", part],
        cwd=ROOT,
        env={**os.environ, **tiny},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert told in done.stdout


def test_instructions_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if not instructions.VALGRIND:
        pytest.skip("NOT TESTED: counting instructions, for want of valgrind")
    (tmp_path / "nothing.py").write_text(
        "def application(environ, start):\n    start('200 OK', [])\n    return [b'.' * 1000]\n"
    )
    monkeypatch.setattr(instructions, "NUMBER", 2)
    environ = {"PYTHONPATH": str(tmp_path)}
    assert 1_000 < instructions.count("nothing:application", "/", "", environ) < 10_000_000


def test_a_target_that_is_missed_is_called_missed() -> None:
    assert judged(0.59, 0.6) == "0.59 (at least 0.6: MISSED)"
    assert judged(1.21, 1.2, at_most=True) == "1.21 (at most 1.2: MISSED)"
    assert judged(0.61, 0.6) == "0.61 (at least 0.6: reached)"
    assert tables.figure(1234.5) == "1234"
