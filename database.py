"""The database: SQLite for one small office, PostgreSQL for a country, the same code on both.

Reading needs nothing. Writing happens inside `transaction()` and nowhere else:
a flush outside of one raises. On SQLite a transaction begins with BEGIN
IMMEDIATE, which lets one writer in at a time; on PostgreSQL rows are locked
with `lock_row`.
"""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ColumnElement, Connection, DateTime, Engine, MetaData, collate, event, text
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, SessionTransaction, registry
from sqlalchemy.types import TypeDecorator

WAIT_SECONDS = 10  # how long a writer waits for another one before it gives up

_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"  # in its Kazakh order
_RANK = {letter: 0x110000 + place for place, letter in enumerate(_ALPHABET)}

_WRITING = "qyzmet_writing"
_in_transaction: ContextVar[bool] = ContextVar("in_transaction", default=False)
_engines: WeakSet[Engine] = WeakSet()

M = TypeVar("M")

log = logging.getLogger(__name__)


class NestedTransaction(RuntimeError):
    """A transaction was begun inside another one: whoever commits must be at the edge."""


class WriteOutsideTransaction(RuntimeError):
    """Something was to be written without `transaction()`."""


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, kept and returned in UTC. A naive one is refused, because nobody knows its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database. Raises ValueError (wrapped in StatementError) for a naive datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime cannot be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database. SQLite keeps no zone; what it holds was written in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        # A moment declared without a type must not become a naive column.
        type_annotation_map={datetime: UTCDateTime},
    )


db = SQLAlchemy(model_class=_Base)

if TYPE_CHECKING:

    class Model(_Base):
        """The base of every table, as type checkers can follow it."""
else:
    Model = db.Model


def init_app(app: Flask, url: str) -> None:
    """Bind the database. `url` is SQLAlchemy's, with the driver in it."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    if url.startswith("sqlite"):
        options: dict[str, Any] = {"connect_args": {"timeout": WAIT_SECONDS}}
    else:
        waiting = f"-c lock_timeout={WAIT_SECONDS}s -c timezone=UTC"
        options = {"pool_pre_ping": True, "connect_args": {"options": waiting}}
    # An error quotes its statement in the log; what the statement carried is personal data.
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {**options, "hide_parameters": True}
    db.init_app(app)
    app.teardown_appcontext(_let_go)  # runs before the extension's own, which lets errors out
    with app.app_context():
        prepare(db.engine)


def prepare(engine: Engine) -> None:
    """Teach an engine what our statements rely on. `init_app` does it for the app's own."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    _engines.add(engine)


@contextmanager
def transaction() -> Iterator[Session]:
    """Write: commits at the end, rolls back on an error. Yields the session.

    Whatever was read before is forgotten and read again when used, so that a
    decision rests on what the lock protects. Raises NestedTransaction inside
    another one, WriteOutsideTransaction when the session already holds unsaved
    changes, OperationalError when another writer keeps the lock too long.
    """
    if _in_transaction.get():
        raise NestedTransaction("commit at the edge only: this is already inside transaction()")
    session = db.session()
    if _changed(session):
        raise WriteOutsideTransaction("objects were changed before transaction() began")
    session.rollback()
    token = _in_transaction.set(True)
    session.info[_WRITING] = True
    try:
        session.connection(execution_options={_WRITING: True})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_WRITING, None)
        _in_transaction.reset(token)


def lock_row(model: type[M], key: object) -> M:
    """The row with this primary key, read anew and locked until the transaction ends.

    Rows that only point at it can be added meanwhile (FOR NO KEY UPDATE): two acts
    that touch one person's cases and messages do not wait for each other in a ring.

    Raises NoResultFound when there is none, WriteOutsideTransaction outside `transaction()`.
    """
    session = db.session()
    if not session.info.get(_WRITING):
        raise WriteOutsideTransaction("a lock ends with its transaction; there is none")
    row = session.get(model, key, populate_existing=True, with_for_update={"of": model, "key_share": True})
    if row is None:
        raise NoResultFound(f"no {model.__name__} {key!r}")
    return row


def by_kazakh_alphabet(column: ColumnElement[str] | Any) -> ColumnElement[str]:
    """The column, to order by as a Kazakh dictionary does, capitals beside small letters."""
    return collate(column, "kk")


def install_collation(connection: Connection) -> None:
    """Make the collation `kk` known to a PostgreSQL database; SQLite learns it with each connection.

    A server built without ICU gets plain code point order under the same name.
    """
    if connection.dialect.name != "postgresql":
        return
    known = connection.scalar(text("SELECT 1 FROM pg_collation WHERE collname = 'kk'"))
    if known:
        return
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE COLLATION kk (provider = icu, locale = 'kk')"))
    except DBAPIError:
        connection.execute(text('CREATE COLLATION kk FROM "C"'))


def _let_go(_error: BaseException | None) -> None:
    """End what the context read. A connection that broke meanwhile must not cost a page that is ready."""
    session = db.session()
    try:
        session.close()
    except DBAPIError as error:
        log.warning("a connection broke before it was given back: %s", type(error).__name__)
        session.invalidate()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # Python's driver would begin transactions at moments of its own choice.
    connection.isolation_level = None
    connection.create_function("lower", 1, _lower, deterministic=True)
    connection.create_collation("kk", _compare)
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _compare(left: str, right: str) -> int:
    first, second = (_place(left), left), (_place(right), right)
    return (first > second) - (first < second)


def _place(value: str) -> list[int]:
    return [_RANK.get(letter, ord(letter)) for letter in value.lower()]


def _leave_parents_connections() -> None:
    """A forked worker must not speak on the connections of its parent."""
    for engine in list(_engines):
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_leave_parents_connections)


def _changed(session: Session) -> bool:
    return bool(session.new or session.deleted) or any(session.is_modified(row) for row in session.dirty)


@event.listens_for(db.session, "before_flush")
def _refuse_flush(session: Session, _context: object, _instances: object) -> None:
    if _changed(session) and not session.info.get(_WRITING):
        raise WriteOutsideTransaction("writing needs `with transaction():`")


@event.listens_for(db.session, "do_orm_execute")
def _refuse_statement(state: ORMExecuteState) -> None:
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and not state.session.info.get(_WRITING):
        raise WriteOutsideTransaction("writing needs `with transaction():`")


@event.listens_for(db.session, "after_transaction_end")
def _refuse_early_commit(session: Session, ended: SessionTransaction) -> None:
    """After a commit in the middle of `transaction()` the rest would run without its lock."""
    if ended.parent is None:
        session.info.pop(_WRITING, None)
