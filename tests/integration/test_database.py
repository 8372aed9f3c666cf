"""Transactions, moments and the Kazakh alphabet, on both databases."""

import threading
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import NoResultFound, OperationalError, StatementError
from sqlalchemy.orm import Session

import database
from database import NestedTransaction, WriteOutsideTransaction, by_kazakh_alphabet, db, lock_row, transaction
from domain.roles import Role
from models.people import Appointment, Person

NOON = datetime(2026, 11, 23, 7, tzinfo=UTC)


def a_person(iin: str = "901323300015", **fields: object) -> Person:
    return Person(**{"iin": iin, "language": "kk", "created_at": NOON, **fields})


def stored(session: Session) -> list[str]:
    session.rollback()
    return sorted(session.scalars(select(Person.iin)))


def test_transaction_commits_at_its_end(session: Session) -> None:
    with transaction() as writing:
        writing.add(a_person())
    assert stored(session) == ["901323300015"]


def test_transaction_rolls_back_on_an_error(session: Session) -> None:
    with pytest.raises(RuntimeError, match="no power"), transaction() as writing:
        writing.add(a_person())
        writing.flush()
        raise RuntimeError("no power")
    assert stored(session) == []


def test_transaction_inside_a_transaction_is_refused(session: Session) -> None:
    with pytest.raises(NestedTransaction), transaction(), transaction():
        pass
    with transaction():  # the refusal left nothing behind
        db.session.add(a_person())
    assert stored(session) == ["901323300015"]


@pytest.mark.usefixtures("session")
def test_writing_outside_a_transaction_is_refused() -> None:
    db.session.add(a_person())
    with pytest.raises(WriteOutsideTransaction):
        db.session.commit()
    db.session.rollback()
    with pytest.raises(WriteOutsideTransaction):
        db.session.execute(update(Person).values(language="ru"))


def test_changes_made_before_a_transaction_are_refused(session: Session) -> None:
    session.add(a_person())
    with pytest.raises(WriteOutsideTransaction), transaction():
        pass


@pytest.mark.usefixtures("session")
def test_a_commit_in_the_middle_ends_the_right_to_write() -> None:
    with pytest.raises(WriteOutsideTransaction), transaction() as writing:
        writing.add(a_person())
        writing.commit()
        writing.add(a_person("901323300027"))


def test_transaction_forgets_what_was_read_before(app: Flask, session: Session) -> None:
    with transaction() as writing:
        writing.add(a_person())
    person = session.scalars(select(Person)).one()
    assert person.language == "kk"
    _elsewhere(app, lambda: _set_language("ru"))
    with transaction():
        assert person.language == "ru"


@pytest.mark.usefixtures("session")
def test_lock_row_reads_anew_and_needs_a_transaction() -> None:
    with transaction() as writing:
        writing.add(person := a_person())
        writing.flush()
        key = person.id
    with pytest.raises(WriteOutsideTransaction):
        lock_row(Person, key)
    with transaction():
        assert lock_row(Person, key).iin == "901323300015"
        with pytest.raises(NoResultFound):
            lock_row(Person, key + 1)


@pytest.mark.usefixtures("session")
def test_two_writers_of_one_row_come_one_after_the_other(app: Flask) -> None:
    with transaction() as writing:
        writing.add(person := a_person())
        writing.flush()
        key = person.id
    order: list[str] = []
    began = threading.Event()

    def second() -> None:
        began.set()
        with transaction():
            row = lock_row(Person, key)
            order.append(f"second sees {row.language}")

    with transaction():
        lock_row(Person, key).language = "ru"
        thread = threading.Thread(target=_in_app, args=(app, second))
        thread.start()
        began.wait()
        time.sleep(0.2)
        order.append("first commits")
    thread.join()
    assert order == ["first commits", "second sees ru"]


@pytest.mark.usefixtures("session")
def test_a_second_writer_on_sqlite_waits_only_so_long(
    app: Flask, database_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database_kind != "sqlite":
        return  # PostgreSQL locks rows: see the test above
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.1)
    db.engine.dispose()  # connections learn how long to wait when they are opened
    with transaction(), pytest.raises(OperationalError, match="locked"):
        _elsewhere(app, lambda: _set_language("ru"))
    db.engine.dispose()


