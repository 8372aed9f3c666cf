"""What is asked at the doors."""

from flask_babel import lazy_gettext
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from domain.passwords import MAX_LENGTH
from web.forms import Form
from web.forms.fields import CodeField, IinField


class SignInForm(Form):
    """A citizen says who they are."""

    iin = IinField(lazy_gettext("IIN"), validators=[InputRequired()])


class CodeForm(Form):
    """A citizen proves it."""

    code = CodeField(lazy_gettext("Code from the message"), validators=[InputRequired()])


class StaffSignInForm(Form):
    """An officer's login and password."""

    login = StringField(
        lazy_gettext("Login"),
        validators=[InputRequired(), Length(max=100)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        lazy_gettext("Password"),
        validators=[InputRequired(), Length(max=MAX_LENGTH)],
        render_kw={"autocomplete": "current-password"},
    )


class NewPasswordForm(Form):
    """An officer's new password; what it has to be, domain/passwords.py says."""

    password = PasswordField(
        lazy_gettext("Present password"),
        validators=[InputRequired(), Length(max=MAX_LENGTH)],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = PasswordField(
        lazy_gettext("New password"),
        validators=[InputRequired()],
        render_kw={"autocomplete": "new-password"},
    )
    repeat = PasswordField(
        lazy_gettext("New password once more"),
        validators=[InputRequired(), EqualTo("new_password")],
        render_kw={"autocomplete": "new-password"},
    )
