"""A database copied into one file: by whom, and what others see of it."""

import os
import sqlite3
from pathlib import Path

import pytest

from integrations import dumps


class TestPostgresPrograms:
    """The programs are asked without the password where others see it."""

    def test_the_password_is_in_no_argument(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        said = tmp_path / "said"
        program = tmp_path / "pg_dump"
        program.write_text(f'#!/bin/sh\necho "$@" > {said}\necho "$PGPASSWORD" >> {said}\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        dumps.dump("postgresql+psycopg://me:s%40cret@db:5433/site?sslmode=require", tmp_path / "out")
        arguments, password = said.read_text().splitlines()
        assert password == "s@cret" and "s@cret" not in arguments and "s%40cret" not in arguments
        assert "--dbname=postgresql://me@db:5433/site?sslmode=require" in arguments

    def test_a_missing_program_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(dumps.DumpFailed, match="pg_dump is not installed"):
            dumps.dump("postgresql+psycopg://me@db/site", tmp_path / "out")


def test_sqlite_is_copied_while_somebody_writes(tmp_path: Path) -> None:
    """What is not committed is not in the copy, and the writer does not wait for it."""
    with sqlite3.connect(tmp_path / "a.sqlite3") as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES (1)")
        connection.commit()
        connection.execute("INSERT INTO t VALUES (2)")
        dumps.dump(f"sqlite:///{tmp_path}/a.sqlite3", tmp_path / "b.sqlite3")
        connection.commit()
    connection.close()
    copy = sqlite3.connect(tmp_path / "b.sqlite3")
    assert copy.execute("SELECT x FROM t").fetchall() == [(1,)]
    copy.close()
