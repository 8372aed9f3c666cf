"""What the wizard asks."""

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from domain.schema import Question, Subtype
from domain.uploads import MAX_FILE_BYTES, MEGABYTE
from models.drafts import Draft
from queries.drafts import GroundChoice
from web.forms import Form
from web.forms.fields import CodeField, RadioCards, UploadField, card
from web.forms.validators import FileSize

LONGEST_EXPLANATION = 2000
_MEGABYTES = MAX_FILE_BYTES // MEGABYTE


class GroundForm(Form):
    """Which ground applies."""

    ground = RadioCards(
        lazy_gettext("On which ground do you apply?"),
        validators=[InputRequired(lazy_gettext("Choose the ground that describes you."))],
    )

    def offer(self, choices: Iterable[GroundChoice]) -> None:
        """Take these as the answers; a blocked ground cannot be chosen."""
        self.ground.choices = [
            card(choice.subtype.code, gettext(choice.subtype.short), gettext(choice.subtype.label))
            for choice in choices
            if not choice.blocked
        ]


class DataForm(Form):
    """What only the applicant can tell; the questions of the ground are added by `data_form`."""

    questions: tuple[str, ...] = ()
    explanation = TextAreaField(
        lazy_gettext("In your own words"),
        validators=[Length(max=LONGEST_EXPLANATION)],
        description=lazy_gettext("What should the commission know besides the papers?"),
        render_kw={"rows": 5},
    )

    def answers(self) -> dict[str, str]:
        """The answers that are among the choices; the others are not there."""
        return {
            code: self[code].data
            for code in self.questions
            if self[code].data in {choice for choice, *_rest in self[code].iter_choices()}
        }


class UploadForm(Form):
    """Photographs or a PDF of one paper; `kind` is the code of the paper."""

    kind = ""
    files = UploadField(
        lazy_gettext("Photographs or a PDF"),
        max_megabytes=_MEGABYTES,
        validators=[
            InputRequired(lazy_gettext("Choose a file, or take a photograph.")),
            FileSize(_MEGABYTES),
        ],
    )


class AdditionalUploadForm(UploadForm):
    """A paper that nobody asked for, with the applicant's name for it."""

    title = StringField(
        lazy_gettext("What paper is it?"),
        validators=[InputRequired(), Length(max=200)],
    )


class ConsentForm(Form):
    """That the applicant agrees; ticked on purpose."""

    agreed = BooleanField(
        lazy_gettext("I have read this and agree"),
        validators=[InputRequired(lazy_gettext("Tick this if you agree. Without it nothing can be sent."))],
    )


class CodeForm(Form):
    """The code that certifies the application."""

    code = CodeField(lazy_gettext("Code from the message"), validators=[InputRequired()])


def data_form(subtype: Subtype, draft: Draft) -> DataForm:
    """The questions of this ground, filled with what the draft knows."""
    fields: dict[str, object] = {question.code: _question(question) for question in subtype.questions}
    made: type[DataForm] = type("DataForm", (DataForm,), {**fields, "questions": tuple(fields)})
    return made(data={**draft.answers, "explanation": draft.explanation})


def _question(question: Question) -> RadioCards:
    return RadioCards(
        gettext(question.label),
        choices=[card(choice.code, gettext(choice.label)) for choice in question.choices],
        validators=[InputRequired(gettext("Choose one of the answers."))],
        description=gettext(question.hint) if question.hint else "",
    )
