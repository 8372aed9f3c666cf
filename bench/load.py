"""Clients that open a connection for each request and close it.

With keep-alive one threaded worker can take nearly all connections, and the figure
swings threefold.
"""

import socket
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from time import perf_counter
from urllib.parse import urlencode

CLIENTS = 4


@dataclass(frozen=True)
class Ask:
    """One request: a GET, or with `fields` a POST of a form. `expects`: the status of its answer."""

    path: str
    cookie: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    expects: int = 200

    def as_bytes(self, host: str) -> bytes:
        """What goes over the wire."""
        body = urlencode(self.fields).encode()
        lines = [
            f"{'POST' if self.fields else 'GET'} {self.path} HTTP/1.1",
            f"Host: {host}",
            "Connection: close",
            *([f"Cookie: {self.cookie}"] if self.cookie else []),
            *(["Content-Type: application/x-www-form-urlencoded"] if self.fields else []),
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True)
class Run:
    """How long a number of requests took, together and each, in seconds."""

    seconds: float
    each: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.each) / self.seconds


def fetch(port: int, ask: Ask, host: str = "127.0.0.1") -> bytes:
    """The body of the answer. Raises RuntimeError for an answer that was not expected."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(ask.as_bytes(host))
        read = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = read.partition(b"\r\n\r\n")
    if head[9:12] != str(ask.expects).encode():
        raise RuntimeError(
            f"{ask.path}: {head[:300].decode(errors='replace')} {body[:300].decode(errors='replace')}"
        )
    return body


def run(port: int, asks: Sequence[Ask], number: int, host: str = "127.0.0.1", clients: int = CLIENTS) -> Run:
    """Send so many requests, taking `asks` in turn, from several clients at once."""
    waiting: Iterator[Ask] = islice(cycle(asks), number)
    lock, each, failed = threading.Lock(), list[float](), list[BaseException]()

    def work() -> None:
        while not failed:
            with lock:
                ask = next(waiting, None)
            if ask is None:
                return
            began = perf_counter()
            try:
                fetch(port, ask, host)
            except (RuntimeError, OSError) as error:
                failed.append(error)
                return
            each.append(perf_counter() - began)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return Run(perf_counter() - began, tuple(each))
