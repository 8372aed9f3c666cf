"""The provider's bad days: the Twilio simulator misbehaves, now so, now so, drawn with a seed."""

import json
import random
import threading
from urllib.error import URLError
from urllib.request import Request, urlopen

from devkit.twilio.modes import Mode

_PAUSES = (0.2, 1.2)  # seconds between two faults
_LATE_ONES = 0.15  # how often what is reported late is reported then

_FAULTS: tuple[tuple[Mode, int, int, int], ...] = (
    # mode, error code, for how many messages at most, how often
    (Mode.BUSY, 0, 5, 6),
    (Mode.UNAVAILABLE, 0, 5, 6),
    (Mode.ERROR_BEFORE, 0, 2, 4),
    (Mode.ERROR_AFTER, 0, 2, 6),
    (Mode.DROP_BEFORE, 0, 2, 4),
    (Mode.DROP_AFTER, 0, 2, 6),
    (Mode.TIMEOUT_BEFORE, 0, 1, 1),
    (Mode.TIMEOUT_AFTER, 0, 1, 1),
    (Mode.EARLY, 0, 5, 6),
    (Mode.TWICE, 0, 5, 6),
    (Mode.DISORDER, 0, 5, 6),
    (Mode.LATE, 0, 5, 6),
    (Mode.NEVER, 0, 3, 3),
    (Mode.UNDELIVERED, 30003, 3, 3),
    (Mode.FAILED, 30008, 3, 3),
    (Mode.REFUSE, 21211, 1, 1),  # the number: never
    (Mode.REFUSE, 21606, 1, 1),  # our account: later
)


class Weather:
    """A thread that sets one fault after the other, until it is told to stop."""

    def __init__(self, api_base: str, stop: threading.Event, *, seed: int) -> None:
        self._base = api_base
        self._stop = stop
        self._random = random.Random(seed)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def clear_up(self) -> None:
        """No more faults, and what was to be reported late is reported now."""
        self._over.set()
        self._thread.join()
        _post(f"{self._base}/control/reset")
        _post(f"{self._base}/control/release")

    def _run(self) -> None:
        weights = [often for *_rest, often in _FAULTS]
        while not self._stop.is_set() and not self._over.wait(self._random.uniform(*_PAUSES)):
            mode, code, most, _often = self._random.choices(_FAULTS, weights)[0]
            times = self._random.randint(1, most)
            _post(f"{self._base}/control/modes", {"mode": mode.value, "code": code, "times": times})
            if self._random.random() < _LATE_ONES:
                _post(f"{self._base}/control/release")


def _post(url: str, content: dict[str, object] | None = None) -> None:
    request = Request(url, json.dumps(content or {}).encode(), method="POST")
    try:
        urlopen(request, timeout=5).close()
    except URLError as error:
        raise RuntimeError("the simulated Twilio is gone") from error
