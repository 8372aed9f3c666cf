"""The name of a request goes with what it causes: from the page through the outbox into the job's log."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from actions import audit, outbox
from database import db, transaction
from domain.roles import SITE, Role
from jobs import runner
from models.audit import AuditEntry
from models.messaging import OutboxEntry
from tests.support import factories as make
from tests.support.citizens import browser_of
from tests.support.signing_in import add_officer, sign_in_officer
from web import logs

pytestmark = pytest.mark.usefixtures("session", "clock")

NAME = "proxy-0123456789abcdef"


class Lines(logging.Handler):
    """What the log would be, line by line, as JSON."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logs.JsonFormatter())
        self.addFilter(logs._name_request)
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))

    def of(self, message: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["message"] == message]


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler = Lines()
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


def entries() -> list[OutboxEntry]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxEntry).order_by(OutboxEntry.id)))


def test_the_work_that_a_request_causes_bears_its_name(client: FlaskClient, lines: Lines) -> None:
    client.get("/sign-in/")
    page = client.get("/sign-in/").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    client.post("/sign-in/", data={"csrf_token": token, "iin": make.IINS[0]}, headers={"X-Request-ID": NAME})
    assert [entry.topic for entry in entries()] == ["send_code"]
    assert {entry.request_id for entry in entries()} == {NAME}
    runner.perform(entries()[0].id)
    [done] = lines.of("job")
    assert (done["request"], done["topic"], done["outcome"]) == (NAME, "send_code", "put_back")
    failed = [line for line in lines.lines if line["logger"] == "jobs.runner" and line["level"] == "warning"]
    assert {line["request"] for line in failed} == {NAME}


def test_the_work_of_a_job_bears_the_name_of_what_caused_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    def job(_subject: int) -> None:
        with transaction():
            outbox.put("refresh_phone", 7)
            audit.record("phone_asked", SITE)

    monkeypatch.setattr(runner, "job_of", lambda _topic: job)
    with transaction():
        first = outbox.put("send_message", 1)
        first.request_id = NAME
        first_id = first.id
    runner.perform(first_id)
    [caused] = entries()
    assert (caused.topic, caused.request_id) == ("refresh_phone", NAME)
    assert db.session.scalars(select(AuditEntry.request_id)).all() == [NAME]


def test_the_next_job_does_not_inherit_the_name_of_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(runner, "job_of", lambda _topic: lambda _id: seen.append(audit.current_request.get()))

    audit.current_request.set(None)
    with transaction():
        of_request, of_nobody = outbox.put("send_message", 1), outbox.put("send_message", 2)
        of_request.request_id = NAME
        ids = [of_request.id, of_nobody.id]
    for entry_id in ids:
        runner.perform(entry_id)
    assert seen == [NAME, None]


def test_a_request_is_one_line_with_its_route_and_no_address(client: FlaskClient, lines: Lines) -> None:
    client.get("/verify/QZ77/?q=secret", headers={"X-Request-ID": NAME})
    [line] = lines.of("request")
    assert {key: line[key] for key in ("request", "method", "route", "status", "role")} == {
        "request": NAME,
        "method": "GET",
        "route": "/verify/<code>/",
        "status": 404,
        "role": "-",
    }
    assert line["milliseconds"] > 0
    assert "QZ77" not in json.dumps(line) and "secret" not in json.dumps(line)


def test_the_line_names_roles_and_nobody(app: Flask, lines: Lines) -> None:
    make.make_calendar()
    visitor = browser_of(app.test_client(), make.make_person())
    visitor.get("/cabinet/")
    assert lines.of("request")[-1]["role"] == "citizen"
    add_officer("somebody", Role.CHAIR)
    officer = app.test_client()
    sign_in_officer(officer, "somebody")
    officer.get("/staff/")
    assert lines.of("request")[-1]["role"] == "chair"
    assert set(lines.of("request")[-1]) == {
        *("at", "level", "logger", "request", "message", "method", "route", "status", "milliseconds", "role")
    }


def test_probes_are_told_when_they_fail_alone(client: FlaskClient, lines: Lines) -> None:
    client.get("/healthz")
    assert lines.of("request") == []
    client.get("/metrics")
    assert [line["status"] for line in lines.of("request")] == [404]


@pytest.mark.parametrize(("given", "kept"), [("a" * 40, True), ("a" * 41, False), ("a" * 7, False)])
def test_a_name_fits_into_its_columns(client: FlaskClient, given: str, kept: bool) -> None:
    """A longer one, which anybody may send, would be refused by PostgreSQL in the middle of the work."""
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) is kept
    longest = max(len(given) if kept else 0, 1)
    assert longest <= AuditEntry.request_id.type.length  # type: ignore[attr-defined]
    assert longest <= OutboxEntry.request_id.type.length  # type: ignore[attr-defined]
