"""/healthz and /readyz: what keeps people away from a process, and what only calls somebody."""

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis.exceptions import ConnectionError as NoRedis
from sqlalchemy import delete, text

from actions import outbox
from database import db, transaction
from domain.message_statuses import MessageStatus
from integrations.storage import StorageAway
from jobs import schedule
from jobs.schedule import PERIODIC, run_due
from models.bodies import CalendarYear
from models.messaging import Message, OutboxEntry
from queries import readiness
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.messaging import tell

pytestmark = pytest.mark.usefixtures("session", "clock")


@pytest.fixture(autouse=True)
def healthy(session: object, clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site of which nothing is wrong: its periodic jobs, which do nothing here, have just run."""
    make.make_calendar(2026, 2027)
    monkeypatch.setattr(schedule, "function_at", lambda _path: lambda: None)
    run_due(clock())


def found(client: FlaskClient, query: str = "") -> tuple[int, str, dict[str, str], dict[str, str]]:
    answer = client.get(f"/readyz{query}")
    said = answer.json
    return answer.status_code, said["status"], said["reasons"], said["warnings"]


def told(status: str) -> None:
    """A message with this status, whose work somebody else does."""
    message_id = tell()
    with transaction() as session:
        session.get_one(Message, message_id).status = status
        session.execute(delete(OutboxEntry))


def warned(client: FlaskClient, part: str) -> str:
    """What is said of this part, and of no other, while people are served."""
    status, word, reasons, warnings = found(client)
    assert (status, word, reasons, set(warnings)) == (200, "ready, with warnings", {}, {part})
    assert found(client, "?strict")[0] == 503
    return warnings[part]


def refused(client: FlaskClient, part: str) -> str:
    """Why nobody may be sent here: this part alone."""
    status, word, reasons, warnings = found(client)
    assert (status, word, set(reasons), warnings) == (503, "not ready", {part}, {})
    return reasons[part]


def test_healthz_asks_nobody(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queries.readiness.NEEDED", {})
    assert (client.get("/healthz").status_code, client.get("/healthz").json) == (200, {"status": "alive"})


def test_a_site_of_which_nothing_is_wrong_is_ready(client: FlaskClient) -> None:
    assert found(client) == (200, "ready", {}, {})
    assert found(client, "?strict") == (200, "ready", {}, {})


class TestReasons:
    """What takes this process, and it alone or rightly all, out of rotation."""

    def test_redis_is_away(self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
        def away() -> None:
            raise NoRedis("a message with an address in it")

        monkeypatch.setattr("queries.readiness.redis_connection", away)
        assert refused(client, "redis") == "ConnectionError: no answer"

    def test_the_database_is_older_than_the_program(
        self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("migrations.latest", lambda: "9999")
        assert refused(client, "migrations").endswith("the program needs 9999")

    def test_a_newer_database_keeps_nobody_away(
        self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Web servers are exchanged one by one: the old ones go on on the new tables."""
        monkeypatch.setattr("migrations.latest", lambda: "0001")
        assert found(client) == (200, "ready", {}, {})

    def test_the_database_is_away(self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
        """Everything that is asked of it says so, and the answer still comes."""
        monkeypatch.setattr("queries.readiness.text", lambda _sql: text("SELECT * FROM nothing"))
        status, word, reasons, warnings = found(client)
        assert (status, word, set(reasons), warnings) == (503, "not ready", {"database", "migrations"}, {})
        assert reasons["database"].endswith("Error: no answer")

    def test_papers_cannot_be_stored(self, app: Flask, client: FlaskClient, tmp_path: Path) -> None:
        occupied = tmp_path / "data"
        occupied.mkdir()
        (occupied / "documents").write_text("a file where the folder should be")
        app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], data_dir=occupied)
        assert refused(client, "storage").startswith("papers cannot be stored: ")

    def test_the_disk_is_full(self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(_descriptor: int, _content: bytes) -> int:
            raise OSError(28, os.strerror(28))

        monkeypatch.setattr("queries.readiness.os.write", full)
        assert refused(client, "storage") == "papers cannot be stored: No space left on device"

    def test_no_probe_is_left_in_the_folder(self, app: Flask, client: FlaskClient) -> None:
        assert found(client)[0] == 200
        assert not list((app.config["SETTINGS"].data_dir / "documents").glob(".probe-*"))

    def test_the_bucket_is_away(
        self, app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Away:
            def open(self, _key: str) -> Iterator[bytes]:
                raise StorageAway("EndpointConnectionError")

        app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], s3_bucket="papers")
        monkeypatch.setattr("queries.readiness.documents_storage", Away)
        assert refused(client, "storage") == "StorageAway: no answer"


