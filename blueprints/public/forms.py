"""What the public pages ask."""

from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired

from integrations.eds.asic import CONTENT_TYPE
from integrations.eds.asic_reading import MAX_BYTES
from web.forms import Form
from web.forms.validators import FileSize

MEGABYTES = MAX_BYTES // 1024**2


class FileForm(Form):
    """One file to check."""

    file = FileField(
        lazy_gettext("The file: PDF or package (.asice)"),
        validators=[
            FileRequired(lazy_gettext("Choose the file that you want to have checked.")),
            FileSize(MEGABYTES),
        ],
        render_kw={"accept": f".pdf,.asice,application/pdf,{CONTENT_TYPE}"},
    )
