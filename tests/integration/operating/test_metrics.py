"""/metrics: who may read it, what it says, and that nobody is named in it."""

import dataclasses
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from redis.exceptions import ConnectionError as NoRedis
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from actions import outbox
from database import db, transaction
from domain.message_statuses import MessageStatus
from extensions import redis_connection
from jobs import runner, schedule, tally
from jobs.schedule import run_due
from models.cases import Task
from models.messaging import Message, OutboxEntry
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.citizens import browser_of
from tests.support.messaging import PHONE, tell

TOKEN = "the tests' own token, which nobody guesses"

pytestmark = pytest.mark.usefixtures("session", "clock")


@pytest.fixture(autouse=True)
def with_a_token(app: Flask, session: object) -> None:
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], metrics_token=TOKEN)


Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def read(client: FlaskClient) -> Samples:
    """Every sample by its name and labels, read by Prometheus' own parser."""
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert answer.headers["Cache-Control"] == "no-store"
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def value(samples: Samples, name: str, **labels: str) -> float | None:
    return samples.get((name, frozenset(labels.items())))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": TOKEN},
        {"Authorization": f"Bearer {TOKEN} "},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer \u04d9".encode().decode("latin-1")},
        {"Cookie": f"token={TOKEN}"},
    ],
)
def test_threat_a_stranger_reads_the_figures(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 404 and "qyzmet_" not in answer.text


def test_threat_the_token_in_the_address_where_logs_keep_it(client: FlaskClient) -> None:
    assert client.get("/metrics", query_string={"token": TOKEN}).status_code == 404


def test_a_site_without_a_token_has_no_metrics(app: Flask, client: FlaskClient) -> None:
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], metrics_token="")
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer"}):
        assert client.get("/metrics", headers=headers).status_code == 404


def test_requests_are_counted_by_the_template_of_their_address(client: FlaskClient) -> None:
    page = {"method": "GET", "route": "/verify/<code>/", "status": "404"}
    before = value(read(client), "qyzmet_http_requests_total", **page) or 0
    for code in ("1111", "2222"):
        client.get(f"/verify/{code}/")
    after = read(client)
    assert value(after, "qyzmet_http_requests_total", **page) == before + 2
    assert not [key for key in after if "1111" in str(key)]
    seconds = {"method": "GET", "route": "/verify/<code>/"}
    assert (value(after, "qyzmet_http_request_seconds_count", **seconds) or 0) >= 2


def test_threat_somebody_fills_the_memory_with_addresses_and_methods(client: FlaskClient) -> None:
    client.get("/no-such-page-1/")
    client.open("/no-such-page-1/", method="XA")
    before = {key for key in read(client) if key[0].startswith("qyzmet_http")}
    for number in range(20):
        client.get(f"/no-such-page-{number}/")
        client.open(f"/no-such-page-{number}/", method=f"X{number}")
    assert {key for key in read(client) if key[0].startswith("qyzmet_http")} == before
    assert ("method", "other") in {label for key in before for label in key[1]}


def test_what_waits_is_counted_by_topic(client: FlaskClient, clock: TestClock) -> None:
    with transaction():
        outbox.put("ask_registry", 1)
        outbox.put("ask_registry", 2)
        handed, given_up = outbox.put("refresh_phone", 1), outbox.put("refresh_phone", 2)
        outbox.mark_enqueued([handed.id], clock())
        given_up.given_up_at = clock()
    clock.advance(minutes=2)
    with transaction():
        outbox.put("ask_registry", 3, not_before=clock().replace(year=2027))
        failed = outbox.put("check_signatures", 1)
        outbox.put_back(failed.id, "NotAnswered", patient=True)
    clock.advance(seconds=1)
    found = read(client)
    entries, due = "qyzmet_outbox_entries", "qyzmet_outbox_oldest_due_seconds"
    assert value(found, entries, topic="ask_registry", state="waiting") == 3
    assert value(found, entries, topic="refresh_phone", state="handed_over") == 1
    assert value(found, entries, topic="refresh_phone", state="given_up") == 1
    assert value(found, due, topic="ask_registry") == value(found, due, topic="refresh_phone") == 121
    assert value(found, due, topic="check_signatures") == 0
    assert value(found, "qyzmet_outbox_oldest_failing_seconds", topic="check_signatures") == 1


def test_messages_by_their_end_and_the_oldest_one_unsent(client: FlaskClient, clock: TestClock) -> None:
    ids = [tell() for _ in range(4)]
    with transaction() as session:
        for message_id, status in zip(
            ids, (MessageStatus.DELIVERED, MessageStatus.ACCEPTED, MessageStatus.SENDING), strict=False
        ):
            session.get_one(Message, message_id).status = status
    clock.advance(minutes=30)
    found = read(client)
    assert value(found, "qyzmet_messages_ended_last_hour", status="delivered") == 1
    assert value(found, "qyzmet_messages_ended_last_hour", status="failed") == 0
    assert value(found, "qyzmet_messages_open", status="accepted") == 1
    assert value(found, "qyzmet_messages_open", status="queued") == 1
    assert value(found, "qyzmet_messages_oldest_unsent_seconds") == 1800
    clock.advance(hours=1)
    assert value(read(client), "qyzmet_messages_ended_last_hour", status="delivered") == 0


