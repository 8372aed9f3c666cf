"""One exchange over HTTP: a deadline, a measure, and nobody but the host that was named."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import pytest

from integrations.eds.errors import NotAnswered
from integrations.eds.transport import exchange
from tests.support.loopback import Asked, Loopback, Said


@contextmanager
def talking(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that does with its first caller what `talk` does."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.recv(65536)
            talk(connection)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        listener.close()
        thread.join(5)


def test_a_document_is_posted_and_the_answer_comes_back_whole() -> None:
    with Loopback(lambda _: Said(b"answer", headers={"ETag": '"1"'})) as server:
        reply = exchange(server.url + "ocsp?a=1", b"question", headers={"Content-Type": "x/y"}, largest=6)
    assert (reply.status, reply.headers["etag"], reply.body) == (200, '"1"', b"answer")
    (asked,) = server.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/ocsp?a=1", b"question")
    assert asked.headers["content-type"] == "x/y"


def test_without_a_document_it_is_fetched() -> None:
    with Loopback(lambda _: Said(b"list")) as server:
        assert exchange(server.url, headers={}, largest=10).body == b"list"
    assert server.asked[0].method == "GET"


def test_a_redirect_is_handed_back_and_not_followed() -> None:
    def answer(asked: Asked) -> Said:
        return Said(status=302, headers={"Location": "/elsewhere"})

    with Loopback(answer) as server:
        assert exchange(server.url, headers={}, largest=10).status == 302
    assert len(server.asked) == 1


def test_one_byte_too_many_is_too_large() -> None:
    with Loopback(lambda _: Said(b"12345678901")) as server, pytest.raises(NotAnswered, match="too_large"):
        exchange(server.url, headers={}, largest=10)


def test_a_host_that_is_not_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NotAnswered, match="unreachable"):
        exchange(f"http://127.0.0.1:{port}/", headers={}, largest=10)


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    with Loopback(lambda _: Said(b"here")) as server:
        assert exchange(server.url, headers={}, largest=10).body == b"here"


@pytest.mark.parametrize(
    ("begin", "drop"),
    [(b"HTTP/1.1 200 OK\r\nX: ", b"x"), (b"HTTP/1.1 200 OK\r\n\r\n", b"x"), (b"", b"")],
    ids=["headers", "body", "silence"],
)
def test_a_host_that_trickles_is_left_when_the_time_is_over(begin: bytes, drop: bytes) -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(begin)
        while drop:
            time.sleep(0.02)
            connection.sendall(drop)
        connection.recv(1)

    started = time.monotonic()
    with talking(talk) as url, pytest.raises(NotAnswered, match="timeout"):
        exchange(url, headers={}, largest=10_000_000, seconds=0.2)
    assert time.monotonic() - started < 4


def test_an_answer_that_breaks_off_is_no_answer() -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")

    with talking(talk) as url, pytest.raises(NotAnswered, match="unreachable"):
        exchange(url, headers={}, largest=100)
