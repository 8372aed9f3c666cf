"""Fields that this site has and WTForms has not.

Each keeps what was typed, so that a page with errors shows it again.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_wtf.file import MultipleFileField
from wtforms import Field, StringField, ValidationError
from wtforms.fields.choices import RadioField, SelectChoice  # type: ignore[attr-defined]
from wtforms.utils import unset_value
from wtforms.widgets import TextInput

from domain.identity import InvalidIin, InvalidPhone, normalise_iin, normalise_phone

_NO_SUCH_DATE = "Not a valid date value."  # WTForms' own words, for which messages.py has ours
_SPACES = re.compile(r"[\s\u200b-]")


def _merged(attributes: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """A field's own attributes, and those that the form asks for, which win."""
    return attributes | (options.pop("render_kw", None) or {})


class IinField(StringField):
    """An individual identification number; spaces and hyphens are dropped, the check digit is verified."""

    def __init__(self, label: str, **options: Any) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 20, "class": "digits"}
        super().__init__(label, render_kw=_merged(attributes, options), **options)

    def pre_validate(self, form: object) -> None:
        """Put the twelve digits into `data`, or say what is wrong with them."""
        if not self.data:
            return
        try:
            self.data = normalise_iin(self.data)
        except InvalidIin as error:
            raise ValidationError(self._words(error.code)) from error

    def _words(self, code: str) -> str:
        if code == "iin_digits":
            return gettext("An IIN has digits only. It stands on the identity card.")
        if code == "iin_length":
            count = len(_SPACES.sub("", self.data or ""))
            return gettext(
                "An IIN has 12 digits, here are %(count)d. Compare it with the identity card.", count=count
            )
        return gettext("There is no such IIN: a digit is mistyped. Compare it with the identity card.")


class PhoneField(StringField):
    """A mobile number of Kazakhstan in any usual writing; `data` becomes `+77011234567`."""

    def __init__(self, label: str, **options: Any) -> None:
        attributes = {"type": "tel", "autocomplete": "tel", "maxlength": 24, "class": "digits"}
        super().__init__(label, render_kw=_merged(attributes, options), **options)

    def pre_validate(self, form: object) -> None:
        """Put the number in its one writing into `data`, or say what is wrong with it."""
        if not self.data:
            return
        try:
            self.data = normalise_phone(self.data)
        except InvalidPhone as error:
            raise ValidationError(self._words(error.code)) from error

    @staticmethod
    def _words(code: str) -> str:
        if code == "phone_foreign":
            return gettext("We can send messages only to numbers of Kazakhstan, which begin with +7 7.")
        if code == "phone_not_mobile":
            return gettext("This is not a mobile number, so no message can reach it.")
        return gettext("Write the number with all its digits, for example +7 701 123 45 67.")


class CodeField(StringField):
    """A one-time password of six digits; spaces are dropped. Phones offer to fill it in from the message."""

    def __init__(self, label: str, **options: Any) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 9, "class": "otp"}
        super().__init__(label, render_kw=_merged(attributes, options), **options)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the digits out of what was typed."""
        super().process_formdata([_SPACES.sub("", value) for value in valuelist])

    def pre_validate(self, form: object) -> None:
        """Six digits, nothing else."""
        if self.data and not re.fullmatch(r"[0-9]{6}", self.data):
            raise ValidationError(gettext("The code has six digits. It stands in the message we sent."))


class DayField(Field):
    """A date in three boxes: day, month, year. `data` is a date or None.

    For days that people know by heart, such as a birthday; for a day that has
    to be picked, WTForms' DateField gives the browser's calendar.
    """

    widget = TextInput()
    parts = ("day", "month", "year")

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.typed: dict[str, str] = dict.fromkeys(self.parts, "")

    @property
    def first_id(self) -> str:
        """Where the error summary leads."""
        return f"{self.id}-day"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the three boxes, which come under their own names."""
        super().process(None, data, extra_filters)
        if formdata is None or f"{self.name}-day" not in formdata:
            if isinstance(self.data, date):
                self.typed = {part: str(getattr(self.data, part)) for part in self.parts}
            return
        self.typed = {part: formdata.get(f"{self.name}-{part}", "").strip() for part in self.parts}
        self.raw_data = [value for value in self.typed.values() if value]
        self.data = None
        if self.raw_data:
            try:
                self.data = self._read()
            except ValueError:
                self.process_errors = [self.gettext(_NO_SUCH_DATE)]

    def _read(self) -> date:
        if len(self.typed["year"]) != 4:
            raise ValueError("a year has four digits")  # 26 would otherwise be a year of antiquity
        return date(*(int(self.typed[part]) for part in reversed(self.parts)))


class RadioCards(RadioField):
    """One of a few answers, each as a card to tap. Make the choices with `card()`."""

    @property
    def first_id(self) -> str:
        """Where the error summary leads."""
        return f"{self.id}-0"


def card(value: str, label: str, hint: str = "") -> SelectChoice:
    """A choice of RadioCards: what is sent, what it is called, a line that explains it."""
    return SelectChoice(value, label, render_kw={"hint": hint})


class UploadField(MultipleFileField):
    """Photographs and PDFs. `accept` in these words makes iPhones turn HEIC into JPEG."""

    accept = "image/jpeg,image/png,image/webp,application/pdf"

    def __init__(self, label: str, *, max_megabytes: int, multiple: bool = True, **options: Any) -> None:
        super().__init__(label, **options)
        self.max_megabytes = max_megabytes
        self.multiple = multiple