class TestWarnings:
    """What would be the same behind every process: taking them away would help nobody."""

    @pytest.mark.rule("CLK-3")
    def test_the_calendar_of_the_coming_months_is_missing(
        self, client: FlaskClient, clock: TestClock
    ) -> None:
        """The page on which it is loaded has to stay open."""
        with transaction() as session:
            session.delete(session.get_one(CalendarYear, 2027))
        assert warned(client, "calendar") == "the calendar of 2027 is not loaded"
        clock.set("2026-10-20T10:00")
        assert found(client) == (200, "ready", {}, {})

    def test_work_waits_and_nobody_does_it(self, client: FlaskClient, clock: TestClock) -> None:
        with transaction():
            outbox.put("refresh_phone", 1)
        clock.advance(minutes=5)
        run_due(clock())
        assert found(client) == (200, "ready", {}, {})
        clock.advance(minutes=1)
        run_due(clock())
        assert warned(client, "queue").startswith("work has waited for 6 minutes")

    def test_work_that_was_handed_over_and_never_came_back_waits_too(
        self, client: FlaskClient, clock: TestClock
    ) -> None:
        with transaction():
            entry = outbox.put("refresh_phone", 1)
            outbox.mark_enqueued([entry.id], clock())
        clock.advance(minutes=7)
        run_due(clock())
        assert "7 minutes" in warned(client, "queue")

    def test_work_for_later_and_work_that_was_given_up_do_not_wait(
        self, client: FlaskClient, clock: TestClock
    ) -> None:
        with transaction():
            outbox.put("refresh_phone", 1, not_before=clock().replace(year=2027))
            given_up = outbox.put("refresh_phone", 2).id
        with transaction():
            db.session.get_one(OutboxEntry, given_up).given_up_at = clock()
        clock.advance(hours=1)
        run_due(clock())
        assert found(client) == (200, "ready", {}, {})

    @pytest.mark.parametrize("status", [MessageStatus.QUEUED, MessageStatus.SENDING])
    def test_a_message_does_not_leave(self, client: FlaskClient, clock: TestClock, status: str) -> None:
        told(status)
        clock.advance(minutes=15)
        run_due(clock())
        assert found(client) == (200, "ready", {}, {})
        clock.advance(minutes=1)
        run_due(clock())
        assert warned(client, "messages").startswith("a message has waited for 16 minutes")

    def test_a_message_that_the_provider_has_is_not_ours_to_wait_for(
        self, client: FlaskClient, clock: TestClock
    ) -> None:
        told(MessageStatus.ACCEPTED)
        clock.advance(hours=3)
        run_due(clock())
        assert found(client) == (200, "ready", {}, {})

    def test_no_periodic_job_runs(self, client: FlaskClient, clock: TestClock) -> None:
        clock.advance(minutes=3)
        assert found(client) == (200, "ready", {}, {})
        clock.advance(minutes=1)
        assert "sweep_messages" in warned(client, "sweepers")

    def test_one_periodic_job_keeps_failing(
        self, client: FlaskClient, clock: TestClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It begins each time, which is no sign of life."""
        broken = next(job for job in PERIODIC if job.name == "sweep_messages")

        def function_at(path: str) -> object:
            return (lambda: 1 // 0) if path == broken.path else (lambda: None)

        monkeypatch.setattr(schedule, "function_at", function_at)
        for _ in range(5):
            clock.advance(minutes=1)
            run_due(clock())
        assert warned(client, "sweepers") == (
            "not run to their end in time: sweep_messages; is the relay running?"
        )

    def test_a_periodic_job_that_has_never_run_is_missed(self, app: Flask, client: FlaskClient) -> None:
        beats = readiness.expected_beats()
        beats["of_the_next_version"] = beats["sweep_messages"]
        try:
            assert "of_the_next_version" in warned(client, "sweepers")
        finally:
            del beats["of_the_next_version"]
