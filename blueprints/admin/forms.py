"""What an administrator fills in. The views set the choices of the select fields."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from web.forms import Form
from web.forms.case_numbers import CaseNumberField
from web.forms.fields import IinField, RadioCards, card
from web.locale import LANGUAGES

LONGEST_TEXT = 300  # characters of a message; no text of two segments is longer

_LINE = Length(max=300)
_BETWEEN = re.compile(r"[\s-]")


def chosen_id(value: Any) -> int | None:
    """The id that a choice stands for; None for the empty first line."""
    return int(value) if value not in (None, "") else None


def with_empty(choices: Iterable[tuple[object, str]], empty: str = "") -> list[SelectChoice]:
    """These values and labels below an empty line, so that nobody and nothing is chosen unasked.

    `empty`: what that line says, where it is an answer too.
    """
    return [
        SelectChoice("", empty or gettext("Choose")),
        *(SelectChoice(str(value), label) for value, label in choices),
    ]


def _text_field(label: Any, **options: Any) -> StringField:
    """A line that must hold more than spaces."""
    return StringField(label, validators=[DataRequired(), Length(max=300)], **options)


def _sms_field(label: Any, language: str) -> TextAreaField:
    """What a message says in one language."""
    validators = [DataRequired(), Length(max=LONGEST_TEXT)]
    return TextAreaField(label, validators=validators, render_kw={"rows": 3, "lang": language})


def _bin_field() -> StringField:
    """A business identification number; spaces and hyphens are dropped."""
    return StringField(
        lazy_gettext("BIN in the key"),
        validators=[
            InputRequired(),
            Regexp(r"[0-9]{12}\Z", message=lazy_gettext("A BIN has twelve digits.")),
        ],
        filters=[lambda typed: _BETWEEN.sub("", typed or "")],
        render_kw={"inputmode": "numeric", "maxlength": 20, "class": "digits", "autocomplete": "off"},
    )


def _id_field(label: Any, **options: Any) -> SelectField:
    return SelectField(label, coerce=chosen_id, validators=[InputRequired()], **options)


class PersonForm(Form):
    """A new officer."""

    name = _text_field(lazy_gettext("Surname, name, patronymic"))
    login = StringField(
        lazy_gettext("Login"),
        validators=[InputRequired(), Length(max=40)],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    language = RadioCards(
        lazy_gettext("Language"),
        choices=[card(language.code, language.name) for language in LANGUAGES],
        default=LANGUAGES[0].code,
        validators=[InputRequired()],
    )
    iin = IinField(lazy_gettext("IIN in the key"), validators=[InputRequired()])
    bin = _bin_field()


class KeyForm(Form):
    """With whose key an officer signs."""

    iin = IinField(lazy_gettext("IIN in the key"), validators=[InputRequired()])
    bin = _bin_field()


class AppointForm(Form):
    """An office for an officer; a member's place is chosen together with the role."""

    place = SelectField(lazy_gettext("Role"), validators=[InputRequired()])
    body = _id_field(lazy_gettext("Body"))
    starts_on = DateField(lazy_gettext("First day"), validators=[InputRequired()])
    ends_on = DateField(lazy_gettext("Last day"), validators=[Optional()])


class EndForm(Form):
    """When an office ends."""

    ends_on = DateField(lazy_gettext("Last day"), validators=[InputRequired()])


class SubstituteForm(Form):
    """Who is absent, who stands in, from when to when."""

    absent = _id_field(lazy_gettext("Who is absent"))
    substitute = _id_field(lazy_gettext("Who stands in"))
    starts_on = DateField(lazy_gettext("First day"), validators=[InputRequired()])
    ends_on = DateField(lazy_gettext("Last day"), validators=[InputRequired()])
    reason = StringField(lazy_gettext("Reason"), validators=[_LINE])


class NamesForm(Form):
    """A form that asks for a name in the three languages of the site."""

    def names(self) -> dict[str, str]:
        """What was entered, by language."""
        return {language.code: " ".join(self[f"name_{language.code}"].data.split()) for language in LANGUAGES}


class DistrictForm(NamesForm):
    """A district. Of one that exists, the code stays."""

    code = StringField(
        lazy_gettext("Code of the territory (KATO)"),
        validators=[
            InputRequired(),
            Regexp(r"[0-9]{9}\Z", message=lazy_gettext("The code has nine digits.")),
        ],
        render_kw={"inputmode": "numeric", "maxlength": 9, "class": "digits", "autocomplete": "off"},
    )
    name_kk = _text_field(lazy_gettext("Name in Kazakh"))
    name_ru = _text_field(lazy_gettext("Name in Russian"))
    name_en = _text_field(lazy_gettext("Name in English"))


class BodyForm(NamesForm):
    """A body. Of one that exists, the kind stays."""

    kind = SelectField(lazy_gettext("Kind"), validators=[InputRequired()])
    name_kk = _text_field(lazy_gettext("Name in Kazakh"))
    name_ru = _text_field(lazy_gettext("Name in Russian"))
    name_en = _text_field(lazy_gettext("Name in English"))
    district_code = SelectField(lazy_gettext("District"), coerce=lambda value: value or None)
    address = StringField(lazy_gettext("Address"), validators=[_LINE])
    phone = StringField(lazy_gettext("Telephone"), validators=[Length(max=60)])
    active = BooleanField(lazy_gettext("It works"), default=True)


class DayForm(NamesForm):
    """A day that departs from Monday to Friday, and the order it comes from."""

    day = DateField(lazy_gettext("Day"), validators=[InputRequired()])
    works = RadioCards(
        lazy_gettext("What it is"),
        choices=[card("no", lazy_gettext("A day off")), card("yes", lazy_gettext("A working day"))],
        validators=[InputRequired()],
    )
    name_kk = _text_field(lazy_gettext("Name in Kazakh"))
    name_ru = _text_field(lazy_gettext("Name in Russian"))
    name_en = _text_field(lazy_gettext("Name in English"))
    source = _text_field(lazy_gettext("Order or law it comes from"))


class RemoveDayForm(Form):
    """Why an entered day becomes an ordinary one again."""

    source = _text_field(lazy_gettext("Order or law it comes from"))


class CaseForm(Form):
    """Which case; asked for in the address, so that it needs no token."""

    class Meta(Form.Meta):
        """A search changes nothing."""

        csrf = False

    number = CaseNumberField(lazy_gettext("Case number"), validators=[InputRequired()])


class TransferForm(Form):
    """To which commission a case goes, and why."""

    body = _id_field(lazy_gettext("Commission that takes it"))
    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[DataRequired(), Length(max=1000)], render_kw={"rows": 4}
    )


class TextsForm(Form):
    """A message's text in the three languages; what is forbidden in it, the template says."""

    kk = _sms_field(lazy_gettext("Text in Kazakh"), "kk")
    ru = _sms_field(lazy_gettext("Text in Russian"), "ru")
    en = _sms_field(lazy_gettext("Text in English"), "en")
