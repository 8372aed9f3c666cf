"""The form of an action, made from what the engine says it needs.

A field of domain/needs.py becomes a control of its kind under the same name, so
that what was entered goes to `take_action` as it stands.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from flask_babel import gettext
from wtforms import (
    DateField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import DateTimeLocalField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

import clock
from domain import needs, uploads
from domain.needs import Kind
from domain.text import N_
from web.forms import Form
from web.forms.fields import RadioCards, UploadField, card
from web.forms.refusals import missing_words, refuse
from web.forms.validators import FileSize

_MOST_CARDS = 8
"""What can be taken in at a glance; more choices are a list to open."""

MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


class MomentField(DateTimeLocalField):
    """A date and a time of day in Almaty; `data` is aware."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, format=MOMENT_FORMATS, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed as Almaty's time."""
        super().process_formdata(valuelist)
        if isinstance(self.data, datetime) and self.data.tzinfo is None:
            self.data = self.data.replace(tzinfo=clock.ALMATY)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return clock.local(self.data).strftime(MOMENT_FORMATS[0]) if self.data else ""


class CheckCards(SelectMultipleField):
    """Some of a few answers, each as a card to tick. Make the choices with `card()`."""

    @property
    def first_id(self) -> str:
        """Where the error summary leads."""
        return f"{self.id}-0"


class ActionForm(Form):
    """What an action must be told. `declared`: its fields as the engine knows them, by name."""

    declared: ClassVar[dict[str, needs.Field]] = {}

    def entered(self) -> dict[str, Any]:
        """What was entered, by the names that `take_action` knows; what was left empty is not there."""
        values = {name: self[name].data for name in self.declared}
        return {name: value for name, value in values.items() if value not in (None, "", [])}

    def refuse(self, problems: Mapping[str, str]) -> None:
        """Say beside the fields what the engine refused."""
        refuse(self, problems)

    @property
    def scans(self) -> tuple[Field, ...]:
        """The fields that take a scan."""
        return tuple(self[name] for name, field in self.declared.items() if field.kind is Kind.SCAN)


def action_form(
    fields: Iterable[needs.Field],
    *,
    grounds: Iterable[tuple[str, str]] = (),
    documents: Iterable[tuple[int, str]] = (),
    executors: Iterable[tuple[int, str]] = (),
    vacancies: Iterable[tuple[int, str]] = (),
    prefill: Mapping[str, Any] | None = None,
    prefix: str = "",
) -> ActionForm:
    """The form for these fields, filled from the request if it was sent, else from `prefill`.

    `grounds` are (code, label) of the refusal grounds that may be chosen, the
    labels as source strings; `documents`, `executors` and `vacancies` (id, name) of
    what may be chosen, the names as they are shown. `prefix` keeps several of these forms apart on one page.
    """
    fields = tuple(fields)
    listed = {
        Kind.DOCUMENT: tuple(documents),
        Kind.EXECUTOR: tuple(executors),
        Kind.VACANCY: tuple(vacancies),
    }
    controls = {field.name: _control(field, tuple(grounds), listed) for field in fields}
    declared = {field.name: field for field in fields}
    made: type[ActionForm] = type("ActionForm", (ActionForm,), {**controls, "declared": declared})
    form = made(data=dict(prefill or {}), prefix=prefix)
    for name, field in declared.items():
        form[name].longest = field.longest
    return form


class _Filled:
    """Says in fitting words that a required field was left empty, and stops there."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, *, text: bool) -> None:
        self._validator = DataRequired() if text else InputRequired()

    def __call__(self, form: Form, field: Field) -> None:
        self._validator.message = gettext(missing_words(field))
        self._validator(form, field)


def _id(value: int | str) -> int | None:
    return int(value) if value else None


def _control(
    field: needs.Field,
    grounds: tuple[tuple[str, str], ...],
    listed: Mapping[Kind, tuple[tuple[int, str], ...]],
) -> Field:
    text = field.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.IIN, Kind.YEAR)
    options: dict[str, Any] = {
        "description": gettext(field.hint) if field.hint else "",
        "validators": [_Filled(text=text) if field.required else Optional()],
    }
    label = gettext(field.label)
    match field.kind:
        case Kind.TEXT | Kind.LONG_TEXT:
            options["validators"].append(Length(max=field.longest))
            made = StringField if field.kind is Kind.TEXT else TextAreaField
            return made(label, filters=[_plain_lines], **options)
        case Kind.DATE:
            return DateField(label, **options)
        case Kind.MOMENT:
            return MomentField(label, **options)
        case Kind.CHOICE if len(field.choices) > _MOST_CARDS:
            return SelectField(label, choices=_cards((("", N_("Choose")), *field.choices)), **options)
        case Kind.CHOICE:
            return RadioCards(label, choices=_cards(field.choices), **options)
        case Kind.GROUNDS:
            return CheckCards(label, choices=_cards(grounds), **options)
        case Kind.DOCUMENT | Kind.EXECUTOR | Kind.VACANCY:
            choices = [card(str(id_), name) for id_, name in listed[field.kind]]
            if field.kind is Kind.VACANCY:  # no post is chosen for the candidate
                choices.insert(0, card("", gettext("Choose")))
            return SelectField(label, choices=choices, coerce=_id, **options)
        case Kind.IIN | Kind.YEAR:
            size = "digits" if field.kind is Kind.IIN else "size-4"
            numeric = {"inputmode": "numeric", "class": size}
            return StringField(label, filters=[_digits], render_kw=numeric, **options)
        case Kind.CORRECTION:
            return IntegerField(label, widget=HiddenInput(), **options)
        case Kind.FILES | Kind.SCAN:
            megabytes = uploads.MAX_FILE_BYTES // uploads.MEGABYTE
            options["validators"].append(FileSize(megabytes))
            several = field.kind is Kind.FILES
            return UploadField(label, max_megabytes=megabytes, multiple=several, **options)


def _cards(choices: tuple[tuple[str, str], ...]) -> list[Any]:
    return [card(code, gettext(words)) for code, words in choices]


def _digits(text: str | None) -> str | None:
    """An IIN or a year as people write them, without spaces and hyphens."""
    return re.sub(r"[\s-]", "", text) if text else text


def _plain_lines(text: str | None) -> str | None:
    """Browsers send line ends as two characters, and would make a text too long that is not."""
    return text.replace("\r\n", "\n") if text else text
