"""The way to the gateway: its envelope, its two kinds of status, and a server that misbehaves."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest

import clock
from devkit.gateway.modes import LATE_AFTER, Mode
from devkit.gateway.server import GatewaySimulator
from domain.registry_facts import QueryStatus
from integrations.registries import MAPPINGS, envelope
from integrations.registries.errors import NoAnswer, Permanent, Refused, RegistryError, Transient
from integrations.registries.gateway import LARGEST_REPLY, GatewayRegistry, Transport
from integrations.registries.protocol import Question
from integrations.safe_xml import MalformedXml, UnsafeXml, parse

AT = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)
STUDENT = "071301500014"
LATE = "041326500868"


@pytest.fixture(autouse=True)
def _at_a_fixed_moment() -> Iterator[None]:
    clock.set_source(lambda: AT)
    yield
    clock.reset()


@pytest.fixture
def gateway() -> Iterator[GatewaySimulator]:
    with GatewaySimulator(counted_from=lambda: date(2026, 11, 21)) as simulator:
        yield simulator


def registry(kind: str, url: str, seconds: float = 5.0) -> GatewayRegistry:
    return GatewayRegistry(MAPPINGS[kind], Transport(url, seconds), "qyzmet", "password")


def question(iin: str = STUDENT) -> Question:
    return Question(iin=iin, message_id="5b1c", correlation_id="77aa")


class TestAnswers:
    @pytest.mark.parametrize("kind", sorted(MAPPINGS))
    def test_every_registry_answers_through_the_gateway(self, gateway: GatewaySimulator, kind: str) -> None:
        answer = registry(kind, gateway.url).ask(question("001315500711"))
        of_nobody = kind in ("convictions", "narcology", "psychiatry", "tuberculosis")
        assert answer.status is (QueryStatus.ABSENT if of_nobody else QueryStatus.ANSWERED)
        assert answer.answered_at == AT

    def test_the_envelope_is_that_of_the_synchronous_channel(self) -> None:
        document = envelope.write(
            MAPPINGS["identity"].request(question(), sent_at=AT, sender="qyzmet"),
            message_id="5b1c",
            correlation_id="77aa",
            service_id="GBDFL_UniversalServiceSync",
            sent_at=AT,
            sender="qyzmet",
            password="p&<",
        ).decode()
        assert "<requestInfo><messageId>5b1c</messageId><correlationId>77aa</correlationId>" in document
        assert "<serviceId>GBDFL_UniversalServiceSync</serviceId>" in document
        assert "<messageDate>2026-11-21T05:30:00.000+00:00</messageDate>" in document
        assert "<sender><senderId>qyzmet</senderId><password>p&amp;&lt;</password></sender>" in document
        assert 'xmlns:biz="http://message.persistence.interactive.nat"' in document
        assert 'type="biz:Request"' in document


class TestFailures:
    @pytest.mark.parametrize(
        ("mode", "kind", "code"),
        [
            (Mode.SILENT, NoAnswer, "gateway_down"),
            (Mode.UNAVAILABLE, Transient, "gateway_unavailable"),
            (Mode.FAULT, Transient, "gateway_fault"),
            (Mode.EXCEPTION, Transient, "gateway_exception"),
            (Mode.GARBAGE, Transient, "reply_malformed"),
            (Mode.ERROR, Permanent, "gateway_data_error"),
            (Mode.BOMB, Permanent, "reply_unsafe"),
            (Mode.OTHER_PERSON, Permanent, "reply_about_another"),
            (Mode.FORBIDDEN, Refused, "gateway_refused_login"),
        ],
    )
    def test_each_failure_is_of_one_kind(
        self, gateway: GatewaySimulator, mode: Mode, kind: type[RegistryError], code: str
    ) -> None:
        gateway.behaviour.put(mode)
        with pytest.raises(RegistryError) as failed:
            registry("identity", gateway.url).ask(question("061315500019"))
        assert type(failed.value) is kind
        assert failed.value.code == code

    def test_a_wrong_password_is_a_refusal(self) -> None:
        with (
            GatewaySimulator(credentials=("qyzmet", "another")) as simulator,
            pytest.raises(Refused, match="gateway_refused_login"),
        ):
            registry("identity", simulator.url).ask(question())

    def test_a_gateway_that_says_nothing_is_left_when_the_time_is_over(
        self, gateway: GatewaySimulator
    ) -> None:
        gateway.behaviour.put(Mode.HANG)
        with pytest.raises(NoAnswer, match="gateway_timeout"):
            registry("identity", gateway.url, seconds=0.1).ask(question())

    def test_a_gateway_that_is_not_there_gives_no_answer(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        with pytest.raises(NoAnswer, match="gateway_down"):
            registry("identity", f"http://127.0.0.1:{port}/").ask(question())

    def test_a_late_registry_is_silent_first_and_answers_after(self, gateway: GatewaySimulator) -> None:
        late = registry("marriage", gateway.url)
        with pytest.raises(NoAnswer):
            late.ask(question(LATE))
        clock.set_source(lambda: AT + LATE_AFTER - timedelta(seconds=1))
        with pytest.raises(NoAnswer):
            late.ask(question(LATE))
        clock.set_source(lambda: AT + LATE_AFTER)
        assert late.ask(question(LATE)).status is QueryStatus.ABSENT

    def test_a_reply_without_measure_is_not_read_to_the_end(self) -> None:
        with one_reply(b"x" * (LARGEST_REPLY + 10)) as url, pytest.raises(Permanent, match="reply_too_large"):
            registry("identity", url).ask(question())

    def test_a_redirect_is_not_followed_with_our_password(self) -> None:
        reply = b"HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
        with one_raw_reply(reply) as url, pytest.raises(Refused, match="gateway_http_status"):
            registry("identity", url).ask(question())


class TestReply:
    @pytest.mark.parametrize(
        ("status", "kind"),
        [("SCSE001", Permanent), ("SCSE003", Transient), ("SBF-VE-8", Refused), ("", Refused)],
    )
    def test_the_status_of_the_gateway_decides(self, status: str, kind: type[RegistryError]) -> None:
        with pytest.raises(kind):
            envelope.read(reply_with(status))

    def test_the_gateway_may_say_itself_that_there_is_no_record(self) -> None:
        with pytest.raises(envelope.NotFound):
            envelope.read(reply_with("404"))

    @pytest.mark.parametrize("code", ["wsse:InvalidSecurity", "ns1:FailedAuthentication"])
    def test_a_fault_about_the_signature_needs_a_person(self, code: str) -> None:
        fault = f"<s:Fault><faultcode>{code}</faultcode><faultstring>071301500014</faultstring></s:Fault>"
        with pytest.raises(Refused, match="gateway_refused_signature"):
            envelope.read(soap(fault))

    def test_xml_that_is_no_reply_of_the_channel_is_not_understood(self) -> None:
        with pytest.raises(Transient, match="reply_not_understood"):
            envelope.read(soap("<other/>"))


class TestSafeXml:
    def test_a_document_type_ends_the_parsing_before_entities_are_declared(self) -> None:
        with pytest.raises(UnsafeXml):
            parse(b'<!DOCTYPE a [<!ENTITY b "bbb">]><a>&b;</a>')

    def test_an_outside_document_type_is_refused_too(self) -> None:
        with pytest.raises(UnsafeXml):
            parse(b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>')

    def test_nesting_has_a_measure(self) -> None:
        with pytest.raises(UnsafeXml):
            parse(b"<a>" * 1000 + b"</a>" * 1000)

    @pytest.mark.parametrize(
        "broken", [b"", b"<a>", b"<a></b>", b"\xff\xfe", b'<?xml version="1.0" encoding="x"?><a/>']
    )
    def test_what_is_not_well_formed_is_said_to_be_so(self, broken: bytes) -> None:
        with pytest.raises(MalformedXml):
            parse(broken)

    def test_names_and_text_come_out_as_elementtree_gives_them(self) -> None:
        root = parse('<a xmlns="urn:x" xmlns:y="urn:y" y:k="1"><b>Қ&amp;<!-- c -->ө</b></a>'.encode())
        assert root.tag == "{urn:x}a"
        assert root.attrib == {"{urn:y}k": "1"}
        assert root.findtext("{urn:x}b") == "Қ&ө"


def soap(body: str) -> bytes:
    return f'<s:Envelope xmlns:s="{envelope.SOAP}"><s:Body>{body}</s:Body></s:Envelope>'.encode()


def reply_with(status: str) -> bytes:
    return soap(
        f'<t:SendMessageResponse xmlns:t="{envelope.TYPES}"><response><responseInfo><status>'
        f"<code>{status}</code><message/></status></responseInfo></response></t:SendMessageResponse>"
    )


class one_raw_reply:
    """A server that says these bytes to the first who comes, and is gone."""

    def __init__(self, reply: bytes) -> None:
        self._reply = reply
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with connection:
            connection.recv(65536)
            with suppress(OSError):  # a client that has read enough may be gone
                connection.sendall(self._reply)
                connection.shutdown(socket.SHUT_WR)
                # What is left unread at a close would reset the connection under the reader.
                while connection.recv(65536):
                    pass

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}/"

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self._thread.join(5)


def one_reply(body: bytes) -> one_raw_reply:
    return one_raw_reply(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
