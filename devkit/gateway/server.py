"""The HTTP server of the simulated gateway; loopback only.

POST /shep/bip-sync-wss-gost/  the synchronous channel
GET  /control/                 what has been asked, and the modes there are
POST /control/modes            {"mode": …, "kind": …, "iin": …}; kind and iin may be left out
POST /control/reset            back to the citizens' own quirks
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Self
from xml.etree.ElementTree import Element

import clock
from devkit.gateway import replies
from devkit.gateway.lives import Citizen
from devkit.gateway.modes import ANY, Behaviour, Mode
from devkit.gateway.people import CITIZENS
from integrations.safe_xml import MalformedXml, UnsafeXml, parse

CHANNEL = "/shep/bip-sync-wss-gost/"
HOST = "127.0.0.1"

_BODY = "{http://schemas.xmlsoap.org/soap/envelope/}Body"
_MESSAGE = "{http://bip.bee.kz/SyncChannel/v10/Types}SendMessage"

Reply = Callable[..., str]
SERVICES: dict[str, tuple[str, Reply]] = {
    "GBDFL_UniversalServiceSync": ("identity", replies.identity),
    "MCDB_SERVICE": ("mobile_citizens", replies.linked_phone),
    "QYZMET_ZAGS_CHILDREN_BY_PARENT": ("births", replies.births),
    "QYZMET_ZAGS_MARRIAGES": ("marriage", replies.marriages),
    "QYZMET_ZAGS_SPOUSE_DEATH": ("spouse_death", replies.spouse_death),
    "QYZMET_MILITARY_REGISTRATION": ("military_registration", replies.military_registration),
    "QYZMET_ZAGS_RELATIVES": ("family", replies.relatives),
    "QYZMET_NOBD_EDUCATION": ("education", replies.educations),
    "QYZMET_KPSISU_CONVICTIONS": ("convictions", replies.convictions),
    "QYZMET_DISPENSARY_NARCOLOGY": ("narcology", replies.observations("narcology")),
    "QYZMET_DISPENSARY_PSYCHIATRY": ("psychiatry", replies.observations("psychiatry")),
    "QYZMET_DISPENSARY_TUBERCULOSIS": ("tuberculosis", replies.observations("tuberculosis")),
    "QYZMET_DISPENSARY_SKIN_VENEREAL": ("skin_venereal", replies.observations("skin_venereal")),
}


class GatewaySimulator:
    """The server in a thread of its own; a context manager for tests.

    Port 0 takes a free one. Ages and spans are counted from the day that
    `counted_from` says. With `credentials` (login, password) no other sender is
    served. A hung question is let go at `stop`.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        citizens: Sequence[Citizen] = CITIZENS,
        counted_from: Callable[[], date] = clock.today,
        credentials: tuple[str, str] | None = None,
    ) -> None:
        self.citizens = {citizen.iin: citizen for citizen in citizens}
        self.behaviour = Behaviour.of(citizens)
        self.counted_from = counted_from
        self.credentials = credentials
        self.stopping = Event()
        self._server = _Server((HOST, port), self)
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        """The address of the synchronous channel: REGISTRY_URL."""
        return f"{self.origin}{CHANNEL}"

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://{HOST}:{self._server.server_port}"

    def start(self) -> Self:
        """Serve in a thread that does not keep the process alive."""
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def serve_forever(self) -> None:
        """Serve in the calling thread until interrupted."""
        self._server.serve_forever()

    def stop(self) -> None:
        """Let go of hung questions and close."""
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

    def __init__(self, address: tuple[str, int], simulator: GatewaySimulator) -> None:
        self.simulator = simulator
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """What has been asked so far, in numbers only."""
        if self.path != "/control/":
            return self._send(404, "")
        state = {"asked": dict(self.server.simulator.behaviour.asked), "modes": [mode.value for mode in Mode]}
        self._send(200, json.dumps(state), "application/json")

    def do_POST(self) -> None:
        """A question on the channel, or a word to the simulator itself."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == CHANNEL:
            self._answer(body)
        elif self.path == "/control/reset":
            self.server.simulator.behaviour.reset()
            self._send(204, "")
        elif self.path == "/control/modes":
            self._set_mode(body)
        else:
            self._send(404, "")

    def log_message(self, *_: Any) -> None:
        """Nothing: the demo's terminal belongs to the site."""

    def _set_mode(self, body: bytes) -> None:
        try:
            wish = json.loads(body)
            mode, kind, iin = Mode(wish["mode"]), wish.get("kind", ANY), wish.get("iin", ANY)
        except (ValueError, KeyError, TypeError, AttributeError):
            return self._send(400, "")
        self.server.simulator.behaviour.put(mode, kind=kind, iin=iin)
        return self._send(204, "")

    def _answer(self, body: bytes) -> None:
        question = _question(body)
        if question is None:
            return self._send(500, replies.CLIENT_FAULT)
        simulator = self.server.simulator
        if simulator.credentials not in (None, question.sender):
            return self._send(403, "")
        mode = simulator.behaviour.for_question(question.kind, question.iin, clock.now())
        if mode in (Mode.SILENT, Mode.HANG):
            if mode is Mode.HANG:
                simulator.stopping.wait()
            self.close_connection = True
            return None
        if mode in _OUTRIGHT:
            return self._send(*_OUTRIGHT[mode])
        about = _somebody_else(simulator, question.iin) if mode is Mode.OTHER_PERSON else question.iin
        data = question.reply(
            about, simulator.citizens.get(about), simulator.counted_from(), partial=mode is Mode.PARTIAL
        )
        status = _STATUSES.get(mode, replies.SUCCESS)
        self._send(
            200,
            replies.response(
                data if status is replies.SUCCESS else "",
                status,
                message_id=question.message_id,
                correlation_id=question.correlation_id,
                now=clock.now(),
            ),
        )

    def _send(self, status: int, text: str, content_type: str = "text/xml; charset=utf-8") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


