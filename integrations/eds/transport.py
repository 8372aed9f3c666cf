"""One HTTP exchange with a service of the NCA, or with the second opinion.

No redirect is followed and no proxy of the environment is used: only the hosts
that the settings name are ever spoken to. Plain http is allowed, because what
comes back is signed and verified by whoever asked for it.
"""

import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from socket import SHUT_RDWR
from socket import socket as Socket
from threading import Timer
from time import monotonic
from urllib.parse import urlsplit

from integrations.eds.errors import NotAnswered

ANSWER_SECONDS = 5.0
"""The longest that one exchange may take, where no other time is given."""


@dataclass(frozen=True)
class Reply:
    """What came back, whatever its status; the names of `headers` are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def exchange(
    url: str,
    document: bytes | None = None,
    *,
    headers: Mapping[str, str],
    largest: int,
    seconds: float = ANSWER_SECONDS,
    silence: float = ANSWER_SECONDS,
) -> Reply:
    """POST the document to the address, or GET it when there is none.

    `largest` is the most bytes that a body may have; nothing beyond is read.
    The whole may take `seconds`, in which the host is silent for `silence` at most.
    Raises NotAnswered: unreachable, timeout or too_large.
    """
    deadline = monotonic() + seconds
    connection = _connection(url, min(seconds, silence))
    watch: _Watch | None = None
    try:
        connection.connect()
        # Kept here, because http.client lets go of it once the reply's head is read.
        watch = _Watch(connection.sock, deadline)
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        method = "GET" if document is None else "POST"
        connection.request(method, target, document, {**headers, "Connection": "close"})
        response = connection.getresponse()
        body = _body(response, largest)
    except (OSError, HTTPException) as error:
        late = isinstance(error, TimeoutError) or (watch is not None and watch.over)
        raise NotAnswered("timeout" if late else "unreachable") from None
    finally:
        if watch is not None:
            watch.cancel()
        connection.close()
    if watch.over:
        raise NotAnswered("timeout")
    return Reply(response.status, {name.lower(): value for name, value in response.getheaders()}, body)


def _connection(url: str, seconds: float) -> HTTPConnection:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return HTTPSConnection(
            parts.hostname or "", parts.port, timeout=seconds, context=ssl.create_default_context()
        )
    return HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)


class _Watch(Timer):
    """Hangs up when the time is over: a socket's own time-out starts anew with every byte."""

    def __init__(self, socket: Socket, deadline: float) -> None:
        super().__init__(max(0.0, deadline - monotonic()), self._hang_up)
        self.daemon = True
        self.over = False
        self._socket = socket
        self.start()

    def _hang_up(self) -> None:
        self.over = True
        with suppress(OSError):  # it may have ended by itself just now
            self._socket.shutdown(SHUT_RDWR)


def _body(response: HTTPResponse, largest: int) -> bytes:
    received = bytearray()
    while chunk := response.read1(65536):
        received += chunk
        if len(received) > largest:
            raise NotAnswered("too_large")
    if response.length:
        raise NotAnswered("unreachable")
    return bytes(received)
