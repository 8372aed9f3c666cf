"""The form with which a head publishes a post."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from domain.messages import LANGUAGES
from domain.troops import BRANCHES
from models.bodies import Body
from queries import vacancies as posts
from web.forms import Form
from web.forms.fields import RadioCards, card
from web.locale import current_language

MOST_PLACES = 1000


def _title(label: Any, language: str) -> StringField:
    return StringField(label, validators=[DataRequired(), Length(max=120)], render_kw={"lang": language})


def _requirements(label: Any, language: str) -> TextAreaField:
    return TextAreaField(
        label, validators=[DataRequired(), Length(max=3000)], render_kw={"rows": 5, "lang": language}
    )


class PostForm(Form):
    """A post. `body` is asked only of somebody who heads several units today."""

    body = SelectField(lazy_gettext("Your unit"), coerce=int, validators=[InputRequired()])
    kind = RadioCards(lazy_gettext("Kind of post"), validators=[InputRequired()])
    branch = SelectField(lazy_gettext("Branch of troops"), validators=[InputRequired()])
    region = SelectField(lazy_gettext("Region"), validators=[InputRequired()])
    unit = SelectField(lazy_gettext("Military unit"), validators=[InputRequired()])
    places = IntegerField(
        lazy_gettext("Places"),
        validators=[InputRequired(), NumberRange(1, MOST_PLACES)],
        render_kw={"inputmode": "numeric", "class": "digits", "min": 1, "max": MOST_PLACES},
    )
    title_kk = _title(lazy_gettext("Post in Kazakh"), "kk")
    title_ru = _title(lazy_gettext("Post in Russian"), "ru")
    title_en = _title(lazy_gettext("Post in English"), "en")
    requirements_kk = _requirements(lazy_gettext("What is required, in Kazakh"), "kk")
    requirements_ru = _requirements(lazy_gettext("What is required, in Russian"), "ru")
    requirements_en = _requirements(lazy_gettext("What is required, in English"), "en")

    def texts(self, of: str) -> dict[str, str]:
        """The `title` or the `requirements` by language."""
        return {language: self[f"{of}_{language}"].data or "" for language in LANGUAGES}


def post_form(bodies: list[Body]) -> PostForm:
    """The form for the head of these units, with what can be chosen today."""
    form, name = PostForm(), f"name_{current_language()}"
    form.kind.choices = [card(kind.code, gettext(kind.label)) for kind in posts.kinds()]
    form.branch.choices = _with_empty((code, gettext(label)) for code, label in BRANCHES.items())
    form.region.choices = _with_empty((place.code, getattr(place, name)) for place in posts.regions())
    form.unit.choices = _with_empty((str(unit.id), getattr(unit, name)) for unit in posts.units())
    form.body.choices = [SelectChoice(str(body.id), getattr(body, name)) for body in bodies]
    if len(bodies) == 1:
        del form.body
    return form


def _with_empty(choices: Any) -> list[SelectChoice]:
    """These values and labels below an empty line, so that nothing is chosen unasked."""
    return [SelectChoice("", gettext("Choose")), *(SelectChoice(value, label) for value, label in choices)]
