"""The services of the development CA over HTTP; loopback only.

POST /ocsp, /ocsp1                        the state of a certificate, at each of the two hosts
POST /tsp                                 a time stamp
GET  /crl/gost.crl, /crl/gost_delta.crl   revocation lists; rsa alike
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self

import clock
from devkit.nca import crl, ocsp, tsp
from devkit.nca.authority import Authority
from devkit.nca.modes import Behaviour, Mode, Service
from devkit.nca.pairs import Kind

HOST = "127.0.0.1"
LOOK_AGAIN = 0.1  # seconds after which a slow service looks whether it still is

LISTS: dict[str, tuple[Kind, bool]] = {
    f"/crl/{kind}{suffix}.crl": (kind, delta)
    for kind in Kind
    for suffix, delta in (("", False), ("_delta", True))
}
"""Which revocation list stands at which path."""


class NcaSimulator:
    """The server in a thread of its own; a context manager for tests.

    Port 0 takes a free one. `modes` is the file that says how the services
    behave; `asked` counts the requests of each service. A slow answer is given
    when the mode is another, and never after `stop`.
    """

    def __init__(
        self,
        authority: Authority,
        port: int = 0,
        *,
        now: Callable[[], datetime] = clock.now,
        modes: Path | None = None,
    ) -> None:
        self.authority = authority
        self.now = now
        self.behaviour = Behaviour(modes)
        self.asked: Counter[Service] = Counter()
        self.stopping = Event()
        self._server = _Server((HOST, port), self)
        self._thread: Thread | None = None

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://{HOST}:{self._server.server_port}"

    @property
    def ocsp_urls(self) -> tuple[str, str]:
        """Both hosts of the OCSP responder: EDS_OCSP_URLS."""
        return f"{self.origin}/ocsp", f"{self.origin}/ocsp1"

    @property
    def crl_urls(self) -> tuple[str, ...]:
        """All revocation lists: EDS_CRL_URLS."""
        return tuple(f"{self.origin}{path}" for path in LISTS)

    @property
    def tsa_url(self) -> str:
        """The time-stamping service: EDS_TSA_URL."""
        return f"{self.origin}/tsp"

    def start(self) -> Self:
        """Serve in a thread that does not keep the process alive."""
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def serve_forever(self) -> None:
        """Serve in the calling thread until interrupted."""
        self._server.serve_forever()

    def stop(self) -> None:
        """Drop slow answers and close."""
        self.stopping.set()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], simulator: NcaSimulator) -> None:
        self.simulator = simulator
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """A revocation list."""
        if self.path not in LISTS:
            return self._send(404)
        mode = self._mode(Service.CRL)
        if mode is None:
            return None
        if mode in _WITHOUT_LIST:
            return self._send(_WITHOUT_LIST[mode])
        kind, delta = LISTS[self.path]
        simulator = self.server.simulator
        made = crl.revocation_list(simulator.authority, kind, at=simulator.now(), delta=delta, mode=mode)
        return self._send(200, made, "application/pkix-crl")

    def do_POST(self) -> None:
        """A question about a certificate, or a wish for a time stamp."""
        request = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        service = {"/ocsp": Service.OCSP, "/ocsp1": Service.OCSP1, "/tsp": Service.TSP}.get(
            self.path.rstrip("/")
        )
        if service is None:
            return self._send(404)
        mode = self._mode(service)
        if mode is None:
            return None
        simulator = self.server.simulator
        if service is Service.TSP:
            credentials = {kind: chain.time_stamping for kind, chain in simulator.authority.chains.items()}
            response = tsp.respond(request, credentials, at=simulator.now(), mode=mode)
            return self._send(200, response, "application/timestamp-reply")
        response = ocsp.answer(request, simulator.authority, at=simulator.now(), mode=mode)
        return self._send(200, response, "application/ocsp-response")

    def log_message(self, *_: Any) -> None:
        """Nothing: the demo's terminal belongs to the site."""

    def _mode(self, service: Service) -> Mode | None:
        """How to answer this request; None when it gets no answer."""
        simulator = self.server.simulator
        simulator.asked[service] += 1
        mode = simulator.behaviour.of(service)
        while mode is Mode.SLOW and not simulator.stopping.wait(LOOK_AGAIN):
            mode = simulator.behaviour.of(service)
        if mode in (Mode.DOWN, Mode.SLOW):
            self.close_connection = True
            return None
        return mode

    def _send(self, status: int, body: bytes = b"", content_type: str = "text/plain") -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


_WITHOUT_LIST = {Mode.TRY_LATER: 503, Mode.UNKNOWN: 404}
