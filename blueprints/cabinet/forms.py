"""What the cabinet asks."""

from flask_babel import gettext, lazy_gettext
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from actions.complaints import ABOUT, LONGEST
from domain.uploads import MAX_FILE_BYTES, MEGABYTE
from web.forms import Form
from web.forms.fields import RadioCards, UploadField, card
from web.forms.validators import FileSize
from web.history import ABOUT_TITLES
from web.locale import LANGUAGES

_MEGABYTES = MAX_FILE_BYTES // MEGABYTE


class PaperForm(Form):
    """Photographs or a PDF."""

    files = UploadField(
        lazy_gettext("Photographs or a PDF"),
        max_megabytes=_MEGABYTES,
        validators=[
            InputRequired(lazy_gettext("Choose a file, or take a photograph.")),
            FileSize(_MEGABYTES),
        ],
    )

    @property
    def paper_title(self) -> str:
        """The applicant's own name of the paper; a mended one keeps the name it had."""
        return ""


class AdditionalPaperForm(PaperForm):
    """The same with a name for the paper."""

    title = StringField(lazy_gettext("What paper is it?"), validators=[InputRequired(), Length(max=200)])

    @property
    def paper_title(self) -> str:
        """What was typed."""
        return self.title.data or ""


class ComplaintForm(Form):
    """What is complained of, and why."""

    about = RadioCards(
        lazy_gettext("What do you complain about?"),
        validators=[InputRequired(lazy_gettext("Choose one of the answers."))],
    )
    text = TextAreaField(
        lazy_gettext("Your complaint"),
        validators=[InputRequired(), Length(max=LONGEST)],
        description=lazy_gettext("What happened, why it is wrong, and what you ask for."),
        render_kw={"rows": 8},
    )

    def __init__(self) -> None:
        super().__init__()
        self.about.choices = [card(code, gettext(ABOUT_TITLES[code])) for code in ABOUT]


class LanguageForm(Form):
    """In which language the site speaks and writes."""

    language = RadioCards(
        lazy_gettext("Language of the pages and of the SMS"),
        choices=[card(language.code, language.name) for language in LANGUAGES],
        validators=[InputRequired()],
    )
