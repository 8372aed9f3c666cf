"""A filled database, brought back after each request: what was not written to is not touched."""

import contextlib
import sqlite3
from abc import ABC, abstractmethod
from pathlib import Path

from sqlalchemy import create_engine, text

from database import db

Figures = dict[str, tuple[int, int]]
"""By table: how many rows, and a sum that changes with each row that is written."""


class KeptState(ABC):
    """The rows of a database as they are now."""

    @abstractmethod
    def has_written(self) -> bool:
        """Whether anybody has written since the last `restore`."""

    @abstractmethod
    def restore(self) -> None:
        """Every row as it was kept."""

    @abstractmethod
    def rows(self) -> dict[str, int]:
        """How many rows each table has."""

    @abstractmethod
    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """What a statement finds in the database as it is now."""

    @abstractmethod
    def close(self) -> None:
        """Let the connections go."""


class KeptSqlite(KeptState):
    """An SQLite file, kept in memory."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept, self._watch = sqlite3.connect(":memory:"), sqlite3.connect(file)
        self._watch.backup(self._kept)
        self._version = self._now()

    def _now(self) -> int:
        return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def has_written(self) -> bool:
        """Whether anybody has committed since the last `restore`."""
        return self._now() != self._version

    def restore(self) -> None:
        """The whole file anew; nothing is done where nothing was written."""
        if self.has_written():
            with contextlib.closing(sqlite3.connect(self._file)) as live:
                self._kept.backup(live)
            self._version = self._now()

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        counts = ", ".join(f'(SELECT count(*) FROM "{name}")' for name in db.metadata.tables)
        return dict(zip(db.metadata.tables, self._watch.execute(f"SELECT {counts}").fetchone(), strict=True))

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """What a statement finds in the database as it is now."""
        return self._watch.execute(sql).fetchall()

    def close(self) -> None:
        """Let the connections go."""
        self._kept.close()
        self._watch.close()


class KeptPostgres(KeptState):
    """A PostgreSQL database with our tables, filled from an SQLite file and kept in another schema."""

    def __init__(self, url: str, filled: Path) -> None:
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT")
        self._connection = self._engine.connect()
        self._run("SET lock_timeout = '10s'", "SET timezone = 'UTC'")
        self._run("SET session_replication_role = replica")  # without triggers and foreign keys
        with contextlib.closing(sqlite3.connect(filled)) as source:
            for name in db.metadata.tables:
                self._fill(source, name)
        self._run("CREATE SCHEMA kept")
        self._run(*(f'CREATE TABLE kept."{name}" AS TABLE public."{name}"' for name in db.metadata.tables))
        self._numbers = "SELECT " + ", ".join(
            f'setval(\'{sequence}\', (SELECT coalesce(max("{column}"), 0) + 1 FROM kept."{table}"), false)'
            for sequence, table, column in self.ask(_NUMBERED)
        )
        self._run(self._numbers)
        self._written, self._figures = self._newest(), self._measure()

    def has_written(self) -> bool:
        """Whether rows differ from those of the last `restore`; who only locked some has written nothing."""
        return self._newest() != self._written and self._measure() != self._figures

    def restore(self) -> None:
        """The tables that were written to anew, and all numbers where they stood."""
        if self._newest() == self._written:
            return
        found = self._measure()
        for name in (name for name in found if found[name] != self._figures[name]):
            self._run(f'DELETE FROM "{name}"', f'INSERT INTO "{name}" SELECT * FROM kept."{name}"')
        self._run(self._numbers)
        self._written, self._figures = self._newest(), self._measure()

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        return {name: count for name, (count, _sum) in self._measure().items()}

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """What a statement finds in the database as it is now."""
        return [tuple(row) for row in self._connection.execute(text(sql))]

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()
        self._engine.dispose()

    def _run(self, *statements: str) -> None:
        for statement in statements:
            self._connection.exec_driver_sql(statement)

    def _newest(self) -> object:
        return self._connection.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))

    def _measure(self) -> Figures:
        each = (
            f"SELECT '{name}', count(*), coalesce(sum(xmin::text::bigint), 0) FROM \"{name}\""
            for name in db.metadata.tables
        )
        found = self._connection.execute(text(" UNION ALL ".join(each)))
        return {name: (count, int(total)) for name, count, total in found}

    def _fill(self, source: sqlite3.Connection, name: str) -> None:
        """Every value as text: PostgreSQL reads SQLite's words for moments, truth, numbers and JSON."""
        columns = ", ".join(f'"{column.name}"' for column in db.metadata.tables[name].columns)
        copy = f'COPY "{name}" ({columns}) FROM STDIN'
        with self._connection.connection.cursor().copy(copy) as rows:
            for row in source.execute(f'SELECT {columns} FROM "{name}"'):
                rows.write_row([_word(value) for value in row])


def _word(value: object) -> str | bytes | None:
    return value if value is None or isinstance(value, bytes) else str(value)


_NUMBERED = """
SELECT pg_get_serial_sequence(quote_ident(table_name), column_name), table_name, column_name
FROM information_schema.columns
WHERE table_schema = 'public' AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL
"""
