"""Emptying the demo's database, whose audit log and histories let nobody delete a row."""

from sqlalchemy import Connection, Engine, text

from database import db


def empty(engine: Engine) -> None:
    """Delete the rows of every table. What keeps rows from being deleted holds again afterwards."""
    with engine.begin() as connection:
        tables = [table.name for table in reversed(db.metadata.sorted_tables)]
        on_sqlite = connection.dialect.name == "sqlite"
        afterwards = _put_aside_on_sqlite(connection) if on_sqlite else _switch_off(connection, tables)
        for name in tables:
            connection.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608 - names of ours
        for statement in afterwards:
            connection.exec_driver_sql(statement)


def _put_aside_on_sqlite(connection: Connection) -> list[str]:
    """Drop all triggers. Returns how they are made again."""
    found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _statement in found:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    return [statement for _name, statement in found]


def _switch_off(connection: Connection, tables: list[str]) -> list[str]:
    """Switch all triggers off, foreign keys apart. Returns how they are switched on again."""
    for name in tables:
        connection.exec_driver_sql(f"ALTER TABLE {name} DISABLE TRIGGER USER")
    return [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in tables]
