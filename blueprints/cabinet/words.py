"""The history of a case as its applicant reads it."""

from flask_babel import gettext
from markupsafe import Markup, escape

from domain.roles import ROLE_TITLES, Role
from domain.schema import Tone
from queries.own_case import OwnCase
from queries.timeline import Entry
from web.history import notes_of
from web.locale import current_language

_UNTOLD = frozenset({"sha256", "due"})
"""What the page says elsewhere already."""


def history_rows(own: OwnCase) -> list[dict[str, object]]:
    """The events for `ui.case.timeline`, oldest first."""
    return [
        {
            "at": entry.at,
            "what": gettext(entry.label),
            "who": who(entry),
            "note": _note(entry, own),
            "tone": _tone(entry, own),
        }
        for entry in own.history
    ]


def who(entry: Entry) -> str:
    """Who did it: the reader, the site, or a role and its body."""
    if entry.role is Role.CITIZEN:
        return gettext("You")
    role = gettext(ROLE_TITLES[entry.role])
    return f"{role}, {getattr(entry.body, f'name_{current_language()}')}" if entry.body else role


def _note(entry: Entry, own: OwnCase) -> Markup | None:
    known = {name: value for name, value in entry.data.items() if name not in _UNTOLD}
    if entry.code == "dates_corrected":
        known = entry.data
    lines = notes_of(_with(entry, known), own.service)
    return Markup("<br>").join(escape(f"{term}: {value}") for term, value in lines) if lines else None


def _with(entry: Entry, data: dict[str, object]) -> Entry:
    return Entry(**{**entry.__dict__, "data": data})


def _tone(entry: Entry, own: OwnCase) -> str:
    if entry.code == "became_overdue":
        return "bad"
    if entry.to_status is None or entry.complaint_id is not None:
        return ""
    tone = own.service.workflow.step(entry.to_status).tone
    return str(tone) if tone in (Tone.GOOD, Tone.BAD) else ""
