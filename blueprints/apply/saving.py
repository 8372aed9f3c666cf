"""What a page says about how far what is typed is kept."""

from dataclasses import dataclass
from datetime import datetime

from werkzeug.wrappers import Response

from models.drafts import Draft
from web.htmx import render_page


@dataclass(frozen=True)
class Note:
    """`state` is saved, wrong (something keeps it from being saved) or changed (it was saved differently
    elsewhere); `seen` the mark of what is kept, `at` since when."""

    state: str
    seen: str
    at: datetime


def as_kept(draft: Draft, seen: str) -> Note:
    """What a page says before anything is typed into it."""
    return Note("saved", seen, draft.updated_at)


def saved_note(draft: Draft, seen: str, state: str) -> Response:
    """The answer to a form that saves itself while it is filled in."""
    note = Note(state, seen, draft.updated_at)
    return render_page(
        "apply/saved.html", block="saved", note=note, status=409 if state == "changed" else 200
    )
