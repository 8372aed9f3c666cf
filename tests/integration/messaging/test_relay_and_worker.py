"""From the outbox through a real Redis and a real worker to the provider."""

import os
import signal
from dataclasses import replace

import pytest
from flask import Flask
from redis import Redis
from rq import Queue, SimpleWorker
from rq.registry import FailedJobRegistry
from sqlalchemy import select

import extensions
from actions import outbox
from database import db, transaction
from devkit.twilio.modes import Mode
from devkit.twilio.server import TwilioSimulator
from domain.roles import SITE
from jobs import relay, runner
from jobs.queues import BACKGROUND, MESSAGES, TOPICS
from jobs.relay import Relay
from jobs.worker import make_worker
from models.messaging import Message, OutboxEntry
from tests.conftest import TestClock
from tests.support.messaging import TEXT, entries, status, tell


@pytest.fixture
def redis(app: Flask, session: object) -> Redis:
    return extensions.redis_connection()


def waiting(redis: Redis, queue: str = MESSAGES) -> int:
    return len(Queue(queue, connection=redis).job_ids)


class TestRelay:
    def test_it_hands_over_what_is_due_and_only_once(self, redis: Redis, clock: TestClock) -> None:
        tell()
        handing = Relay(redis)
        assert (handing.step(), handing.step(), waiting(redis)) == (1, 0, 1)
        assert entries()[0].enqueued_at == clock()

    def test_what_waits_for_its_time_stays(self, redis: Redis, clock: TestClock) -> None:
        clock.set("2026-11-23T22:00")
        tell()
        handing = Relay(redis)
        assert handing.step() == 0
        clock.set("2026-11-24T09:00")
        assert handing.step() == 1

    def test_each_topic_goes_to_its_queue_as_an_id_alone(self, redis: Redis, clock: TestClock) -> None:
        with transaction():
            for topic in outbox.TOPICS:
                outbox.put(topic, 7)
        Relay(redis).step()
        for queue in (MESSAGES, BACKGROUND):
            jobs = Queue(queue, connection=redis).jobs
            assert len(jobs) == sum(topic.queue == queue for topic in TOPICS.values())
            for job in jobs:
                assert (job.func_name, job.kwargs) == ("jobs.runner.perform", {})
                assert isinstance(job.args[0], int)
                assert (job.retries_left or 0) > 0
                assert job.failure_ttl <= 3600 and job.result_ttl <= 60

    def test_a_long_queue_is_not_taken_for_lost_and_made_longer(
        self, redis: Redis, clock: TestClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(relay, "MOST_WAITING", 2)
        with transaction():
            for subject_id in (1, 2, 3):
                outbox.put("send_message", subject_id)
            outbox.put("ask_registry", 4)
        handing = Relay(redis)
        assert (handing.step(), waiting(redis), waiting(redis, BACKGROUND)) == (3, 2, 1)
        clock.advance(minutes=4)
        relay.sweep_outbox()
        assert (handing.step(), waiting(redis)) == (1, 2), "the full queue got nothing more"
        redis.delete(Queue(MESSAGES, connection=redis).key)
        assert (handing.step(), waiting(redis)) == (2, 2)

    def test_while_redis_is_away_nothing_is_lost(self, redis: Redis, clock: TestClock) -> None:
        tell()
        assert Relay(extensions.connect_redis("redis://127.0.0.1:9")).step() == 0
        assert entries()[0].enqueued_at is None
        assert Relay(redis).step() == 1

    def test_a_redis_that_forgot_is_told_again(
        self, redis: Redis, clock: TestClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tell()
        handing = Relay(redis)
        handing.step()
        redis.flushdb()
        assert (handing.step(), waiting(redis)) == (0, 0)
        monkeypatch.setattr(Redis, "info", lambda *_: {"run_id": "another process"})
        monkeypatch.setattr(relay, "REDIS_CHECK_EVERY", 0.0)
        handing._check_at = 0.0
        assert (handing.step(), waiting(redis)) == (1, 1)

    def test_a_redis_that_was_emptied_is_told_again_within_seconds(
        self, redis: Redis, clock: TestClock
    ) -> None:
        tell()
        handing = Relay(redis)
        handing.step()
        redis.flushdb()
        handing._check_at = 0.0
        assert (handing.step(), waiting(redis)) == (1, 1)
        handing._check_at = 0.0
        assert (handing.step(), waiting(redis)) == (0, 1), "it still holds what it was given"

    def test_a_new_relay_hands_over_what_its_predecessor_left(self, redis: Redis, clock: TestClock) -> None:
        tell()
        Relay(redis).step()
        redis.flushdb()
        assert (Relay(redis).step(), waiting(redis)) == (1, 1)


class TestRunner:
    def test_what_is_done_leaves_the_outbox(self, twilio: TwilioSimulator) -> None:
        message_id = tell()
        entry_id = entries()[0].id
        runner.perform(entry_id)
        runner.perform(entry_id)
        assert (entries(), status(message_id), twilio.texts()) == ([], "accepted", [TEXT])

    def test_what_fails_is_put_back_later_and_later_and_given_up(
        self,
        session: object,
        clock: TestClock,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        monkeypatch.setattr("jobs.registries.ask_registry", lambda query_id: {}["a secret"])
        with transaction():
            entry_id = outbox.put("ask_registry", 7).id
        pauses = []
        while entries()[0].given_up_at is None:
            runner.perform(entry_id)
            pauses.append((entries()[0].not_before - clock()).total_seconds())
            clock.set(max(entries()[0].not_before, clock()))
        assert len(pauses) == outbox.MOST_FAILURES
        assert pauses[:4] == [2, 5, 10, 20]
        given_up = entries()[0]
        assert (given_up.error, given_up.failures) == ("KeyError", outbox.MOST_FAILURES)
        runner.perform(entry_id)
        assert entries()[0].failures == outbox.MOST_FAILURES
        with transaction():
            outbox.try_again(entry_id, SITE)
        assert (entries()[0].failures, entries()[0].given_up_at) == (0, None)

    def test_a_topic_that_nobody_does_cannot_be_put(self, session: object) -> None:
        with pytest.raises(ValueError, match="nonsense"), transaction():
            outbox.put("nonsense", 1)

    def test_an_entry_of_a_change_that_failed_does_not_exist(self, session: object, clock: TestClock) -> None:
        with pytest.raises(RuntimeError), transaction():
            outbox.put("ask_registry", 7)
            raise RuntimeError
        assert entries() == []


def _kill_this_process(*_arguments: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class TestWorker:
    def test_a_message_goes_through_redis_and_a_worker(
        self, app: Flask, redis: Redis, twilio: TwilioSimulator
    ) -> None:
        message_id = tell()
        Relay(redis).step()
        db.session.remove()
        db.engine.dispose()
        worker = make_worker(app, MESSAGES)
        worker.work(burst=True, logging_level="WARNING")
        assert (status(message_id), twilio.texts()) == ("accepted", [TEXT])
        assert entries() == []
        assert FailedJobRegistry(queue=worker.queues[0]).count == 0

    def test_a_worker_that_is_killed_in_the_middle_neither_loses_nor_repeats_the_message(
        self,
        app: Flask,
        redis: Redis,
        twilio: TwilioSimulator,
        clock: TestClock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """It dies after the provider has taken the message."""
        message_id = tell()
        Relay(redis).step()
        db.session.remove()
        db.engine.dispose()
        pid = os.fork()
        if pid == 0:
            try:
                worker = make_worker(app, MESSAGES)
                monkeypatch.setattr("actions.delivery.record_taken", _kill_this_process)
                worker.work(burst=True, logging_level="CRITICAL")
            finally:
                os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
        assert (status(message_id), twilio.texts()) == ("sending", [TEXT])
        clock.advance(minutes=4)
        relay.sweep_outbox()
        Relay(redis).step()
        db.session.remove()
        db.engine.dispose()
        make_worker(app, MESSAGES).work(burst=True, logging_level="WARNING")
        assert (status(message_id), twilio.texts()) == ("delivered", [TEXT])

    def test_a_job_of_the_background_has_a_process_of_its_own(
        self, app: Flask, redis: Redis, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One that dies ends no worker: its entry waits, and the next job is done."""
        monkeypatch.setattr("jobs.registries.ask_registry", _kill_this_process)
        monkeypatch.setattr("jobs.contacts.refresh_phone", lambda _id: None)
        with transaction():
            outbox.put("ask_registry", 7)
            outbox.put("refresh_phone", 7)
        Relay(redis).step()
        db.session.remove()
        db.engine.dispose()
        make_worker(app, BACKGROUND).work(burst=True, logging_level="CRITICAL")
        assert [entry.topic for entry in entries()] == ["ask_registry"]

    def test_it_listens_to_exactly_one_queue_and_wakes_up_soon(self, app: Flask, redis: Redis) -> None:
        worker = make_worker(app, BACKGROUND)
        assert worker.queue_names() == [BACKGROUND]
        assert worker.worker_ttl <= 30
        assert worker.maintenance_interval <= 10
        assert worker.job_monitoring_interval <= 10
        with pytest.raises(KeyError):
            make_worker(app, "messages,background")

    def test_what_it_rehearses_leaves_no_trace_and_nothing_new_for_its_jobs(
        self, app: Flask, redis: Redis, twilio: TwilioSimulator
    ) -> None:
        twilio.behave(Mode.ACCEPT)
        make_worker(app, MESSAGES)
        assert (db.session.scalars(select(Message)).all(), entries()) == ([], [])
        message_id, known = tell(), set(db.engine._compiled_cache)  # type: ignore[arg-type]
        runner.perform(entries()[0].id)
        assert status(message_id) == "accepted"
        learned = set(db.engine._compiled_cache) - known  # type: ignore[arg-type]
        assert learned == set()

    def test_what_rq_reports_wrongly_does_no_harm(
        self, app: Flask, redis: Redis, twilio: TwilioSimulator
    ) -> None:
        """The same job twice in the queue, as after a lost acknowledgement."""
        twilio.behave(Mode.ACCEPT)
        message_id = tell()
        queue = Queue(MESSAGES, connection=redis)
        entry_id = entries()[0].id
        for _ in range(2):
            queue.enqueue("jobs.runner.perform", entry_id)
        SimpleWorker([queue], connection=redis).work(burst=True, logging_level="WARNING")
        assert (status(message_id), twilio.texts()) == ("accepted", [TEXT])


def test_without_its_settings_a_message_waits_and_the_worker_lives(
    app: Flask, redis: Redis, clock: TestClock
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], twilio_auth_token="")
    message_id = tell()
    runner.perform(entries()[0].id)
    assert (status(message_id), len(entries())) == ("queued", 1)
    assert isinstance(entries()[0], OutboxEntry)
