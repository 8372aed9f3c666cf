"""How the simulated Twilio behaves: well, or in one of the ways that the real one does not."""

from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock

ANY = "*"


class Mode(StrEnum):
    """What happens to a message that is handed over.

    ACCEPT takes it and reports sent and delivered. REFUSE answers with an error
    code, BUSY with 429, UNAVAILABLE with 503. ERROR_ and DROP_ answer 500 or
    close the connection, before or after taking the message; TIMEOUT_ keeps the
    connection open without a word. UNDELIVERED and FAILED take it and report
    that, with a code. The others take it, and report EARLY (before they answer),
    TWICE, in DISORDER, LATE (when they are told to), or NEVER.
    """

    ACCEPT = "accept"
    REFUSE = "refuse"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    ERROR_BEFORE = "error_before"
    ERROR_AFTER = "error_after"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    EARLY = "early"
    TWICE = "twice"
    DISORDER = "disorder"
    LATE = "late"
    NEVER = "never"


NOT_TAKEN = frozenset(
    {Mode.REFUSE, Mode.BUSY, Mode.UNAVAILABLE, Mode.ERROR_BEFORE, Mode.DROP_BEFORE, Mode.TIMEOUT_BEFORE}
)


@dataclass(frozen=True)
class Behaviour:
    """A mode with its error code where it has one."""

    mode: Mode = Mode.ACCEPT
    code: int = 0


@dataclass
class Behaviours:
    """The behaviours now in force, by number; safe for the server's threads.

    One set for a number goes before one set for all. With `times` it holds for
    so many messages only.
    """

    _set: dict[str, tuple[Behaviour, int | None]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def put(self, behaviour: Behaviour, *, to: str = ANY, times: int | None = None) -> None:
        """Behave so from now on, to everybody or to one number."""
        with self._lock:
            self._set[to] = (behaviour, times)

    def reset(self) -> None:
        """Behave well again."""
        with self._lock:
            self._set.clear()

    def for_message(self, to: str) -> Behaviour:
        """What to do with this message; counts it."""
        with self._lock:
            for key in (to, ANY):
                if key in self._set:
                    return self._used(key)
        return Behaviour()

    def _used(self, key: str) -> Behaviour:
        behaviour, times = self._set[key]
        if times is not None and times <= 1:
            del self._set[key]
        elif times is not None:
            self._set[key] = (behaviour, times - 1)
        return behaviour
