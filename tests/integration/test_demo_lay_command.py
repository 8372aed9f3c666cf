"""`flask demo lay`: once, whole, and anew where another moment or another edition is there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DatabaseError

import clock
from actions.officers import create_officer
from app import create_app
from config import Settings
from database import db, transaction
from devkit.demo import commands
from devkit.demo import lay as laying
from devkit.demo.emptying import empty
from devkit.environment import demo_environment
from domain.roles import SITE
from migrations import upgrade
from models.audit import AuditEntry
from models.people import Officer

MOMENT = datetime(2026, 11, 24, 10, 30, tzinfo=clock.ALMATY)


class Demo:
    """A demo of one officer; `found` is how many officers each laying came upon."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.found: list[int] = []
        self.breaks_off = False

    @property
    def data_dir(self) -> Path:
        folder: Path = self.app.config["SETTINGS"].data_dir
        return folder

    def lay(self, _settings: Settings, _now: datetime) -> None:
        self.found.append(db.session.scalar(select(func.count()).select_from(Officer)) or 0)
        db.session.rollback()
        with transaction():
            create_officer(SITE, login="somebody", name="Біреу Адам", iin="821328304901", bin="931340005939")
        if self.breaks_off:
            raise KeyboardInterrupt

    def run(self, at: datetime | None = None) -> Any:
        """The command, with QYZMET_NOW or without."""
        self.app.config["SETTINGS"] = replace(self.app.config["SETTINGS"], starts_at=at)
        return self.app.test_cli_runner().invoke(args=["demo", "lay"])


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Demo]:
    """An empty database of a demo."""
    monkeypatch.setattr("web.logs.configure", lambda: None)
    app = create_app(Settings.from_env(demo_environment({}, tmp_path, 8000)))
    demo = Demo(app)
    monkeypatch.setattr(commands, "lay", demo.lay)
    try:
        with app.app_context():
            upgrade(db.engine)
            yield demo
    finally:
        clock.reset()


def test_it_is_laid_once(demo: Demo) -> None:
    assert "is laid" in demo.run().output
    assert "there already" in demo.run().output
    assert demo.found == [0]


def test_what_broke_off_is_laid_anew(demo: Demo) -> None:
    demo.breaks_off = True
    assert demo.run().exit_code != 0
    demo.breaks_off = False
    assert demo.run().exit_code == 0
    assert demo.found == [0, 0]


def test_what_another_edition_laid_is_laid_anew(demo: Demo) -> None:
    demo.run()
    (demo.data_dir / laying.MARK).write_text("1", encoding="utf-8")
    assert "is laid" in demo.run().output
    assert demo.found == [0, 0]


def test_another_moment_lays_it_anew_and_moves_the_clock(demo: Demo) -> None:
    demo.run()
    demo.run(MOMENT)
    assert abs((clock.now() - MOMENT).total_seconds()) < 60
    demo.run(clock.now())
    assert demo.found == [0, 0]


def test_emptied_is_what_may_not_be_deleted_and_that_it_may_not_still_holds(app: Flask) -> None:
    for _ in range(2):
        with transaction():
            create_officer(SITE, login="somebody", name="Біреу Адам", iin="821328304901", bin="931340005939")
        assert db.session.scalar(select(func.count()).select_from(AuditEntry))
        db.session.rollback()
        with pytest.raises(DatabaseError, match="append-only"), transaction():
            db.session.execute(delete(AuditEntry))
        db.session.rollback()
        empty(db.engine)
        assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 0
        db.session.rollback()
