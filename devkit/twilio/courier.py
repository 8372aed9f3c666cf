"""Carries status callbacks to the site, signed as Twilio signs them."""

import queue
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread

import requests
from twilio.request_validator import RequestValidator

from devkit.twilio.modes import Behaviour, Mode
from devkit.twilio.store import Store, Taken

_REPORTS: dict[Mode, tuple[str, ...]] = {
    Mode.UNDELIVERED: ("sent", "undelivered"),
    Mode.FAILED: ("failed",),
    Mode.TWICE: ("sent", "sent", "delivered", "delivered"),
    Mode.DISORDER: ("delivered", "sent"),
}
_USUAL = ("sent", "delivered")
_FINAL = frozenset({"delivered", "undelivered", "failed"})


@dataclass(frozen=True)
class Callback:
    """One POST to the site, ready to go."""

    url: str
    form: dict[str, str]
    signature: str

    @property
    def headers(self) -> dict[str, str]:
        """What goes with it."""
        return {"X-Twilio-Signature": self.signature}


_CARRIERS = 4


class Courier:
    """Reports what becomes of messages: of each one callback after the other, of several at once.

    With `hold` it only collects them: a test takes them with `take` and brings
    them itself, when and in which order it likes.
    """

    def __init__(self, store: Store, account: str, auth_token: str, *, hold: bool = False) -> None:
        self._store = store
        self._account = account
        self._validator = RequestValidator(auth_token)
        self.holds = hold
        self._lock = Lock()
        self._held: list[Callback] = []
        self._late: list[tuple[Taken, Behaviour]] = []
        self._on_the_way = 0
        self._carriers = [_Carrier(self._arrived) for _ in range(_CARRIERS)]

    @property
    def waiting(self) -> int:
        """How many callbacks are on their way, or still to be sent."""
        with self._lock:
            return self._on_the_way

    def report(self, message: Taken, behaviour: Behaviour) -> None:
        """Let the message have its fate, and tell the site of it."""
        if behaviour.mode is Mode.NEVER:
            return
        if behaviour.mode is Mode.LATE:
            with self._lock:
                self._late.append((message, Behaviour(Mode.ACCEPT)))
            return
        for callback in self._callbacks(message, behaviour):
            self._bring(callback, now=behaviour.mode is Mode.EARLY)

    def release(self) -> None:
        """Report the late ones now."""
        with self._lock:
            late, self._late = self._late, []
        for message, behaviour in late:
            self.report(message, behaviour)

    def take(self) -> list[Callback]:
        """The collected callbacks; they are not kept."""
        with self._lock:
            held, self._held = self._held, []
        return held

    def stop(self) -> None:
        """Bring what is on its way, and end."""
        for carrier in self._carriers:
            carrier.stop()

    def _callbacks(self, message: Taken, behaviour: Behaviour) -> list[Callback]:
        words = _REPORTS.get(behaviour.mode, _USUAL)
        fate = next(word for word in words if word in _FINAL)
        code = behaviour.code if fate != "delivered" else 0
        self._store.set_status(message.sid, fate, code or None)
        if not message.callback_url:
            return []
        return [self._callback(message, word, code if word == fate else 0) for word in words]

    def _callback(self, message: Taken, status: str, code: int) -> Callback:
        form = {
            "AccountSid": self._account,
            "ApiVersion": "2010-04-01",
            "From": message.sender,
            "MessageSid": message.sid,
            "MessageStatus": status,
            "SmsSid": message.sid,
            "SmsStatus": status,
            "To": message.recipient,
        }
        if code:
            form["ErrorCode"] = str(code)
        url = message.callback_url
        return Callback(url, form, self._validator.compute_signature(url, form))

    def _bring(self, callback: Callback, *, now: bool) -> None:
        if self.holds:
            with self._lock:
                self._held.append(callback)
        elif now:
            _post(callback)
        else:
            with self._lock:
                self._on_the_way += 1
            self._carriers[hash(callback.form["MessageSid"]) % _CARRIERS].give(callback)

    def _arrived(self) -> None:
        with self._lock:
            self._on_the_way -= 1


class _Carrier:
    """A thread that brings one callback after the other, and says of each that it is done."""

    def __init__(self, arrived: Callable[[], None]) -> None:
        self._arrived = arrived
        self._queue: queue.SimpleQueue[Callback | None] = queue.SimpleQueue()
        self._thread = Thread(target=self._carry, daemon=True)
        self._thread.start()

    def give(self, callback: Callback) -> None:
        """One more, after those that it has."""
        self._queue.put(callback)

    def stop(self) -> None:
        """Bring what there is, and end."""
        self._queue.put(None)
        self._thread.join()

    def _carry(self) -> None:
        while (callback := self._queue.get()) is not None:
            _post(callback)
            self._arrived()


def _post(callback: Callback) -> None:
    """Once, as Twilio does: a site that was away asks by itself later."""
    with requests.Session() as session:
        session.trust_env = False
        try:
            session.post(callback.url, data=callback.form, headers=callback.headers, timeout=10)
        except requests.RequestException:
            return