@pytest.mark.usefixtures("session")
def test_readers_are_not_held_up_by_a_writer(app: Flask) -> None:
    with transaction() as writing:
        writing.add(a_person())
        writing.flush()
        seen: list[int] = []
        _elsewhere(app, lambda: seen.append(db.session.scalar(select(func.count()).select_from(Person)) or 0))
    assert seen == [0]


@pytest.mark.usefixtures("session")
def test_a_connection_that_breaks_when_the_page_is_ready_does_not_cost_the_page(
    app: Flask, database_kind: str
) -> None:
    if database_kind != "postgres":
        return  # SQLite is a file: there is no connection to cut
    with app.app_context():
        backend = db.session.scalar(text("SELECT pg_backend_pid()"))
        _elsewhere(
            app, lambda: db.session.scalar(text("SELECT pg_terminate_backend(:it, 5000)"), {"it": backend})
        )
    with app.app_context():
        assert db.session.scalar(text("SELECT 1")) == 1


def test_naive_moments_are_refused(session: Session) -> None:
    with pytest.raises((StatementError, ValueError), match="naive"), transaction() as writing:
        writing.add(a_person(created_at=datetime(2026, 11, 23, 12)))
    assert stored(session) == []


def test_moments_come_back_in_utc(session: Session) -> None:
    in_almaty = datetime(2026, 11, 23, 12, 30, 15, 250_000, tzinfo=timezone(timedelta(hours=5)))
    with transaction() as writing:
        writing.add(a_person(created_at=in_almaty))
    session.rollback()
    moment = session.scalars(select(Person.created_at)).one()
    assert moment == in_almaty
    assert moment.utcoffset() == timedelta(0)


def test_moments_compare_in_the_database(session: Session) -> None:
    with transaction() as writing:
        writing.add(a_person(created_at=NOON))
    later = NOON.astimezone(timezone(timedelta(hours=5))) + timedelta(microseconds=1)
    assert session.scalar(select(func.count()).select_from(Person).where(Person.created_at < later)) == 1
    assert session.scalar(select(func.count()).select_from(Person).where(Person.created_at > later)) == 0


def test_search_ignores_the_case_of_kazakh_letters(session: Session) -> None:
    with transaction() as writing:
        writing.add(a_person(surname="ӘБІЛҚАСЫМҰЛЫ"))
    assert session.scalars(select(Person.surname).where(Person.surname.ilike("%әбілқасымұлы%"))).all()
    assert session.scalar(select(func.lower(Person.surname))) == "әбілқасымұлы"


def test_names_come_in_the_order_of_the_kazakh_alphabet(session: Session) -> None:
    names = ["Абай", "Әбіш", "Баян", "Ғани", "Жанар", "Қайрат", "Олжас", "Өмір", "Ұлан", "Үміт", "Ілияс"]
    with transaction() as writing:
        for place, name in enumerate(reversed(names)):
            writing.add(a_person(f"9013233{place:05d}", name=name))
    ordered = session.scalars(select(Person.name).order_by(by_kazakh_alphabet(Person.name))).all()
    assert list(ordered) == names


@pytest.mark.usefixtures("session")
def test_foreign_keys_are_kept() -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), transaction() as writing:
        writing.add(Appointment(officer_id=404, body_id=404, role=Role.CHAIR, starts_on=NOON.date()))


def test_sqlite_keeps_a_write_ahead_log(session: Session, database_kind: str) -> None:
    if database_kind == "sqlite":
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"


def _set_language(language: str) -> None:
    with transaction() as writing:
        writing.execute(update(Person).values(language=language))


def _in_app(app: Flask, work: object) -> None:
    with app.app_context():
        work()  # type: ignore[operator]


def _elsewhere(app: Flask, work: object) -> None:
    """Do the work in another thread, as another request, and raise here what it raises there."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            _in_app(app, work)
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]
