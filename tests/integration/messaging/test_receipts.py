"""What the provider reports: signed, late, twice, out of order, and before our own commit."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event

from actions import delivery
from actions.receipts import record_receipt
from database import db, transaction
from devkit.twilio.courier import Callback
from devkit.twilio.modes import Mode
from devkit.twilio.server import TwilioSimulator
from domain.message_statuses import MessageStatus, Reason
from integrations.sms.protocol import ProviderReply, Receipt
from integrations.sms.twilio import TwilioSms
from jobs import messages as jobs
from tests.conftest import TestClock
from tests.support.messaging import PHONE, TEXT, message, status, tell, work

A, D, U, F = (
    MessageStatus.ACCEPTED,
    MessageStatus.DELIVERED,
    MessageStatus.UNDELIVERED,
    MessageStatus.FAILED,
)


@pytest.fixture(autouse=True)
def _site(twilio: TwilioSimulator) -> None:
    """The app speaks to the simulator in each test."""


def bring(client: FlaskClient, callback: Callback, **changed: str) -> int:
    """Post a callback as Twilio would; the HTTP status of the answer."""
    parts = urlsplit(callback.url)
    headers = {"X-Twilio-Signature": changed.pop("signature", callback.signature)}
    return client.post(
        f"{parts.path}?{parts.query}", data={**callback.form, **changed}, headers=headers
    ).status_code


def receipt(message_id: int, said: MessageStatus, *, attempt: int = -1, reason: Reason | None = None) -> bool:
    """Record a receipt that knows the reference alone, as one that overtakes the commit."""
    row = message(message_id).attempts[attempt]
    reply = ProviderReply(row.sid or f"SM{row.id}", said, reason)
    with transaction():
        return record_receipt(Receipt(row.reference, reply))


class TestCallback:
    def test_a_message_is_delivered_when_twilio_says_so(
        self, client: FlaskClient, twilio: TwilioSimulator
    ) -> None:
        message_id = tell()
        work()
        assert [bring(client, callback) for callback in twilio.take_callbacks()] == [204, 204]
        assert status(message_id) == "delivered"

    def test_why_it_did_not_arrive_is_kept(self, client: FlaskClient, twilio: TwilioSimulator) -> None:
        twilio.behave(Mode.UNDELIVERED, code=30005)
        message_id = tell()
        work()
        for callback in twilio.take_callbacks():
            bring(client, callback)
        ended = message(message_id)
        assert (ended.status, ended.reason, ended.provider_code) == ("undelivered", "unknown_number", "30005")

    def test_a_forged_one_is_refused(self, client: FlaskClient, twilio: TwilioSimulator) -> None:
        message_id = tell()
        work()
        sent, delivered = twilio.take_callbacks()
        assert bring(client, delivered, signature="") == 403
        assert bring(client, delivered, signature=sent.signature) == 403
        assert bring(client, sent, MessageStatus="delivered") == 403
        assert bring(client, delivered, To="+77000000999") == 403
        assert status(message_id) == "accepted"

    def test_the_reference_is_signed_with_the_rest(
        self, client: FlaskClient, twilio: TwilioSimulator
    ) -> None:
        message_id = tell()
        work()
        callback = twilio.take_callbacks()[1]
        path, _, _ = callback.url.partition("?")
        other = Callback(f"{path}?ref=another", callback.form, callback.signature)
        assert bring(client, other) == 403
        assert status(message_id) == "accepted"

    def test_without_a_token_of_ours_everything_is_forged(
        self, client: FlaskClient, twilio: TwilioSimulator, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tell()
        work()
        callback = twilio.take_callbacks()[0]
        monkeypatch.setattr(type(app.config["SETTINGS"]), "twilio_auth_token", "", raising=False)
        app.config["SETTINGS"].__dict__["twilio_auth_token"] = ""
        assert bring(client, callback) == 403

    def test_one_of_nobody_is_answered_404_and_changes_nothing(
        self, client: FlaskClient, twilio: TwilioSimulator
    ) -> None:
        message_id = tell()
        with TwilioSimulator(
            twilio.account, "the tests' own token", hold_callbacks=True
        ) as other:  # the same account, another site of ours
            taken = other.store.add(
                account=other.account,
                recipient=PHONE,
                sender="+7",
                body=TEXT,
                callback_url="http://qyzmet.test/callbacks/twilio/status/?ref=unknown",
            )
            other.courier.report(taken, other.behaviours.for_message(PHONE))
            assert bring(client, other.take_callbacks()[0]) == 404
        assert status(message_id) == "queued"

    def test_one_that_says_nothing_is_answered_400(
        self, client: FlaskClient, twilio: TwilioSimulator
    ) -> None:
        from twilio.request_validator import RequestValidator

        url = "http://qyzmet.test/callbacks/twilio/status/"
        signature = RequestValidator("the tests' own token").compute_signature(url, {"Hello": "x"})
        assert bring(client, Callback(url + "?", {"Hello": "x"}, signature)) == 400

    def test_a_page_of_ours_cannot_post_it_without_a_signature_nor_get_it(self, client: FlaskClient) -> None:
        assert client.get("/callbacks/twilio/status/").status_code == 405
        assert client.post("/callbacks/twilio/status/").status_code == 403


class TestDisorder:
    def test_twice_is_as_good_as_once(self, client: FlaskClient, twilio: TwilioSimulator) -> None:
        twilio.behave(Mode.TWICE)
        message_id = tell()
        work()
        assert {bring(client, callback) for callback in twilio.take_callbacks()} == {204}
        assert status(message_id) == "delivered"

    def test_an_old_word_after_the_last_one_changes_nothing(
        self, client: FlaskClient, twilio: TwilioSimulator, clock: TestClock
    ) -> None:
        twilio.behave(Mode.DISORDER)
        message_id = tell()
        work()
        first, second = twilio.take_callbacks()
        at = clock()
        bring(client, first)
        clock.advance(minutes=1)
        bring(client, second)
        assert (status(message_id), message(message_id).status_at) == ("delivered", at)

    @pytest.mark.parametrize(("first", "later"), [(D, U), (D, F), (U, D), (F, D), (D, A), (U, A)])
    def test_the_first_final_word_stands(self, first: MessageStatus, later: MessageStatus) -> None:
        message_id = tell()
        work()
        receipt(message_id, first)
        receipt(message_id, later)
        assert status(message_id) == first

    def test_one_that_overtakes_our_commit_is_not_lost(
        self, client: FlaskClient, twilio: TwilioSimulator, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        message_id = tell()
        really_send = TwilioSms.send

        def send(self: TwilioSms, *arguments: object) -> object:
            reply = really_send(self, *arguments)  # type: ignore[arg-type]
            assert [bring(client, callback) for callback in twilio.take_callbacks()] == [204, 204]
            return reply

        monkeypatch.setattr(TwilioSms, "send", send)
        jobs.send_message(message_id)
        assert status(message_id) == "delivered"
        assert message(message_id).attempts[0].sid is not None

    def test_one_that_comes_while_its_sid_is_being_written_down_is_not_lost(self) -> None:
        message_id = tell()
        with transaction():
            outgoing = delivery.start(message_id)
        assert outgoing is not None
        looked: list[str] = []

        def write_sid(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
            """What the sending job commits between two looks at the attempts."""
            if not looked and "FROM message_attempts" in statement:
                looked.append("once")
                connection.exec_driver_sql("UPDATE message_attempts SET sid = 'SM1'")

        engine = db.engine
        event.listen(engine, "after_cursor_execute", write_sid)
        try:
            with transaction():
                known = record_receipt(Receipt(outgoing.reference, ProviderReply("SM1", D, None)))
        finally:
            event.remove(engine, "after_cursor_execute", write_sid)
        assert (known, looked, status(message_id)) == (True, ["once"], "delivered")

    def test_one_tells_of_a_message_whose_worker_died(
        self, client: FlaskClient, twilio: TwilioSimulator, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        message_id = tell()

        def dies(*_arguments: object) -> None:
            raise SystemExit

        with monkeypatch.context() as patch:
            patch.setattr(delivery, "record_taken", dies)
            with pytest.raises(SystemExit):
                jobs.send_message(message_id)
        db.session.rollback()
        for callback in twilio.take_callbacks():
            bring(client, callback)
        assert status(message_id) == "delivered"


class TestSeveralAttempts:
    @staticmethod
    def looked_up_in_vain(twilio: TwilioSimulator, clock: TestClock) -> int:
        """A message whose first attempt was not found at the provider and that waits to be sent again."""
        twilio.behave(Mode.DROP_BEFORE, times=1)
        message_id = tell()
        work()
        clock.advance(minutes=1)
        jobs.send_message(message_id)
        assert status(message_id) == "queued"
        return message_id

    def test_the_first_arrived_after_all_and_is_not_sent_again(
        self, twilio: TwilioSimulator, clock: TestClock
    ) -> None:
        message_id = self.looked_up_in_vain(twilio, clock)
        receipt(message_id, D)
        work()
        assert (status(message_id), twilio.texts()) == ("delivered", [])

    def test_a_failure_of_the_first_says_nothing_against_the_second(
        self, twilio: TwilioSimulator, clock: TestClock
    ) -> None:
        message_id = self.looked_up_in_vain(twilio, clock)
        work()
        receipt(message_id, U, attempt=0)
        assert status(message_id) == "accepted"
        receipt(message_id, D, attempt=1)
        assert status(message_id) == "delivered"

    def test_an_arrival_of_the_first_is_an_arrival(self, twilio: TwilioSimulator, clock: TestClock) -> None:
        message_id = self.looked_up_in_vain(twilio, clock)
        work()
        receipt(message_id, D, attempt=0)
        receipt(message_id, U, attempt=1)
        assert status(message_id) == "delivered"


class TestLateKnowledge:
    @pytest.mark.parametrize("said", [D, U])
    def test_what_we_ended_ourselves_is_corrected_by_the_provider(
        self, clock: TestClock, said: MessageStatus
    ) -> None:
        message_id = tell()
        work()
        clock.advance(days=5)
        jobs.sweep()
        assert message(message_id).reason == "no_receipt"
        receipt(message_id, A)
        assert message(message_id).reason == "no_receipt"
        receipt(message_id, said, reason=Reason.UNREACHABLE if said is U else None)
        assert (status(message_id), message(message_id).reason) == (
            said,
            "unreachable" if said is U else None,
        )
