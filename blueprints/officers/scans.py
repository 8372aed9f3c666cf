"""Scans that officers add to what they do: taken in before anything is written, refused in words."""

from typing import Any

from flask_babel import gettext

from actions import documents
from domain.errors import InvalidData
from domain.uploads import UploadRefused
from web.forms.actions import ActionForm
from web.uploads import refusal_words


def with_scans(form: ActionForm) -> dict[str, Any]:
    """What was entered, its scans stored. Raises UploadRefused; call it outside of a transaction."""
    entered = form.entered()
    for field in form.scans:
        if field.name in entered:
            paper = documents.receive([file.stream for file in field.data])
            entered[field.name] = documents.as_value(paper)
    return entered


def say_refused(form: ActionForm, refused: InvalidData | UploadRefused) -> None:
    """Say in the form what was refused; what was typed stays there."""
    if isinstance(refused, InvalidData):
        form.refuse(refused.problems)
        return
    for field in form.scans:
        field.errors = [*field.errors, refusal_words(refused)]


def ask_for_scans_again(form: ActionForm) -> None:
    """A browser keeps what was typed into a form that comes back, and no file."""
    for field in form.scans:
        if field.data and not field.errors:
            field.errors = [gettext("Choose the file once more: a browser does not keep it.")]
