"""The field for a case number as somebody reads it out over the phone (ALL-12)."""

import re
from typing import Any

from flask_babel import gettext
from wtforms import StringField, ValidationError

from domain.case_numbers import normal_case_number

_DIGITS = 9  # two of the year, six of the running number, the check digit
_BETWEEN = re.compile(r"[\s\-‐-―]")


class CaseNumberField(StringField):
    """A case number with or without hyphens and spaces; `data` becomes `26-004821-7`."""

    def __init__(self, label: str, **options: Any) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 20, "class": "digits"}
        super().__init__(label, render_kw=attributes, **options)

    def pre_validate(self, form: object) -> None:
        """Put the number in its one writing into `data`, or say how it was mistyped."""
        if not self.data:
            return
        number = normal_case_number(self.data)
        if number is None:
            raise ValidationError(self._words(_BETWEEN.sub("", self.data)))
        self.data = number

    @staticmethod
    def _words(typed: str) -> str:
        if not typed.isascii() or not typed.isdigit():
            return gettext("A case number has digits only, for example 26-004821-7.")
        if len(typed) != _DIGITS:
            return gettext(
                "A case number has 9 digits, here are %(count)d. Ask for it once more.", count=len(typed)
            )
        return gettext(
            "There is no such number: a digit is mistyped or two stand the wrong way round. "
            "Ask for it once more."
        )
