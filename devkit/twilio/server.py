"""The HTTP server of the simulated Twilio; loopback only.

POST /2010-04-01/Accounts/<sid>/Messages.json        take a message
GET  /2010-04-01/Accounts/<sid>/Messages.json        list them: To, From, DateSent, PageSize
GET  /2010-04-01/Accounts/<sid>/Messages/<sid>.json  one of them
GET  /demo/messages?phone=%2B7…                      what a phone got, newest last
POST /control/modes     {"mode": …, "code": …, "to": …, "times": …}; all but mode may be left out
POST /control/reset     behave well again
POST /control/release   report the late ones now
"""

import base64
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from devkit.twilio.courier import Callback, Courier
from devkit.twilio.modes import ANY, NOT_TAKEN, Behaviour, Behaviours, Mode
from devkit.twilio.store import Store, Taken

HOST = "127.0.0.1"
LONGEST_BODY = 1600

_MESSAGES = re.compile(r"/2010-04-01/Accounts/(?P<account>AC[0-9a-f]+)/Messages(?:/(?P<sid>\w+))?\.json")
_E164 = re.compile(r"\+[1-9][0-9]{7,14}")


class TwilioSimulator:
    """The server in a thread of its own; a context manager for tests.

    Port 0 takes a free one. With `hold_callbacks` they are collected for
    `take_callbacks` instead of being posted.
    """

    def __init__(
        self,
        account: str,
        auth_token: str,
        *,
        port: int = 0,
        path: Path | str = ":memory:",
        hold_callbacks: bool = False,
    ) -> None:
        self.account = account
        self.authorisation = "Basic " + base64.b64encode(f"{account}:{auth_token}".encode()).decode()
        self.behaviours = Behaviours()
        self.store = Store(path)
        self.courier = Courier(self.store, account, auth_token, hold=hold_callbacks)
        self.stopping = Event()
        self.asked: list[str] = []
        self._server = _Server((HOST, port), self)
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        """TWILIO_API_BASE."""
        return f"http://{HOST}:{self._server.server_port}"

    def behave(self, mode: Mode, *, code: int = 0, to: str = ANY, times: int | None = None) -> None:
        """Behave so from now on."""
        self.behaviours.put(Behaviour(mode, code), to=to, times=times)

    def take_callbacks(self) -> list[Callback]:
        """What would have been posted to the site since the last call."""
        return self.courier.take()

    def texts(self, phone: str | None = None) -> list[str]:
        """What was taken for this phone, or for all, oldest first."""
        return [message.body for message in self.store.all(phone)]

    def start(self) -> Self:
        """Serve in a thread that does not keep the process alive."""
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def serve_forever(self) -> None:
        """Serve in the calling thread until interrupted."""
        self._server.serve_forever()

    def stop(self) -> None:
        """Let go of hung requests and close."""
        self.stopping.set()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        self.courier.stop()
        self.store.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close waits for the requests that are being answered

    def __init__(self, address: tuple[str, int], simulator: TwilioSimulator) -> None:
        self.simulator = simulator
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """One message, a list of them, a phone, or how many callbacks are on their way."""
        address = urlsplit(self.path)
        query = _first(address.query)
        simulator = self.server.simulator
        if address.path == "/demo/messages":
            shown = simulator.store.all(query.get("phone"))
            return self._send(200, [message.as_on_phone() for message in shown])
        if address.path == "/control/waiting":
            return self._send(200, {"callbacks": simulator.courier.waiting})
        if (place := self._authorised(address.path)) is None:
            return None
        simulator.asked.append(f"GET {address.path}")
        if place["sid"] is None:
            return self._send(200, _page(address.path, _listed(simulator.store, query)))
        message = simulator.store.get(place["sid"])
        if message is None:
            return self._refuse(404, 20404, "The requested resource was not found")
        return self._send(200, message.as_twilio())

    def do_POST(self) -> None:
        """A message, or a word to the simulator itself."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        address = urlsplit(self.path).path
        if address.startswith("/control/"):
            return self._control(address, body)
        if (place := self._authorised(address)) is None:
            return None
        if place["sid"] is not None:
            return self._refuse(405, 20004, "Method not allowed")
        self.server.simulator.asked.append(f"POST {address}")
        return self._take(_first(body))

    def log_message(self, *_: Any) -> None:
        """Nothing: numbers and codes would stand in the log."""

    def _authorised(self, path: str) -> dict[str, Any] | None:
        place = _MESSAGES.fullmatch(path)
        if place is None:
            self._refuse(404, 20404, "The requested resource was not found")
            return None
        simulator = self.server.simulator
        if (
            self.headers.get("Authorization") != simulator.authorisation
            or place["account"] != simulator.account
        ):
            self._refuse(401, 20003, "Authenticate")
            return None
        return place.groupdict()

    def _take(self, form: Mapping[str, str]) -> None:
        simulator = self.server.simulator
        if (fault := _fault(form)) is not None:
            return self._refuse(400, *fault)
        behaviour = simulator.behaviours.for_message(form["To"])
        if behaviour.mode in NOT_TAKEN:
            return self._answer_badly(behaviour)
        message = simulator.store.add(
            account=simulator.account,
            recipient=form["To"],
            sender=form["From"],
            body=form["Body"],
            callback_url=form.get("StatusCallback", ""),
        )
        early = behaviour.mode is Mode.EARLY or simulator.courier.holds
        if early:
            simulator.courier.report(message, behaviour)
        if behaviour.mode in _BAD_AFTER:
            self._answer_badly(behaviour)
        else:
            self._send(201, message.as_twilio())
        if not early:
            simulator.courier.report(message, behaviour)
        return None

    def _answer_badly(self, behaviour: Behaviour) -> None:
        match behaviour.mode:
            case Mode.REFUSE:
                status = 401 if behaviour.code == 20003 else 400
                self._refuse(status, behaviour.code, "Refused by the simulator")
            case Mode.BUSY:
                self._refuse(429, 20429, "Too Many Requests")
            case Mode.UNAVAILABLE:
                self._refuse(503, 20503, "Service Unavailable")
            case Mode.ERROR_BEFORE | Mode.ERROR_AFTER:
                self._refuse(500, 20500, "Internal Server Error")
            case Mode.TIMEOUT_BEFORE | Mode.TIMEOUT_AFTER:
                self.server.simulator.stopping.wait(timeout=60)
                self.close_connection = True
            case _:
                self.close_connection = True

    def _control(self, address: str, body: str) -> None:
        simulator = self.server.simulator
        if address == "/control/reset":
            simulator.behaviours.reset()
        elif address == "/control/release":
            simulator.courier.release()
        elif address == "/control/modes":
            try:
                wish = json.loads(body)
                behaviour = Behaviour(Mode(wish["mode"]), int(wish.get("code", 0)))
                simulator.behaviours.put(behaviour, to=wish.get("to", ANY), times=wish.get("times"))
            except (ValueError, KeyError, TypeError, AttributeError):
                return self._send(400, {})
        else:
            return self._send(404, {})
        return self._send(200, {})

    def _refuse(self, status: int, code: int, words: str) -> None:
        more = f"https://www.twilio.com/docs/errors/{code}"
        self._send(status, {"code": code, "message": words, "more_info": more, "status": status})

    def _send(self, status: int, content: object) -> None:
        body = json.dumps(content, ensure_ascii=False).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


_BAD_AFTER = frozenset({Mode.ERROR_AFTER, Mode.DROP_AFTER, Mode.TIMEOUT_AFTER})


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}


def _fault(form: Mapping[str, str]) -> tuple[int, str] | None:
    """What the real API would say of this form at once."""
    if not form.get("To"):
        return 21604, "A 'To' phone number is required."
    if not form.get("From"):
        return 21603, "A 'From' phone number is required."
    if not form.get("Body"):
        return 21602, "Message body is required."
    if len(form["Body"]) > LONGEST_BODY:
        return 21617, "The concatenated message body exceeds the 1600 character limit."
    if not _E164.fullmatch(form["To"]):
        return 21211, "Invalid 'To' Phone Number"
    return None


def _listed(store: Store, query: Mapping[str, str]) -> list[Taken]:
    """Newest first, by the filters that were given. Days are those of UTC."""
    found = store.all(query.get("To"))[::-1]
    if sender := query.get("From"):
        found = [message for message in found if message.sender == sender]
    if day := query.get("DateSent"):
        found = [message for message in found if message.sent_at and message.sent_at[:10] == day[:10]]
    if since := query.get("DateSent>"):
        found = [
            message for message in found if message.sent_at and _moment(message.sent_at) >= _moment(since)
        ]
    if until := query.get("DateSent<"):
        found = [
            message for message in found if message.sent_at and _moment(message.sent_at) <= _moment(until)
        ]
    return found[: int(query.get("PageSize") or 50)]


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def _page(path: str, messages: list[Taken]) -> dict[str, Any]:
    return {
        "messages": [message.as_twilio() for message in messages],
        "page": 0,
        "page_size": len(messages),
        "first_page_uri": path,
        "next_page_uri": None,
        "previous_page_uri": None,
        "start": 0,
        "end": max(len(messages) - 1, 0),
        "uri": path,
    }
