"""Validators whose built-in words cannot be translated."""

import os

from flask_babel import gettext
from wtforms import Field, Form, ValidationError


class FileSize:
    """Each file that was sent has at most so many megabytes (2^20 octets) and is not empty."""

    def __init__(self, max_megabytes: int) -> None:
        self.max_megabytes = max_megabytes

    def __call__(self, form: Form, field: Field) -> None:
        """Raise ValidationError naming the file."""
        files = field.data if isinstance(field.data, list) else [field.data]
        for file in filter(None, files):
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            if size == 0:
                raise ValidationError(
                    gettext("“%(name)s” is empty. Choose the file again.", name=file.filename)
                )
            if size > self.max_megabytes * 1024**2:
                raise ValidationError(
                    gettext(
                        "“%(name)s” is too large. Choose a file of at most %(limit)d MB.",
                        name=file.filename,
                        limit=self.max_megabytes,
                    )
                )
