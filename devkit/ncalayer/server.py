"""The WebSocket of the simulated NCALayer; loopback only.

The program speaks first, then answers one JSON object with another: the module
kz.gov.pki.knca.basics with `sign`, of kz.gov.pki.knca.commonUtils the list of
(no) hardware tokens.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

import clock
from devkit.nca.authority import Authority
from devkit.nca.holders import People
from devkit.nca.modes import read_wishes
from devkit.ncalayer import basics
from devkit.ncalayer.modes import Mode, Wish

HOST = "127.0.0.1"
VERSION = "1.4"
LARGEST_REQUEST = 64 * 1024 * 1024  # bytes; documents come in base64, several at once
LOOK_AGAIN = 0.1  # seconds after which a slow program looks whether it still is

_HEARTBEAT = "--heartbeat--"
_NOT_JSON = {"success": False, "code": "COMMON_JSON_WRAPPING_EXCEPTION"}
_NO_MODULE = {"success": False, "errorCode": "MODULE_NOT_FOUND"}

Reply = dict[str, Any]


class NcaLayerSimulator:
    """The server in a thread of its own; a context manager for tests.

    Port 0 takes a free one. `people` names whoever a page asks for,
    `default_iin` is who sits there when it asks for nobody. `wishes` is the file
    that says how to behave, unless `put` has said it in this process; `requests`
    is what pages have asked, as JSON objects.
    """

    def __init__(
        self,
        authority: Authority,
        people: People,
        port: int = 0,
        *,
        default_iin: str,
        now: Callable[[], datetime] = clock.now,
        wishes: Path | None = None,
    ) -> None:
        self.authority = authority
        self.people = people
        self.default_iin = default_iin
        self.now = now
        self.requests: list[Any] = []
        self._file = wishes
        self._put: Wish | None = None
        self._stopping = Event()
        self._server = serve(
            self._converse, HOST, port, max_size=LARGEST_REQUEST, compression=None, ping_interval=None
        )
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        """Where pages find it: NCALAYER_URL."""
        return f"ws://{HOST}:{self._server.socket.getsockname()[1]}"

    @property
    def wish(self) -> Wish:
        """How to behave at this moment."""
        if self._put is not None:
            return self._put
        return Wish.of(read_wishes(self._file)) if self._file else Wish()

    def put(self, wish: Wish | Mode) -> None:
        """Behave so from now on, whatever the file says."""
        self._put = Wish(wish) if isinstance(wish, Mode) else wish

    def reset(self) -> None:
        """Go by the file again, as if nothing had been asked."""
        self._put = None
        self.requests.clear()

    def start(self) -> Self:
        """Serve in a thread of its own."""
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def serve_forever(self) -> None:
        """Serve in the calling thread until interrupted; then close."""
        try:
            self._server.serve_forever()
        finally:
            self.stop()

    def stop(self) -> None:
        """Let go of slow requests and close."""
        self._stopping.set()
        self._server.shutdown()
        if self._thread is not None:
            self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _converse(self, page: ServerConnection) -> None:
        try:
            page.send(json.dumps({"result": {"version": VERSION}}))
            for message in page:
                if message == _HEARTBEAT:
                    page.send(_HEARTBEAT)
                elif (reply := self._answer(message)) is None:
                    return
                else:
                    page.send(json.dumps(reply, ensure_ascii=False))
        except ConnectionClosed:
            return  # the page has gone

    def _answer(self, message: str | bytes) -> Reply | None:
        """The reply; None when the program ends instead."""
        try:
            request = json.loads(message)
        except ValueError:
            return _NOT_JSON
        if not isinstance(request, dict):
            return _NOT_JSON
        self.requests.append(request)
        match request.get("module"):
            case "kz.gov.pki.knca.basics":
                return self._basics(request)
            case "kz.gov.pki.knca.commonUtils":
                return _common_utils(request)
        return _NO_MODULE

    def _basics(self, request: Mapping[str, Any]) -> Reply | None:
        if request.get("method") != "sign":
            return basics.FAILED | {"details": "java.lang.NoSuchMethodException"}
        wish = self.wish
        while wish.mode is Mode.SLOW and not self._stopping.wait(LOOK_AGAIN):
            wish = self.wish
        if wish.mode in (Mode.CLOSED, Mode.SLOW):
            return None
        return basics.sign(
            request.get("args"),
            wish,
            authority=self.authority,
            people=self.people,
            default_iin=self.default_iin,
            at=self.now(),
        )


def _common_utils(request: Mapping[str, Any]) -> Reply:
    """There is no hardware; `uuid` comes back when it was given."""
    echo = {"uuid": request["uuid"]} if "uuid" in request else {}
    if request.get("method") == "getActiveTokens":
        return {"responseObject": [], "code": "200", **echo}
    return {"code": "500", "message": f"not simulated. Method: {request.get('method')}", **echo}
