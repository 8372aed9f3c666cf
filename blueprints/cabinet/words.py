"""The history of a case as its applicant reads it."""

from dataclasses import replace

from flask_babel import gettext
from markupsafe import Markup, escape

import catalogue
from domain.roles import ROLE_TITLES, Role
from domain.schema import Tone
from domain.troops import BRANCHES
from models.vacancies import Vacancy
from queries.opinions import AN_OPINION
from queries.own_case import OwnCase
from queries.timeline import Entry
from web.history import notes_of
from web.locale import current_language
from web.names import seat_name

_ADVICE = frozenset({"agreed", "disagreed"})

_UNTOLD = frozenset({"sha256", "due"})
_UNTOLD_OF_HEARING = _UNTOLD | {"grounds", "facts"}
"""What the page says elsewhere already."""


def history_rows(own: OwnCase) -> list[dict[str, object]]:
    """The events for `ui.case.timeline`, oldest first."""
    return [
        {
            "at": entry.at,
            "what": gettext(_label(entry)),
            "who": who(entry, own),
            "note": _note(entry, own),
            "tone": _tone(entry, own),
        }
        for entry in own.history
    ]


def who(entry: Entry, own: OwnCase) -> str:
    """Who did it: the reader, the site, a seat of the commission, or another role.

    The body is named where it is not the one that has the case.
    """
    if entry.role is Role.CITIZEN:
        return gettext("You")
    role = seat_name(own.service, entry.seat) or gettext(ROLE_TITLES[entry.role])
    if entry.body is None or entry.body.id == own.case.body_id:
        return role
    return f"{role}, {getattr(entry.body, f'name_{current_language()}')}"


def post_words(post: Vacancy) -> str:
    """A post in one line: what and of which kind, in which branch, where."""
    language = current_language()
    kind = gettext(catalogue.CURRENT[post.service].subtype(post.kind).label)
    title = f"{getattr(post, f'title_{language}')} ({kind})"
    places = (getattr(post.unit, f"name_{language}"), getattr(post.region, f"name_{language}"))
    return ", ".join((title, gettext(BRANCHES[post.branch]), *places))


def _label(entry: Entry) -> str:
    """A member's opinion is advice to the chair: the applicant sees that it was given."""
    return AN_OPINION if entry.code in _ADVICE else entry.label


def _note(entry: Entry, own: OwnCase) -> Markup | None:
    untold = _UNTOLD_OF_HEARING if entry.code == "hearing_called" else _UNTOLD
    known = {name: value for name, value in entry.data.items() if name not in untold}
    if entry.code == "dates_corrected":
        known = entry.data
    lines = notes_of(replace(entry, data=known), own.service)
    return Markup("<br>").join(escape(f"{term}: {value}") for term, value in lines) if lines else None


def _tone(entry: Entry, own: OwnCase) -> str:
    if entry.code == "became_overdue":
        return "bad"
    if entry.to_status is None or entry.complaint_id is not None:
        return ""
    tone = own.service.workflow.step(entry.to_status).tone
    return str(tone) if tone in (Tone.GOOD, Tone.BAD) else ""
