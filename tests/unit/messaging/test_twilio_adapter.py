"""The adapter against the simulator, over HTTP and with Twilio's own client."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from devkit.twilio.modes import Mode
from devkit.twilio.server import TwilioSimulator
from domain.message_statuses import MessageStatus, Reason
from integrations.sms import sms_provider, twilio
from integrations.sms.errors import PermanentError, RefusedError, SmsError, TransientError, UnknownOutcome
from integrations.sms.protocol import Sms
from integrations.sms.twilio import TwilioSms, is_signed, read_receipt
from integrations.sms.twilio_codes import error_of, reason_of, status_of
from tests.conftest import TestClock
from tests.support.settings import make_settings

ACCOUNT, TOKEN = "AC" + "0" * 32, "a token"
CALLBACK = "http://qyzmet.test/callbacks/twilio/status/"
SMS = Sms("+77000000101", "Өтініш 26-004821-7 тіркелді.", "a1b2")


@pytest.fixture
def simulator(clock: TestClock) -> Iterator[TwilioSimulator]:
    with TwilioSimulator(ACCOUNT, TOKEN, hold_callbacks=True) as running:
        yield running


@pytest.fixture
def provider(simulator: TwilioSimulator) -> TwilioSms:
    return make_provider(simulator.url)


def make_provider(url: str, token: str = TOKEN) -> TwilioSms:
    return TwilioSms(ACCOUNT, token, "+77000000000", api_base=url, callback_url=CALLBACK)


class TestSending:
    def test_the_message_is_taken_with_its_text_and_its_callback(
        self, provider: TwilioSms, simulator: TwilioSimulator
    ) -> None:
        reply = provider.send(SMS)
        assert reply.status is MessageStatus.ACCEPTED
        taken = simulator.store.get(reply.sid)
        assert taken is not None
        assert (taken.body, taken.recipient, taken.sender) == (SMS.text, SMS.phone, "+77000000000")
        assert taken.callback_url == f"{CALLBACK}?ref=a1b2"

    @pytest.mark.parametrize(
        ("mode", "code", "kind", "reason"),
        [
            (Mode.REFUSE, 21211, PermanentError, Reason.INVALID_NUMBER),
            (Mode.REFUSE, 21614, PermanentError, Reason.NOT_MOBILE),
            (Mode.REFUSE, 21610, PermanentError, Reason.OPTED_OUT),
            (Mode.REFUSE, 29999, PermanentError, Reason.REJECTED),
            (Mode.REFUSE, 20003, RefusedError, Reason.PROVIDER_REFUSES),
            (Mode.REFUSE, 21606, RefusedError, Reason.PROVIDER_REFUSES),
            (Mode.BUSY, 0, TransientError, Reason.PROVIDER_BUSY),
            (Mode.UNAVAILABLE, 0, TransientError, Reason.PROVIDER_DOWN),
            (Mode.ERROR_BEFORE, 0, UnknownOutcome, Reason.NO_ANSWER),
            (Mode.ERROR_AFTER, 0, UnknownOutcome, Reason.NO_ANSWER),
            (Mode.DROP_BEFORE, 0, UnknownOutcome, Reason.NO_ANSWER),
            (Mode.DROP_AFTER, 0, UnknownOutcome, Reason.NO_ANSWER),
        ],
    )
    def test_a_failure_is_of_the_kind_that_decides_what_follows(
        self,
        provider: TwilioSms,
        simulator: TwilioSimulator,
        mode: Mode,
        code: int,
        kind: type,
        reason: Reason,
    ) -> None:
        simulator.behave(mode, code=code)
        with pytest.raises(SmsError) as error:
            provider.send(SMS)
        assert (type(error.value), error.value.reason) == (kind, reason)
        assert SMS.phone not in str(error.value) and SMS.text not in str(error.value)

    @pytest.mark.parametrize("mode", [Mode.TIMEOUT_BEFORE, Mode.TIMEOUT_AFTER])
    def test_no_answer_in_time_leaves_the_outcome_unknown(
        self, simulator: TwilioSimulator, monkeypatch: pytest.MonkeyPatch, mode: Mode
    ) -> None:
        monkeypatch.setattr(twilio, "ANSWER_SECONDS", 0.2)
        simulator.behave(mode)
        with pytest.raises(UnknownOutcome):
            make_provider(simulator.url).send(SMS)
        assert simulator.texts() == ([SMS.text] if mode is Mode.TIMEOUT_AFTER else [])

    def test_a_wrong_token_needs_a_person(self, simulator: TwilioSimulator) -> None:
        with pytest.raises(RefusedError):
            make_provider(simulator.url, token="another").send(SMS)

    def test_where_nobody_listens_nothing_was_sent(self) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{unused.getsockname()[1]}"
            with pytest.raises(TransientError):
                make_provider(url).send(SMS)

    def test_a_code_is_given_up_by_the_operator_when_it_runs_out(
        self, provider: TwilioSms, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: dict[str, str] = {}
        send = requests.Session.send

        def spy(session: requests.Session, request: requests.PreparedRequest, **options: object) -> object:
            seen["body"] = str(request.body)
            return send(session, request, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(requests.Session, "send", spy)
        provider.send(Sms(SMS.phone, SMS.text, "ref", timedelta(seconds=150)))
        assert "ValidityPeriod=150" in seen["body"]

    def test_a_number_and_a_text_do_not_stand_in_a_repr(self) -> None:
        assert SMS.phone not in repr(SMS) and SMS.text not in repr(SMS)


class TestAsking:
    def test_what_became_of_a_message(self, provider: TwilioSms, simulator: TwilioSimulator) -> None:
        simulator.behave(Mode.UNDELIVERED, code=30003)
        reply = provider.fetch(provider.send(SMS).sid)
        assert (reply.status, reply.reason, reply.provider_code) == (
            MessageStatus.UNDELIVERED,
            Reason.UNREACHABLE,
            "30003",
        )

    def test_a_message_that_twilio_does_not_know(self, provider: TwilioSms) -> None:
        with pytest.raises(PermanentError):
            provider.fetch("SM" + "0" * 32)

    def test_a_message_is_found_by_number_text_and_time(
        self, provider: TwilioSms, simulator: TwilioSimulator, clock: TestClock
    ) -> None:
        provider.send(SMS)
        clock.advance(hours=1)
        since = clock()
        second = provider.send(SMS)
        third = provider.send(SMS)
        provider.send(Sms(SMS.phone, "Another text", "x"))
        provider.send(Sms("+77000000102", SMS.text, "y"))
        assert [reply.sid for reply in provider.find(SMS, since)] == [second.sid, third.sid]

    def test_a_clock_that_is_a_little_behind_does_not_hide_it(
        self, provider: TwilioSms, clock: TestClock
    ) -> None:
        sent = provider.send(SMS)
        assert [reply.sid for reply in provider.find(SMS, clock() + timedelta(minutes=1))] == [sent.sid]

    def test_not_being_able_to_ask_is_transient(self, clock: TestClock) -> None:
        with pytest.raises(TransientError):
            make_provider("http://127.0.0.1:9").find(SMS, clock())


class TestCodes:
    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            (30003, Reason.UNREACHABLE),
            (30004, Reason.BLOCKED),
            (30005, Reason.UNKNOWN_NUMBER),
            (30006, Reason.NOT_MOBILE),
            (30007, Reason.FILTERED),
            (30008, Reason.CARRIER_ERROR),
            (39999, Reason.CARRIER_ERROR),
            (None, Reason.CARRIER_ERROR),
        ],
    )
    def test_why_it_did_not_arrive(self, code: int | None, reason: Reason) -> None:
        assert reason_of(MessageStatus.UNDELIVERED, code) is reason
        assert reason_of(MessageStatus.DELIVERED, code) is None

    def test_an_http_status_speaks_where_the_code_is_unknown(self) -> None:
        assert isinstance(error_of(429, None), TransientError)
        assert isinstance(error_of(401, None), RefusedError)
        assert isinstance(error_of(400, 12345), PermanentError)

    def test_a_status_that_twilio_invents_one_day_is_not_final(self) -> None:
        assert status_of("levitating") is MessageStatus.ACCEPTED
        assert status_of("read") is MessageStatus.DELIVERED


class TestReceipts:
    def test_a_receipt_is_read(self) -> None:
        form = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"}
        receipt = read_receipt({"ref": "a1b2"}, form)
        assert receipt is not None
        assert (receipt.reference, receipt.reply.sid, receipt.reply.status, receipt.reply.reason) == (
            "a1b2",
            "SM1",
            MessageStatus.UNDELIVERED,
            Reason.UNREACHABLE,
        )

    @pytest.mark.parametrize(
        "form", [{}, {"MessageSid": "SM1"}, {"MessageSid": "S" * 99, "MessageStatus": "sent"}]
    )
    def test_what_is_no_receipt_is_none(self, form: dict[str, str]) -> None:
        assert read_receipt({}, form) is None

    def test_the_simulator_signs_as_twilio_does(
        self, provider: TwilioSms, simulator: TwilioSimulator
    ) -> None:
        provider.send(SMS)
        callback = simulator.take_callbacks()[0]
        assert is_signed(TOKEN, callback.url, callback.form, callback.signature)
        assert not is_signed("another token", callback.url, callback.form, callback.signature)
        assert not is_signed(TOKEN, callback.url + "x", callback.form, callback.signature)
        assert not is_signed(TOKEN, callback.url, {**callback.form, "To": "+7"}, callback.signature)
        assert not is_signed(TOKEN, callback.url, callback.form, "")

    def test_without_a_token_nothing_counts_as_signed(
        self, provider: TwilioSms, simulator: TwilioSimulator
    ) -> None:
        form = {"MessageSid": "SM1", "MessageStatus": "sent"}
        forged = twilio.RequestValidator("").compute_signature(CALLBACK, form)
        assert not is_signed("", CALLBACK, form, forged)


class TestSettings:
    @pytest.mark.parametrize(
        "url",
        ["http://example.kz", "https://twilio.com.example.kz", "http://api.twilio.com", "http://10.0.0.1"],
    )
    def test_messages_go_to_twilio_or_stay_on_this_computer(self, url: str) -> None:
        with pytest.raises(ValueError, match="TWILIO_API_BASE"):
            make_provider(url)

    @pytest.mark.parametrize("url", ["https://api.twilio.com", "https://api.dublin.ie1.twilio.com"])
    def test_twilio_itself_is_taken(self, url: str) -> None:
        make_provider(url)

    @pytest.mark.parametrize("lacking", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_BASE"])
    def test_an_incomplete_set_up_needs_a_person(self, tmp_path: Path, lacking: str) -> None:
        with pytest.raises(RefusedError) as error:
            sms_provider(make_settings(tmp_path, **{lacking: ""}))
        assert error.value.reason is Reason.NOT_CONFIGURED
