"""The way to the registries: one POST to the e-government gateway for each question.

One address and one login serve all registries; the service id in the envelope
says which one is meant. No redirect is followed and no proxy of the
environment is used: the request carries a password and an IIN.
"""

import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from socket import socket as Socket
from time import monotonic
from urllib.parse import urlsplit

import clock
from domain.registry_facts import Answer, QueryStatus
from integrations.registries import envelope
from integrations.registries.errors import NoAnswer, Permanent, Refused, Transient
from integrations.registries.protocol import Mapping, Question

ANSWER_SECONDS = 20.0
"""The longest that one attempt may take, connecting included."""

LARGEST_REPLY = 1024 * 1024
"""Bytes; a person's record is some ten kilobytes."""


@dataclass(frozen=True)
class Transport:
    """Carries bytes to the gateway and back."""

    url: str
    seconds: float = ANSWER_SECONDS

    def post(self, document: bytes) -> bytes:
        """The reply's body. Raises NoAnswer, Transient, Permanent or Refused."""
        deadline = monotonic() + self.seconds
        connection = self._connection()
        try:
            connection.connect()
            # Kept here, because http.client lets go of it once the reply's head is read.
            socket = connection.sock
            connection.request("POST", urlsplit(self.url).path or "/", document, _HEADERS)
            response = connection.getresponse()
            body = _body(response, socket, deadline)
        except (OSError, HTTPException) as error:
            raise NoAnswer("gateway_timeout" if isinstance(error, TimeoutError) else "gateway_down") from None
        finally:
            connection.close()
        return _accepted(response.status, body)

    def _connection(self) -> HTTPConnection:
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        if parts.scheme == "https":
            context = ssl.create_default_context()
            return HTTPSConnection(host, parts.port, timeout=self.seconds, context=context)
        return HTTPConnection(host, parts.port, timeout=self.seconds)


_HEADERS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""', "Connection": "close"}


def _body(response: HTTPResponse, socket: Socket, deadline: float) -> bytes:
    """All of the body, within the deadline: a timeout of the socket alone starts
    anew with every byte that trickles in."""
    received = b""
    while True:
        left = deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        socket.settimeout(left)
        chunk = response.read1(65536)
        if not chunk:
            return received
        received += chunk
        if len(received) > LARGEST_REPLY:
            raise Permanent("reply_too_large")


def _accepted(status: int, body: bytes) -> bytes:
    """The body of a reply whose HTTP status lets it be read; a fault comes with 500."""
    if status == 200 or (status == 500 and b"Fault" in body):
        return body
    if status in (401, 403):
        raise Refused("gateway_refused_login")
    if status == 429 or status >= 500:
        raise Transient("gateway_unavailable")
    raise Refused("gateway_http_status")


@dataclass(frozen=True)
class GatewayRegistry:
    """A registry that is reached through the gateway."""

    mapping: Mapping
    transport: Transport
    sender: str
    password: str

    def ask(self, question: Question) -> Answer:
        """Ask once, and map the answer. Raises RegistryError in one of its kinds."""
        sent_at = clock.now()
        document = envelope.write(
            self.mapping.request(question, sent_at=sent_at, sender=self.sender),
            message_id=question.message_id,
            correlation_id=question.correlation_id,
            service_id=self.mapping.service_id,
            sent_at=sent_at,
            sender=self.sender,
            password=self.password,
        )
        reply = self.transport.post(document)
        answered_at = clock.now()
        try:
            data = envelope.read(reply)
        except envelope.NotFound:
            return Answer(QueryStatus.ABSENT, answered_at)
        return self.mapping.read(data, question, answered_at=answered_at)
