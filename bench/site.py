"""A made-up site to measure: a commission, cases by the actions that lead there, and copies of them.

A copy is what INSERT … SELECT makes of a case's rows, each id moved on by STRIDE. One
case in OPEN_EVERY waits for the chair, the others are over.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, insert, literal, select, text

import clock
import migrations
from actions.sessions import open_session
from app import create_app
from bench.moment import BEGIN
from config import ROOT, Settings
from database import db, transaction
from domain.case_numbers import case_number
from models.cases import Case
from models.people import Officer
from tests.support import factories as make
from tests.support.signing import quick_papers
from tests.unit.test_config import PRODUCTION
from web.sessions import CITIZEN_KEY, OFFICER_KEY

STRIDE = 1000
OPEN_EVERY = 5
COPIED_YEAR = 1999
"""Of the copies' numbers: no year in which a case is filed here."""

_BY_CASE = ("cases", "documents", "tasks", "events")
_SHIFTED = {"case_id", "person_id"}
_UNIQUE = {"public_id", "storage_key"}

_numbers = Table(
    "bench_numbers",
    MetaData(),
    Column("step", Integer, primary_key=True),
    Column("number", String(11)),
    Column("case_id", Integer),
)


@dataclass(frozen=True)
class Laid:
    """What was laid, as addresses and cookies name it. `waiting`: open cases, for actions on them."""

    officer_id: int
    body_id: int
    case: str
    citizen_cookie: str
    officer_cookie: str
    csrf_token: str
    waiting: tuple[str, ...]


def environment(folder: Path, database_url: str, redis_url: str) -> dict[str, str]:
    """What a production process gets. Nobody is called: no job runs beside the pages."""
    return {
        **PRODUCTION,
        "QYZMET_DATA_DIR": str(folder),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
    }


def lay(environ: dict[str, str], cases: int) -> Laid:
    """Fill an empty database with so many cases, two at least; in a process of its own, where the
    clock stands at BEGIN. Raises CalledProcessError, after that process has said why."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.site", str(cases)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environ},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    return Laid(**{**found, "waiting": tuple(found["waiting"])})


def _lay(cases: int) -> Laid:
    clock.set_source(lambda: BEGIN)
    logging.disable(logging.INFO)  # migrations tell much
    app = create_app(Settings.from_env(os.environ))
    with app.app_context(), quick_papers():
        migrations.upgrade(db.engine)
        make.make_calendar()
        commission = make.make_commission()
        waiting = make.make_case(commission)
        over = make.make_case(commission, at="withdrawn", iin=make.IINS[1])
        grow(1, cases - 1, waiting, over)
        return _laid(app, commission, waiting)


def grow(first: int, last: int, waiting: int, over: int) -> None:
    """Add the copies of these numbers of two cases, one in OPEN_EVERY of the first."""
    with db.engine.connect() as connection, _quickly(connection):
        _numbers.create(connection, checkfirst=True)
        connection.execute(_numbers.delete())
        for start in range(first, last + 1, 10_000):
            rows = [
                {
                    "step": step,
                    "number": case_number(COPIED_YEAR, step),
                    "case_id": over if step % OPEN_EVERY else waiting,
                }
                for step in range(start, min(start + 10_000, last + 1))
            ]
            connection.execute(insert(_numbers), rows)
        cases = Case.__table__.alias("theirs")
        for name in ("people", "drafts", *_BY_CASE):
            table = db.metadata.tables[name]
            owner = {"people": cases.c.person_id, "drafts": cases.c.draft_id, "cases": cases.c.id}.get(name)
            own = table.c.id == owner if owner is not None else table.c.case_id == _numbers.c.case_id
            source = (
                select(*(_copied(column) for column in table.columns))
                .select_from(_numbers)
                .join(cases, cases.c.id == _numbers.c.case_id)
                .join(table, own)
            )
            connection.execute(insert(table).from_select(list(table.columns), source))
        _numbers.drop(connection)
        connection.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if connection.dialect.name == "postgresql" else "ANALYZE"))


def _copied(column: Column[object]) -> object:
    """What stands in this column of a copy."""
    if column.name in ("id", *_SHIFTED) and isinstance(column.type, Integer):
        return column + _numbers.c.step * STRIDE
    if column.name == "draft_id" or (column.table.name, column.name) == ("drafts", "id"):
        return literal("copy-").concat(_numbers.c.step)
    if column.name == "number":
        return _numbers.c.number
    if column.name == "iin":
        return literal("97000").concat(_numbers.c.step + 1_000_000)
    if column.name == "open_key":
        return column.concat("-").concat(_numbers.c.step)  # empty where the case is over
    if column.name in _UNIQUE:
        return literal("copy-").concat(_numbers.c.step).concat("-").concat(column.table.c.id)
    return column


@contextmanager
def _quickly(connection: Connection) -> Iterator[None]:
    """Without the checks of foreign keys: what is copied was checked."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    yield


def _laid(app: Flask, commission: make.Commission, waiting: int) -> Laid:
    person = db.session.get_one(Case, waiting).person_id
    number = db.session.get_one(Case, waiting).number
    open_ones = select(Case.number).where(Case.status == "registered", Case.id != waiting).order_by(Case.id)
    numbers = tuple(db.session.scalars(open_ones.limit(20_000)))
    db.session.rollback()
    with transaction():
        db.session.get_one(Officer, commission.chair.id).language = "kk"
        tokens = {
            CITIZEN_KEY: open_session(person_id=person),
            OFFICER_KEY: open_session(officer_id=commission.chair.id),
        }
    citizen, officer = (_browser(app, {key: token}) for key, token in tokens.items())
    page = officer.get(f"/staff/cases/{number}/forward/", base_url=PRODUCTION["QYZMET_PUBLIC_URL"])
    return Laid(
        officer_id=commission.chair.id or 0,
        body_id=commission.body_id,
        case=number,
        citizen_cookie=_cookie(app, citizen),
        officer_cookie=_cookie(app, officer),
        csrf_token=page.text.split('name="csrf_token" value="')[1].split('"')[0],
        waiting=numbers,
    )


def _browser(app: Flask, signed_in: dict[str, str]) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction(base_url=PRODUCTION["QYZMET_PUBLIC_URL"]) as cookie:
        cookie.update(signed_in)
    return client


def _cookie(app: Flask, client: FlaskClient) -> str:
    name = app.config["SESSION_COOKIE_NAME"]
    host = PRODUCTION["QYZMET_PUBLIC_URL"].split("/")[2]
    cookie = client.get_cookie(name, host)
    if cookie is None:
        raise LookupError(name)
    return f"{name}={cookie.value}"


if __name__ == "__main__":
    print(json.dumps(asdict(_lay(int(sys.argv[1])))))