def test_jobs_are_counted_by_how_they_ended(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, clock: TestClock
) -> None:
    def job(subject: int) -> None:
        assert subject == 1

    monkeypatch.setattr(runner, "job_of", lambda _topic: job)
    with transaction():
        entries = [outbox.put("refresh_phone", subject).id for subject in (1, 1, 2, 2)]
    with transaction() as session:
        session.get_one(OutboxEntry, entries[3]).failures = outbox.MOST_FAILURES - 1
    for entry_id in entries:
        runner.perform(entry_id)
    found, jobs = read(client), "qyzmet_jobs_total"
    outcomes = [
        value(found, jobs, topic="refresh_phone", outcome=outcome)
        for outcome in ("done", "put_back", "given_up")
    ]
    assert outcomes == [2, 1, 1]
    assert (value(found, "qyzmet_job_seconds_total", topic="refresh_phone") or 0) > 0
    redis_connection().flushdb()
    assert value(read(client), jobs, topic="refresh_phone", outcome="done") is None


def test_a_job_is_done_while_nobody_can_count_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise NoRedis

    monkeypatch.setattr(runner, "job_of", lambda _topic: lambda _subject: None)
    monkeypatch.setattr(tally, "redis_connection", away)
    with transaction():
        entry_id = outbox.put("refresh_phone", 1).id
    runner.perform(entry_id)
    with transaction() as session:
        assert session.get(OutboxEntry, entry_id) is None


def test_answers_of_registries_and_of_the_nca(client: FlaskClient) -> None:
    tally.count_answer("identity", "answered")
    tally.count_answer("identity", "no_answer")
    tally.count_check("valid")
    found = read(client)
    for outcome in ("answered", "no_answer"):
        assert value(found, "qyzmet_registry_answers_total", registry="identity", outcome=outcome) == 1
    assert value(found, "qyzmet_signature_checks_total", outcome="valid") == 1


def test_overdue_tasks_unsealed_rows_and_heartbeats(
    client: FlaskClient, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.make_calendar()
    make.make_case(make.make_commission())
    with transaction() as session:
        number = session.query(Task).filter(Task.closed_at.is_(None)).count()
    monkeypatch.setattr(schedule, "function_at", lambda _path: lambda: None)
    run_due(clock())
    assert number and value(read(client), "qyzmet_tasks_overdue") == 0
    clock.advance(days=60)
    found = read(client)
    sixty_days = 60 * 24 * 3600
    assert value(found, "qyzmet_tasks_overdue") == number
    assert value(found, "qyzmet_audit_unsealed_seconds", table="audit_log") == sixty_days
    assert value(found, "qyzmet_periodic_seconds_since_end", job="seal_audit") == sixty_days
    assert value(found, "qyzmet_ready", part="database") == 1
    assert value(found, "qyzmet_ready", part="sweepers") == 0


def test_what_is_left_is_told_while_the_database_is_away(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readiness says why figures are missing, and requests are still counted."""

    def away(_now: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr("queries.metrics.GROUPS", (away,))
    names = {name for name, _labels in read(client)}
    assert "qyzmet_ready" in names and "qyzmet_http_requests_total" in names
    assert "qyzmet_outbox_entries" not in names


def test_threat_a_figure_names_a_person(client: FlaskClient, clock: TestClock) -> None:
    make.make_calendar()
    commission = make.make_commission()
    case_id = make.make_case(commission)
    person_id = make.make_person(make.IINS[1])
    visitor = browser_of(client, person_id)
    visitor.get(f"/cabinet/{case_id}/")
    tell()
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    assert "qyzmet_messages_open" in answer
    for secret in (*make.IINS[:2], PHONE, PHONE.removeprefix("+"), "Сейітқали"):
        assert secret not in answer
    assert not re.search(r"(?<!\d)\d{12}(?!\d)", answer)


def test_the_number_of_queries_is_the_same_however_much_there_is(
    client: FlaskClient, clock: TestClock
) -> None:
    def counted() -> int:
        statements: list[str] = []

        def note(*arguments: object) -> None:
            statements.append(str(arguments[2]))

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            read(client)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(statements)

    few = counted()
    for _ in range(5):
        tell()
    with transaction():
        for topic in ("ask_registry", "refresh_phone", "send_code"):
            outbox.put(topic, 1)
    assert counted() == few <= 25
