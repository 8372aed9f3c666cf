"""What is known of an event of a case, in words: the lines under an entry of the timeline."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from actions.complaints import ABOUT
from domain.needs import HEARING_OUTCOMES, HEARING_WAYS, REVIEW_OUTCOMES, REVIEWING_BODIES
from domain.roles import ROLE_TITLES
from domain.schema import PublicService
from domain.text import N_
from queries.timeline import Entry
from web.filters import day, moment

Line = tuple[str, str]

ABOUT_TITLES: dict[str, str] = {
    "decision": N_("A decision"),
    "action": N_("Something that was done"),
    "inaction": N_("Something that was not done"),
}
"""What a complaint is about; the codes are those of actions/complaints.py."""

_TERMS: dict[str, str] = {
    "seat": N_("Seat"),
    "seats": N_("Silent members"),
    "role": N_("Whose term"),
    "due": N_("Due"),
    "by": N_("Answer by"),
    "old_due": N_("Due before"),
    "new_due": N_("Due now"),
    "from": N_("Before"),
    "at": N_("Time"),
    "way": N_("Way of the hearing"),
    "place": N_("Place"),
    "grounds": N_("Grounds"),
    "facts": N_("Facts"),
    "document": N_("Document"),
    "remark": N_("Remark"),
    "until_date": N_("Deferred until"),
    "until_reason": N_("Where this date comes from"),
    "executor": N_("Executor"),
    "reason": N_("Reason"),
    "reason_against": N_("Why against an opinion"),
    "outcome": N_("Outcome"),
    "number": N_("Number of the minutes"),
    "date": N_("Date of the minutes"),
    "ended_on": N_("The ground no longer holds from"),
    "about": N_("About"),
    "reviewing_body": N_("Forwarded to"),
    "review_outcome": N_("Outcome of the review"),
    "reply": N_("Answer"),
    "note": N_("Note"),
    "sha256": N_("SHA-256 of what was sent"),
}
"""What each datum of an event is called, in the order in which it is told; others stay untold."""

_CODES: dict[str, Mapping[str, str]] = {
    "way": dict(HEARING_WAYS),
    "outcome": dict(HEARING_OUTCOMES),
    "reviewing_body": dict(REVIEWING_BODIES),
    "review_outcome": dict(REVIEW_OUTCOMES),
    "about": {code: ABOUT_TITLES[code] for code in ABOUT},
    "role": {str(role): title for role, title in ROLE_TITLES.items()},
}

_MOMENTS = frozenset({"due", "by", "old_due", "new_due", "from", "at"})
_DAYS = frozenset({"until_date", "date", "ended_on"})


def notes_of(entry: Entry, service: PublicService) -> list[Line]:
    """Term and value of each datum of this entry, in the reader's language."""
    lines = [
        (gettext(term), _value(name, entry.data[name], service))
        for name, term in _TERMS.items()
        if entry.data.get(name) not in (None, "", [])
    ]
    if entry.data.get("late"):
        lines.append((gettext("Note"), gettext("The notice went out after its last day.")))
    return lines


def _value(name: str, value: Any, service: PublicService) -> str:
    if name in ("seat", "seats"):
        return _list(value if isinstance(value, list) else [value], _seat_titles(service).get)
    if name == "grounds":
        return _list(value, lambda code: service.ground(code).label)
    if name in _CODES:
        return gettext(_CODES[name].get(value, value))
    if name in _MOMENTS:
        return moment(datetime.fromisoformat(value))
    if name in _DAYS:
        return day(date.fromisoformat(value))
    return gettext(value) if name == "document" and value else str(value)


def _list(codes: list[str], label: Callable[[str], str | None]) -> str:
    return "; ".join(gettext(label(code) or code) for code in codes)


def _seat_titles(service: PublicService) -> dict[str, str]:
    return {seat.code: seat.label for seat in service.seats}