_OUTRIGHT: dict[Mode, tuple[int, str]] = {
    Mode.FAULT: (500, replies.FAULT),
    Mode.FORBIDDEN: (403, ""),
    Mode.UNAVAILABLE: (503, ""),
    Mode.GARBAGE: (200, replies.GARBAGE),
    Mode.BOMB: (200, replies.ENTITY_BOMB),
}
_STATUSES = {Mode.ERROR: replies.DATA_ERROR, Mode.EXCEPTION: replies.UNHANDLED}


@dataclass(frozen=True)
class _Question:
    kind: str
    reply: Reply
    iin: str
    message_id: str
    correlation_id: str
    sender: tuple[str, str]


def _question(body: bytes) -> _Question | None:
    """What is asked, None where the envelope is not the channel's."""
    try:
        request = parse(body).find(f"{_BODY}/{_MESSAGE}/request")
    except (MalformedXml, UnsafeXml):
        return None
    if request is None or any(_is_absent(request, path) for path in _NEEDED):
        return None
    service = SERVICES.get(request.findtext("requestInfo/serviceId", ""))
    if service is None:
        return None
    return _Question(
        kind=service[0],
        reply=service[1],
        iin=request.findtext("requestData/data/iin", ""),
        message_id=request.findtext("requestInfo/messageId", ""),
        correlation_id=request.findtext("requestInfo/correlationId", ""),
        sender=(
            request.findtext("requestInfo/sender/senderId", ""),
            request.findtext("requestInfo/sender/password", ""),
        ),
    )


def _somebody_else(simulator: GatewaySimulator, iin: str) -> str:
    return next(other for other in simulator.citizens if other != iin)


_NEEDED = (
    "requestInfo/messageId",
    "requestInfo/serviceId",
    "requestInfo/messageDate",
    "requestInfo/sender/senderId",
    "requestData/data/iin",
)


def _is_absent(request: Element, path: str) -> bool:
    return not (request.findtext(path) or "").strip()
