"""Our fields, and our words for what is wrong."""

import io
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import flask_wtf
import pytest
import wtforms
from flask import Flask
from flask_babel import force_locale
from wtforms.validators import InputRequired

from web.forms import Form
from web.forms.fields import CodeField, DayField, IinField, PhoneField, RadioCards, UploadField, card
from web.forms.messages import MESSAGES
from web.forms.validators import FileSize


class Everything(Form):
    """One field of each of our kinds."""

    iin = IinField("IIN", validators=[InputRequired()])
    phone = PhoneField("Phone")
    code = CodeField("Code", validators=[InputRequired()])
    born = DayField("Born", validators=[InputRequired()])
    ground = RadioCards("Ground", choices=[card("a", "A", "first"), card("b", "B")])
    papers = UploadField("Papers", max_megabytes=1, validators=[FileSize(1)])


def read(site: Flask, files: Sequence[tuple[bytes, str]] = (), **typed: str) -> Everything:
    """The form as it comes in, validated, without its token."""
    good = {"iin": "980101300011", "code": "493015", "born-day": "7", "born-month": "3", "born-year": "2005"}
    data: dict[str, object] = {**good, "ground": "a", **typed}
    data["papers"] = [(io.BytesIO(content), name) for content, name in files]
    site.config["WTF_CSRF_CHECK_DEFAULT"] = False
    with site.test_request_context("/", method="POST", data=data), force_locale("en"):
        form = Everything()
        del form.csrf_token
        form.validate()
        for field in form:
            field.errors = [str(error) for error in field.errors]
    return form


@pytest.fixture
def good_iin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take any twelve digits: check digits are tested where they are computed."""
    monkeypatch.setattr("domain.identity.iin_check_digit", lambda first: 1)


@pytest.mark.usefixtures("good_iin")
class TestFields:
    def test_spaces_and_hyphens_are_no_mistake(self, site: Flask):
        form = read(site, iin="980101 300-011", code="493 015", phone="8 (701) 123-45-67")
        assert (form.iin.data, form.code.data, form.phone.data) == ("980101300011", "493015", "+77011234567")
        assert form.error_list() == []

    @pytest.mark.parametrize(
        ("typed", "words"),
        [("98010130001", "here are 11"), ("9801013000l1", "digits only"), ("", "Fill this in")],
    )
    def test_an_iin_says_what_is_wrong_with_it_and_stays(self, site: Flask, typed: str, words: str):
        form = read(site, iin=typed)
        assert words in form.iin.errors[0]
        assert form.iin.data == typed

    @pytest.mark.parametrize(
        ("typed", "words"),
        [("+49 170 1234567", "Kazakhstan"), ("8 7172 55 55 55", "not a mobile"), ("123", "all its digits")],
    )
    def test_a_phone_says_what_is_wrong_with_it(self, site: Flask, typed: str, words: str):
        assert words in read(site, phone=typed).phone.errors[0]

    @pytest.mark.parametrize("typed", ["12345", "1234567", "abcdef", "١٢٣٤٥٦"])
    def test_a_code_has_six_digits(self, site: Flask, typed: str):
        assert "six digits" in read(site, code=typed).code.errors[0]

    def test_a_date_comes_from_three_boxes(self, site: Flask):
        assert read(site).born.data == date(2005, 3, 7)

    @pytest.mark.parametrize(
        ("day", "month", "year"),
        [("30", "2", "2005"), ("7", "3", "05"), ("x", "3", "2005"), ("7", "", "2005")],
    )
    def test_a_date_that_is_none_is_shown_again(self, site: Flask, day: str, month: str, year: str):
        form = read(site, **{"born-day": day, "born-month": month, "born-year": year})
        assert form.born.errors == [MESSAGES["Not a valid date value."]]
        assert form.born.typed == {"day": day, "month": month, "year": year}
        assert form.error_list()[0].target == "born-day"

    def test_a_date_may_be_given_by_the_view(self, site: Flask):
        with site.test_request_context("/"):
            assert Everything(born=date(2005, 3, 7)).born.typed == {"day": "7", "month": "3", "year": "2005"}

    def test_the_summary_leads_to_the_first_card(self, site: Flask):
        errors = read(site, ground="c").error_list()
        assert [(error.target, error.label) for error in errors] == [("ground-0", "Ground")]

    @pytest.mark.parametrize(
        ("content", "words"), [(b"", "is empty"), (b"x" * (1024**2 + 1), "at most 1 MB"), (b"x", None)]
    )
    def test_a_file_that_is_empty_or_too_large_is_named(self, site: Flask, content: bytes, words: str | None):
        errors = read(site, files=[(content, "анықтама.pdf")]).papers.errors
        assert not errors if words is None else words in errors[0] and "анықтама.pdf" in errors[0]


def test_every_message_of_the_libraries_has_words_of_ours():
    """The libraries' sources are read, so that a new version's new message is noticed."""
    ours, theirs = set(MESSAGES), set()
    for package in (wtforms, flask_wtf):
        for path in Path(package.__file__ or "").parent.rglob("*.py"):
            theirs |= set(re.findall(r'\.gettext\(\s*"([^"]+)"', path.read_text("utf-8")))
            theirs |= set(re.findall(r'\.ngettext\(\s*"[^"]+",\s*"([^"]+)"', path.read_text("utf-8")))
    assert theirs - ours - UNUSED == set()


UNUSED = {
    # Validators and fields that this site has no use for.
    "Invalid field name '%s'.",
    "Invalid IP address.",
    "Invalid Mac address.",
    "Invalid URL.",
    "Invalid UUID.",
    "Invalid value, must be one of: %(values)s.",
    "Invalid value, can't be any of: %(values)s.",
    "Choices cannot be None.",
    "Not a valid week value.",
}


def test_threat_a_password_is_changed_on_the_way_and_text_hides_something(site: Flask) -> None:
    class Door(Form):
        name = wtforms.StringField("Name")
        password = wtforms.PasswordField("Password")

    data = {"name": "Ая\u202e\u200bн", "password": " \u202eқұпия\u200b "}
    with site.test_request_context("/", method="POST", data=data):
        form = Door()
        assert (form.name.data, form.password.data) == ("Аян", data["password"])
