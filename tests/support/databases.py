"""The databases under test: made once, brought back to their first state before each test."""

import shutil
import sqlite3
from abc import ABC, abstractmethod
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text

import database
import migrations
import models  # noqa: F401 - the tables
from database import db


@event.listens_for(Engine, "connect")
def _unordered_is_backwards(connection: Any, _record: object) -> None:
    """What no ORDER BY orders comes the other way round, so that nothing can rest on the order by luck."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects = ON")


class DatabaseUnderTest(ABC):
    """One database with our tables. `url` is its address."""

    url: str

    def _prepare(self) -> None:
        engine = create_engine(self.url)
        database.prepare(engine)
        if migrations.any_written():
            migrations.upgrade(engine)
        else:
            with engine.begin() as connection:
                database.install_collation(connection)
                db.metadata.create_all(connection)
        engine.dispose()

    @abstractmethod
    def restore(self) -> None:
        """Bring back the first state. Nobody may be connected."""

    @abstractmethod
    def version(self) -> object:
        """Something that differs after every commit of anybody."""

    @abstractmethod
    def dump(self) -> Any:
        """A copy of all rows, for `load`."""

    @abstractmethod
    def load(self, copied: Any) -> None:
        """Bring back what was copied. Nobody may be in a transaction."""


class SqliteUnderTest(DatabaseUnderTest):
    """An SQLite file, restored by copying."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "tests.sqlite3"
        self._template = folder / "template.sqlite3"
        self.url = f"sqlite:///{self._file}"
        self._prepare()
        shutil.copyfile(self._file, self._template)
        self._watcher: sqlite3.Connection | None = None
        self._copies = 0

    def version(self) -> object:
        """As a connection of its own sees that others have written."""
        if self._watcher is None:
            self._watcher = sqlite3.connect(self._file)
        return self._watcher.execute("PRAGMA data_version").fetchone()[0]

    def dump(self) -> Path:
        """A file beside it."""
        self._copies += 1
        copy = self._file.with_name(f"copy-{self._copies}.sqlite3")
        _copy_pages(self._file, copy)
        return copy

    def load(self, copied: Path) -> None:
        """Page by page over what is there."""
        _copy_pages(copied, self._file)

    def restore(self) -> None:
        """Copy the template over the file; its journals go."""
        if self._watcher is not None:
            self._watcher.close()
            self._watcher = None
        for suffix in ("-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self._template, self._file)


def _copy_pages(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)


class PostgresUnderTest(DatabaseUnderTest):
    """A PostgreSQL database, restored by emptying its tables: 20 times faster than making it anew."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._prepare()
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with self._engine.connect() as connection:
            filled = [table for table in _tables(connection) if _holds_rows(connection, table)]
        if filled:
            raise RuntimeError(f"a migration fills {filled}: restore() would lose these rows")

    def version(self) -> object:
        """The number of the next transaction that will write."""
        with self._engine.connect() as connection:
            return connection.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))

    def dump(self) -> Any:
        """Each table that has rows, and where each sequence stands."""
        with self._engine.connect() as connection:
            tables = [name for name in _tables(connection) if _holds_rows(connection, name)]
            cursor = connection.connection.cursor()
            rows = {}
            for name in tables:
                with cursor.copy(f'COPY "{name}" TO STDOUT') as copy:
                    rows[name] = b"".join(bytes(part) for part in copy)
            sequences = connection.execute(
                text("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL")
            )
            return rows, [tuple(row) for row in sequences]

    def load(self, copied: Any) -> None:
        """Into empty tables, without triggers and keys."""
        rows, sequences = copied
        with self._engine.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute(_EMPTY)
            cursor.execute("SET session_replication_role = replica")
            for name, content in rows.items():
                with cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
                    copy.write(content)
            cursor.execute("SET session_replication_role = DEFAULT")
            for name, value in sequences:
                cursor.execute("SELECT setval(%s, %s)", (name, value))

    def restore(self) -> None:
        """Empty every table and let the numbers begin at 1 again, whatever triggers and keys say."""
        with self._engine.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
            connection.connection.cursor().execute(_EMPTY)


_EMPTY = """
DO $$ DECLARE item record; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR item IN SELECT tablename FROM pg_tables
      WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', item.tablename);
  END LOOP;
  FOR item IN SELECT sequencename FROM pg_sequences
      WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', item.sequencename);
  END LOOP;
END $$
"""


def _tables(connection: Connection) -> list[str]:
    found = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
    return [name for name in found if name != "alembic_version"]


def _holds_rows(connection: Connection, table: str) -> bool:
    return bool(connection.scalar(text(f'SELECT EXISTS (SELECT 1 FROM "{table}")')))
