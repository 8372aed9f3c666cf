"""The files of a form: those that it holds, or those that it names because they came before, in pieces."""

from flask import request
from werkzeug.datastructures import FileStorage

from actions.uploads import put_together
from domain.uploads import MAX_FILES, UploadRefused
from queries.uploads import own_upload
from web.citizens import the_citizen
from web.forms.fields import UploadField

CAME_BEFORE = "-came"
"""What stands behind a field's name in the name of the field that names files."""


def take_what_came(field: UploadField) -> None:
    """Let the field hold the signed-in citizen's own files that the form names, if it names any.

    They are checked by the field's own validators, and as a paper, like files of the form.
    One that is not there, not whole or not theirs is left out: the form then asks for it.
    """
    named = request.form.getlist(f"{field.name}{CAME_BEFORE}")[: MAX_FILES + 1]
    came = [file for name in dict.fromkeys(named) if (file := _came(name)) is not None]
    if named and len(came) == len(dict.fromkeys(named)):
        field.data, field.raw_data = came, came
    elif named:
        field.data, field.raw_data = [], []


def _came(upload_id: str) -> FileStorage | None:
    upload = own_upload(the_citizen().id, upload_id[:36])
    if upload is None:
        return None
    try:
        return FileStorage(put_together(upload), filename="paper")
    except UploadRefused:
        return None
