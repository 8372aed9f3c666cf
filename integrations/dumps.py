"""The whole database into one file, and back: SQLite's online copy, PostgreSQL's own programs.

Both copy one moment of a database that others go on writing.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, make_url

_PAGES = 1000
"""How much SQLite copies before it lets a writer in."""


class DumpFailed(RuntimeError):
    """The copy was not made, or not read back; the message is for whoever runs the command."""


def is_sqlite(url: str) -> bool:
    """Whether this is the address of an SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def file_name(url: str) -> str:
    """What the copy of such a database is called."""
    return "database.sqlite3" if is_sqlite(url) else "database.dump"


def dump(url: str, into: Path) -> None:
    """Copy the database into a new file. Raises DumpFailed."""
    if is_sqlite(url):
        _copy_sqlite(_sqlite_file(url), into, "mode=ro")
    else:
        _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={into}")


def load(url: str, source: Path) -> None:
    """Fill an empty database from the copy, wholly or not at all. Raises DumpFailed."""
    if is_sqlite(url):
        target = _sqlite_file(url)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Nobody writes there: without that word SQLite lays files of its own beside it, in the back-up.
        _copy_sqlite(source, target, "mode=ro&immutable=1")
    else:
        options = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
        _run("pg_restore", url, *options, str(source))


def _sqlite_file(url: str) -> Path:
    return Path(make_url(url).database or "")


def _copy_sqlite(source: Path, target: Path, how: str) -> None:
    if not source.is_file():
        raise DumpFailed(f"there is no database {source}")
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?{how}", uri=True)) as read,
            closing(sqlite3.connect(target)) as written,
        ):
            read.backup(written, pages=_PAGES)
    except sqlite3.Error as error:
        raise DumpFailed(f"SQLite: {error}") from error


def _run(program: str, url: str, *arguments: str) -> None:
    """The password goes by the environment: arguments are seen by everybody on the machine."""
    path = shutil.which(program)
    if path is None:
        raise DumpFailed(f"{program} is not installed: it comes with PostgreSQL's client programs")
    whole = make_url(url)
    # `URL.set` takes None for "as it was".
    address = URL.create(
        "postgresql", whole.username, None, whole.host, whole.port, whole.database, whole.query
    )
    done = subprocess.run(
        [path, *arguments, f"--dbname={_as_text(address)}"],
        env={**os.environ, **({"PGPASSWORD": str(whole.password)} if whole.password else {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise DumpFailed(f"{program}: {done.stderr.strip()[-2000:]}")


def _as_text(url: URL) -> str:
    return url.render_as_string(hide_password=False)
