"""The demo is credible whenever it is started: in a season, at its edges, outside of it."""

import socket
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

import catalogue
import clock as our_clock
from app import create_app
from config import Settings
from database import db
from devkit.demo.lay import lay
from devkit.gateway.server import CHANNEL
from domain.deadlines import local_day, season_open
from domain.message_statuses import FINAL
from models.cases import Case, Complaint, Event, Task
from models.drafts import Draft
from models.messaging import Message
from tests.support.settings import make_settings


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def demo_settings(data_dir: Path) -> Settings:
    """Settings of mode demo whose simulators have free ports of their own."""
    kept = make_settings(data_dir)
    return Settings.from_env(
        {
            "QYZMET_MODE": "demo",
            "QYZMET_SECRET_KEY": kept.secret_key,
            "QYZMET_CODE_KEY": kept.code_key,
            "QYZMET_PUBLIC_URL": "http://127.0.0.1:8000",
            "QYZMET_DATA_DIR": str(data_dir),
            "TWILIO_ACCOUNT_SID": kept.twilio_account_sid,
            "TWILIO_AUTH_TOKEN": kept.twilio_auth_token,
            "TWILIO_FROM_NUMBER": kept.twilio_from_number,
            "TWILIO_API_BASE": f"http://127.0.0.1:{free_port()}",
            "REGISTRY_URL": f"http://127.0.0.1:{free_port()}{CHANNEL}",
            "REGISTRY_LOGIN": "demo",
            "REGISTRY_PASSWORD": "demo",
        }
    )


@pytest.mark.parametrize(
    ("moment", "open_cases", "statuses"),
    [
        (
            "2026-11-24T12:00",
            True,
            {"registered", "under_examination", "hearing_called", "concluded", "recorded", "refused"},
        ),
        ("2026-09-02T09:05", True, {"registered", "recorded", "refused"}),
        ("2026-07-15T15:00", False, {"recorded", "refused"}),
        ("2027-01-05T10:00", True, {"recorded", "refused"}),
    ],
)
def test_the_demo_is_credible_at_any_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, open_cases: bool, statuses: set[str]
) -> None:
    monkeypatch.setattr("web.logs.configure", lambda: None)
    app = create_app(demo_settings(tmp_path))
    now = datetime.fromisoformat(moment).replace(tzinfo=our_clock.ALMATY)
    our_clock.set_source(lambda: now)
    try:
        with app.app_context():
            db.create_all()
            lay(app.config["SETTINGS"], now)
            _check(now, open_cases, statuses)
    finally:
        our_clock.reset()


def _check(now: datetime, open_cases: bool, statuses: set[str]) -> None:
    cases = db.session.scalars(select(Case)).all()
    assert statuses <= {case.status for case in cases}, {case.status for case in cases}
    for case in cases:
        assert case.filed_at <= now
        assert season_open(catalogue.CURRENT[case.service].seasons, local_day(case.filed_at))
        if case.decided_at is None:
            assert case.due_at > now
    assert any(case.decided_at is None for case in cases) is open_cases
    assert db.session.scalar(select(func.count()).select_from(Complaint)) == 1
    assert db.session.scalar(select(func.count()).where(Draft.status == "open")) == 1
    assert db.session.scalar(select(func.max(Event.at))) <= now
    assert set(db.session.scalars(select(Message.status).where(Message.not_before <= now))) <= FINAL
    assert not db.session.scalars(select(Task.id).where(Task.closed_at.is_(None), Task.opened_at > now)).all()
