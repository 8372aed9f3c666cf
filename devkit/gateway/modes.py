"""How the simulated registries behave: well, or in one of the ways that real ones do not."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock

from devkit.gateway.lives import Citizen

LATE_AFTER = timedelta(minutes=20)
"""How long a late registry is silent after the first question, by the clock."""

ANY = "*"


class Mode(StrEnum):
    """What a registry does with a question.

    SILENT closes the connection without a word; HANG keeps it open until it is
    let go; LATE is SILENT for LATE_AFTER and answers then. ERROR and EXCEPTION
    are statuses of the gateway, FAULT a SOAP fault, FORBIDDEN and UNAVAILABLE
    HTTP statuses; OTHER_PERSON answers about somebody else.
    """

    OK = "ok"
    SILENT = "silent"
    HANG = "hang"
    LATE = "late"
    PARTIAL = "partial"
    ERROR = "error"
    EXCEPTION = "exception"
    FAULT = "fault"
    FORBIDDEN = "forbidden"
    UNAVAILABLE = "unavailable"
    GARBAGE = "garbage"
    BOMB = "bomb"
    OTHER_PERSON = "other_person"


@dataclass
class Behaviour:
    """The modes now in force, and what has been asked; safe for the server's threads.

    A mode set for a registry and an IIN goes before one set for the registry,
    that before one set for all; then come the citizens' own quirks.
    """

    quirks: dict[tuple[str, str], Mode] = field(default_factory=dict)
    _set: dict[tuple[str, str], Mode] = field(default_factory=dict)
    _first_asked: dict[tuple[str, str], datetime] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, citizens: Iterable[Citizen]) -> "Behaviour":
        """The behaviour that these citizens' quirks ask for."""
        return cls({(kind, person.iin): Mode(mode) for person in citizens for kind, mode in person.quirks})

    def put(self, mode: Mode, *, kind: str = ANY, iin: str = ANY) -> None:
        """Let a registry behave so from now on, for everybody or for one person."""
        with self._lock:
            self._set[(kind, iin)] = mode

    def reset(self) -> None:
        """Back to the citizens' own quirks, as if nothing had been asked."""
        with self._lock:
            self._set.clear()
            self._first_asked.clear()
            self.asked.clear()

    def for_question(self, kind: str, iin: str, at: datetime) -> Mode:
        """The mode for a question asked now; LATE has become SILENT or OK by the clock."""
        with self._lock:
            self.asked[kind] += 1
            first = self._first_asked.setdefault((kind, iin), at)
            mode = self._chosen(kind, iin)
        if mode is not Mode.LATE:
            return mode
        return Mode.SILENT if at - first < LATE_AFTER else Mode.OK

    def _chosen(self, kind: str, iin: str) -> Mode:
        for key in ((kind, iin), (ANY, iin), (kind, ANY), (ANY, ANY)):
            if key in self._set:
                return self._set[key]
        return self.quirks.get((kind, iin), Mode.OK)
