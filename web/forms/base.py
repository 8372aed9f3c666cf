"""The form that every page uses."""

from dataclasses import dataclass
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, StringField
from wtforms import Form as WTForm

from domain.text import plain
from web.forms.messages import Translations


def _plain(typed: str | None) -> str | None:
    return plain(typed) if typed else typed


@dataclass(frozen=True)
class FormError:
    """One thing to mend: the id to jump to (none: the whole form), the field's label, what is wrong."""

    target: str | None
    label: str
    message: str


class Form(FlaskForm):
    """A form with our own words for what is wrong, and a list of it for the summary."""

    class Meta(FlaskForm.Meta):
        """Where WTForms gets its messages from, and what every text field leaves out."""

        def get_translations(self, form: WTForm) -> Translations:
            """Ours, for every form."""
            return Translations()

        def bind_field(self, form: WTForm, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Text is taken as domain/text.py has it; a password as it was typed."""
            field: Field = super().bind_field(form, unbound_field, options)
            if isinstance(field, StringField) and not isinstance(field, PasswordField):
                field.filters = (_plain, *field.filters)
            return field

    def error_list(self) -> list[FormError]:
        """Everything that is wrong, in the order in which the page asks."""
        found = [FormError(None, "", str(message)) for message in self.form_errors]
        for field in self:
            for message in field.errors:
                target = getattr(field, "first_id", field.id)
                found.append(FormError(target, str(field.label.text), str(message)))
        return found
