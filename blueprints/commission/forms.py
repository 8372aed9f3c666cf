"""Naming a substitute."""

from flask_babel import lazy_gettext
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from web.forms import Form


class SubstituteForm(Form):
    """Who is absent, who stands in, from when to when. The view sets the choices."""

    absent = SelectField(lazy_gettext("Who is absent"), coerce=int, validators=[InputRequired()])
    substitute = SelectField(lazy_gettext("Who stands in"), coerce=int, validators=[InputRequired()])
    starts_on = DateField(lazy_gettext("First day"), validators=[InputRequired()])
    ends_on = DateField(lazy_gettext("Last day"), validators=[InputRequired()])
    reason = StringField(lazy_gettext("Reason"), validators=[Length(max=200)])
