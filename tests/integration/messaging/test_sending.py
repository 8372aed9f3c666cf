"""The delivery guarantee: every message ends, and none is sent twice."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from actions import codes, delivery, receipts
from actions.delivery import LOOK_UP_AFTER, MOST_ATTEMPTS, UNKNOWN_FOR
from actions.message_sweeps import CHECK_AFTER
from actions.receipts import SILENT_AFTER
from database import db, transaction
from devkit.twilio.modes import Mode
from devkit.twilio.server import TwilioSimulator
from domain.message_statuses import FINAL
from integrations.sms.twilio import TwilioSms
from jobs import messages as jobs
from jobs import relay, runner
from models.messaging import Message, MessageAttempt, OutboxEntry
from models.people import OneTimeCode
from tests.conftest import TestClock
from tests.support.messaging import PHONE, TEXT, due_at, entries, message, status, tell, work


class WorkerDied(BaseException):
    """The process is gone: nothing after this runs."""


@pytest.fixture(autouse=True)
def _site(twilio: TwilioSimulator) -> None:
    """The app speaks to the simulator in each test."""


def die(monkeypatch: pytest.MonkeyPatch, where: object, name: str) -> None:
    """Let the worker die when it gets to this function."""

    def dies(*_arguments: object) -> None:
        raise WorkerDied

    monkeypatch.setattr(where, name, dies)


def crash(message_id: int) -> None:
    with pytest.raises(WorkerDied):
        jobs.send_message(message_id)
    db.session.rollback()


def forget_outbox() -> None:
    """As if everything in the outbox had been done, or lost."""
    with transaction() as session:
        for entry in session.scalars(select(OutboxEntry)):
            session.delete(entry)


class TestSending:
    def test_it_is_sent_once_however_often_the_job_runs(self, twilio: TwilioSimulator) -> None:
        message_id = tell()
        for _ in range(3):
            jobs.send_message(message_id)
        assert (twilio.texts(), status(message_id)) == ([TEXT], "accepted")
        attempt = message(message_id).attempts[0]
        assert attempt.sid is not None and attempt.outcome == "accepted"

    def test_the_attempt_is_committed_before_the_provider_is_called(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        message_id = tell()
        seen: list[str] = []

        def look(*_arguments: object) -> None:
            with db.engine.connect() as other:
                seen.append(other.scalar(select(Message.status).where(Message.id == message_id)) or "")
            raise WorkerDied

        monkeypatch.setattr(TwilioSms, "send", look)
        crash(message_id)
        assert seen == ["sending"]

    def test_while_the_provider_is_called_the_database_is_free(self, monkeypatch: pytest.MonkeyPatch) -> None:
        message_id = tell()

        def look(*_arguments: object) -> None:
            assert not db.session().in_transaction()
            raise WorkerDied

        monkeypatch.setattr(TwilioSms, "send", look)
        crash(message_id)

    def test_a_number_that_takes_none_fails_with_the_reason(self, twilio: TwilioSimulator) -> None:
        twilio.behave(Mode.REFUSE, code=21614)
        message_id = tell()
        work()
        failed = message(message_id)
        assert (failed.status, failed.reason, failed.provider_code) == ("failed", "not_mobile", "21614")

    def test_a_provider_that_is_busy_is_tried_again_later_and_later(
        self, twilio: TwilioSimulator, clock: TestClock
    ) -> None:
        twilio.behave(Mode.BUSY, times=3)
        message_id = tell()
        pauses = []
        for _ in range(3):
            work()
            pauses.append((due_at(message_id) or clock()) - clock())
            assert message(message_id).reason == "provider_busy"
            clock.set(due_at(message_id) or clock())
        assert pauses == [timedelta(seconds=5), timedelta(seconds=15), timedelta(seconds=60)]
        work()
        assert (status(message_id), message(message_id).reason, twilio.texts()) == ("accepted", None, [TEXT])

    def test_a_provider_that_refuses_us_is_tried_seldom(
        self, twilio: TwilioSimulator, clock: TestClock
    ) -> None:
        twilio.behave(Mode.REFUSE, code=20003)
        message_id = tell()
        work()
        assert (status(message_id), message(message_id).reason) == ("queued", "provider_refuses")
        assert due_at(message_id) == clock() + timedelta(minutes=10)

    def test_without_a_provider_it_waits_and_says_why(self, app: Flask) -> None:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], twilio_api_base="")
        message_id = tell()
        work()
        assert (status(message_id), message(message_id).reason) == ("queued", "not_configured")

    def test_the_trying_ends(self, twilio: TwilioSimulator, clock: TestClock) -> None:
        twilio.behave(Mode.UNAVAILABLE)
        message_id = tell()
        attempts = 0
        while (at := due_at(message_id)) is not None:
            clock.set(max(at, clock()))
            work()
            attempts += 1
            assert attempts <= MOST_ATTEMPTS
        assert (status(message_id), message(message_id).reason) == ("failed", "too_many_attempts")
        assert len(message(message_id).attempts) == MOST_ATTEMPTS


class TestUnknownOutcome:
    """A crash or a silence between the provider's taking and our writing it down."""

    def test_a_worker_that_died_after_the_call_does_not_send_it_twice(
        self, twilio: TwilioSimulator, clock: TestClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        message_id = tell()
        with monkeypatch.context() as patch:
            die(patch, delivery, "record_taken")
            crash(message_id)
        assert (status(message_id), twilio.texts()) == ("sending", [TEXT])
        work()
        assert status(message_id) == "sending", "somebody might still be sending it"
        clock.advance(seconds=LOOK_UP_AFTER.total_seconds())
        work()
        assert (status(message_id), twilio.texts()) == ("delivered", [TEXT])
        assert message(message_id).attempts[0].sid is not None

    def test_a_worker_that_died_before_the_call_sends_it_in_the_end(
        self, twilio: TwilioSimulator, clock: TestClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        message_id = tell()
        with monkeypatch.context() as patch:
            die(patch, TwilioSms, "send")
            crash(message_id)
        clock.advance(seconds=LOOK_UP_AFTER.total_seconds())
        work()
        assert (status(message_id), twilio.texts()) == ("accepted", [TEXT])
        assert [attempt.outcome for attempt in message(message_id).attempts] == ["not_sent", "accepted"]

    @pytest.mark.parametrize(
        ("mode", "sent_by_then"),
        [(Mode.DROP_AFTER, 1), (Mode.ERROR_AFTER, 1), (Mode.DROP_BEFORE, 0), (Mode.ERROR_BEFORE, 0)],
    )
    def test_a_provider_without_an_answer_is_asked_before_it_is_sent_again(
        self, twilio: TwilioSimulator, clock: TestClock, mode: Mode, sent_by_then: int
    ) -> None:
        twilio.behave(mode, times=1)
        message_id = tell()
        work()
        assert (status(message_id), message(message_id).reason) == ("sending", "no_answer")
        assert len(twilio.texts()) == sent_by_then
        clock.set(due_at(message_id) or clock())
        work()
        assert (status(message_id), twilio.texts()) == ("delivered" if sent_by_then else "accepted", [TEXT])

    def test_a_like_message_of_another_is_not_taken_for_it(
        self, twilio: TwilioSimulator, clock: TestClock
    ) -> None:
        first = tell()
        work()
        twilio.behave(Mode.DROP_BEFORE, times=1)
        second = tell()
        work()
        clock.advance(seconds=LOOK_UP_AFTER.total_seconds())
        work()
        assert (status(first), status(second)) == ("accepted", "accepted")
        assert len(twilio.texts()) == 2

    def test_a_message_sent_long_before_is_not_taken_for_it(
        self, twilio: TwilioSimulator, clock: TestClock
    ) -> None:
        twilio.store.add(account=twilio.account, recipient=PHONE, sender="+7", body=TEXT, callback_url="")
        clock.advance(hours=2)
        twilio.behave(Mode.DROP_BEFORE, times=1)
        message_id = tell()
        work()
        clock.advance(seconds=LOOK_UP_AFTER.total_seconds())
        work()
        assert (status(message_id), len(twilio.texts())) == ("accepted", 2)

    def test_where_nobody_can_tell_it_is_not_sent_again(
        self, twilio: TwilioSimulator, clock: TestClock, app: Flask
    ) -> None:
        twilio.behave(Mode.DROP_AFTER)
        message_id = tell()
        work()
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], twilio_api_base="http://127.0.0.1:9")
        clock.advance(seconds=LOOK_UP_AFTER.total_seconds())
        work()
        assert (status(message_id), message(message_id).reason) == ("sending", "provider_down")
        clock.advance(seconds=UNKNOWN_FOR.total_seconds())
        work()
        assert (status(message_id), message(message_id).reason) == ("failed", "outcome_unknown")
        assert twilio.texts() == [TEXT]

    def test_a_bug_in_the_adapter_leads_to_a_look_up_too(
        self, twilio: TwilioSimulator, clock: TestClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        message_id = tell()
        with monkeypatch.context() as patch:
            patch.setattr("integrations.sms.twilio._reply", lambda made: 1 / 0)
            work()
        assert (status(message_id), entries()[0].error) == ("sending", "ZeroDivisionError")
        clock.advance(seconds=LOOK_UP_AFTER.total_seconds())
        work()
        assert (status(message_id), twilio.texts()) == ("delivered", [TEXT])


class TestCodes:
    @staticmethod
    def told() -> tuple[int, int]:
        with transaction():
            codes.request_sign_in_code("071301500014", "ru", "here")
        otp_id = db.session.scalars(select(OneTimeCode.id).order_by(OneTimeCode.id.desc())).first() or 0
        with transaction():
            codes.send(otp_id, PHONE)
        forget_code_jobs()
        return otp_id, db.session.scalars(select(Message.id).order_by(Message.id.desc())).first() or 0

    def test_a_code_that_has_run_out_is_never_sent(self, twilio: TwilioSimulator, clock: TestClock) -> None:
        _, message_id = self.told()
        clock.advance(minutes=5)
        work()
        assert (status(message_id), message(message_id).reason, twilio.texts()) == (
            "expired",
            "code_expired",
            [],
        )

    def test_a_code_that_was_followed_by_another_is_never_sent(
        self, twilio: TwilioSimulator, clock: TestClock
    ) -> None:
        _, first = self.told()
        clock.advance(seconds=61)
        _, second = self.told()
        work()
        assert (status(first), status(second), len(twilio.texts())) == ("expired", "accepted", 1)

    def test_a_busy_provider_does_not_stretch_its_life(
        self, twilio: TwilioSimulator, clock: TestClock
    ) -> None:
        twilio.behave(Mode.BUSY)
        _, message_id = self.told()
        while (at := due_at(message_id)) is not None:
            clock.set(max(at, clock()))
            work()
        assert status(message_id) == "expired"

    def test_a_code_of_unknown_outcome_is_found_by_its_digits(
        self, twilio: TwilioSimulator, clock: TestClock
    ) -> None:
        twilio.behave(Mode.DROP_AFTER, times=1)
        otp_id, message_id = self.told()
        work()
        clock.advance(seconds=LOOK_UP_AFTER.total_seconds())
        work()
        assert (status(message_id), len(twilio.texts())) == ("delivered", 1)
        assert codes.reveal(otp_id) in twilio.texts()[0]


def forget_code_jobs() -> None:
    with transaction() as session:
        for entry in session.scalars(select(OutboxEntry).where(OutboxEntry.topic == "send_code")):
            session.delete(entry)


class TestSweeping:
    def test_a_message_whose_job_was_lost_is_sent(self, twilio: TwilioSimulator, clock: TestClock) -> None:
        message_id = tell()
        forget_outbox()
        clock.advance(seconds=LOOK_UP_AFTER.total_seconds())
        jobs.sweep()
        work()
        assert (status(message_id), twilio.texts()) == ("accepted", [TEXT])

    def test_what_a_dead_worker_left_is_looked_up(
        self, twilio: TwilioSimulator, clock: TestClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        message_id = tell()
        with monkeypatch.context() as patch:
            die(patch, delivery, "record_taken")
            crash(message_id)
        forget_outbox()
        clock.advance(seconds=LOOK_UP_AFTER.total_seconds())
        jobs.sweep()
        work()
        assert (status(message_id), twilio.texts()) == ("delivered", [TEXT])

    def test_what_is_being_minded_is_left_alone(self, clock: TestClock) -> None:
        tell()
        jobs.sweep()
        clock.advance(hours=1)
        jobs.sweep()
        assert len(entries("send_message")) == 1

    def test_at_night_nobody_is_left_behind(self, clock: TestClock) -> None:
        clock.set("2026-11-23T22:00")
        tell()
        forget_outbox()
        clock.set("2026-11-24T03:00")
        jobs.sweep()
        assert entries() == []
        clock.set("2026-11-24T09:05")
        jobs.sweep()
        assert len(entries()) == 1

    def test_a_receipt_that_never_came_is_asked_for(self, twilio: TwilioSimulator, clock: TestClock) -> None:
        message_id = tell()
        work()
        clock.advance(seconds=CHECK_AFTER.total_seconds())
        jobs.sweep()
        jobs.sweep()
        assert work() == 1
        assert status(message_id) == "delivered"

    def test_what_never_answers_is_ended(self, twilio: TwilioSimulator, clock: TestClock) -> None:
        twilio.behave(Mode.NEVER)
        message_id = tell()
        work()
        for _ in range(int(SILENT_AFTER / timedelta(hours=6))):
            assert status(message_id) == "accepted"
            clock.advance(hours=6)
            jobs.sweep()
            work()
        assert (status(message_id), message(message_id).reason) == ("undelivered", "no_receipt")

    def test_it_is_ended_even_when_nobody_does_the_asking(
        self, twilio: TwilioSimulator, clock: TestClock
    ) -> None:
        message_id = tell()
        work()
        clock.advance(days=5)
        jobs.sweep()
        assert (status(message_id), message(message_id).reason) == ("undelivered", "no_receipt")

    def test_a_message_whose_job_keeps_failing_ends_through_our_fault(
        self, clock: TestClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(jobs, "send_message", lambda message_id: 1 / 0)
        message_id = tell()
        for _ in range(100):
            if entries()[0].given_up_at is not None:
                break
            clock.set(max(due_at(message_id) or clock(), clock()))
            work()
        jobs.sweep()
        assert (status(message_id), message(message_id).reason) == ("failed", "site_error")
        assert entries() == []

    def test_whatever_the_provider_does_every_message_ends(
        self, twilio: TwilioSimulator, clock: TestClock
    ) -> None:
        ids = []
        for number, mode in enumerate(Mode):
            if mode in (Mode.TIMEOUT_BEFORE, Mode.TIMEOUT_AFTER):
                continue  # as DROP_, ten seconds later
            phone = f"+770000002{number:02d}"
            twilio.behave(mode, code=21610, to=phone)
            ids.append(tell(phone=phone))
        for _ in range(60):
            work()
            jobs.sweep()
            clock.advance(hours=2)
        assert {status(message_id) for message_id in ids} <= FINAL
        sent_twice = [phone for phone in {m.phone for m in map(message, ids)} if len(twilio.texts(phone)) > 1]
        assert sent_twice == []
        assert entries() == []


def test_the_last_attempt_is_the_one_that_counts(twilio: TwilioSimulator, clock: TestClock) -> None:
    twilio.behave(Mode.BUSY, times=1)
    message_id = tell()
    work()
    clock.set(due_at(message_id) or clock())
    work()
    outcomes = db.session.scalars(select(MessageAttempt.outcome).order_by(MessageAttempt.id)).all()
    assert outcomes == ["not_sent", "accepted"]
    assert receipts.sid_is_known(message(message_id).attempts[1].sid or "")


def test_two_workers_with_one_message_send_it_once(twilio: TwilioSimulator) -> None:
    """The second comes while the first is between its two transactions."""
    message_id = tell()
    with transaction():
        outgoing = delivery.start(message_id)
    assert outgoing is not None
    runner.perform(entries()[0].id)
    assert (status(message_id), twilio.texts()) == ("sending", [])


def test_a_lost_entry_is_handed_over_again(clock: TestClock) -> None:
    tell()
    with transaction() as session:
        session.execute(update(OutboxEntry).values(enqueued_at=clock()))
    relay.sweep_outbox()
    assert entries()[0].enqueued_at is not None
    clock.advance(minutes=3, seconds=1)
    relay.sweep_outbox()
    assert entries()[0].enqueued_at is None
