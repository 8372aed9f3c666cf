"""Run by Alembic for each command; the engine comes from `migrations._config`."""

from alembic import context
from sqlalchemy import Connection, Engine, text

import models  # noqa: F401 - the tables join the metadata when they are imported
from database import UTCDateTime, db, install_collation


def _render(kind: str, item: object, _autogen: object) -> str | bool:
    """Migrations name plain types: they must run when our own types have long changed."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        render_item=_render,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _run(engine: Engine) -> None:
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # A changed SQLite table is copied and dropped; its rows must not take others with them.
            _pragma(connection, "foreign_keys = OFF")
        install_collation(connection)
        connection.commit()
        _migrate(connection)
        connection.commit()
        if sqlite:
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"rows point at rows that are gone: {broken[:5]}")
            connection.rollback()
            _pragma(connection, "foreign_keys = ON")


def _pragma(connection: Connection, pragma: str) -> None:
    """Outside of a transaction: inside one SQLite ignores this pragma."""
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    driver.execute(f"PRAGMA {pragma}")


_run(context.config.attributes["engine"])
