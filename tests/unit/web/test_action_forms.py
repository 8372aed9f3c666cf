"""The form that is made from what an action says it needs."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from domain import needs
from domain.needs import FIELDS, Need, fields_of
from web.forms.actions import ActionForm, action_form
from web.forms.refusals import WORDS

GROUNDS = [("unreliable", "Unreliable"), ("not_meeting", "Does not meet the article")]


def form_of(
    site: Flask, *wanted: Need, sent: dict[str, object] | None = None, **options: object
) -> ActionForm:
    """The form of these needs, opened, or sent with these fields."""
    method = "GET" if sent is None else "POST"
    data = MultiDict(
        (name, value)
        for name, values in (sent or {}).items()
        for value in (values if isinstance(values, list) else [values])
    )
    site.config["WTF_CSRF_ENABLED"] = False
    with site.test_request_context("/", method=method, data=data), force_locale("en"):
        form = action_form(fields_of(wanted), grounds=GROUNDS, **options)
        if sent is not None:
            form.validate()
        return form


def test_every_need_has_a_control_under_its_own_name(site: Flask) -> None:
    form = form_of(site, *FIELDS, documents=[(1, "A paper")])
    assert set(form.declared) == {field.name for field in fields_of(tuple(FIELDS))}
    assert all(form[name].label.text for name in form.declared)


def test_what_was_entered_is_what_the_engine_takes(site: Flask) -> None:
    form = form_of(
        site,
        Need.GROUNDS,
        Need.HEARING,
        Need.REASON_AGAINST_OPINIONS,
        sent={
            "grounds": ["unreliable"],
            "facts": " No stamp\r\nNo date ",
            "hearing_at": "2026-11-24T11:00",
            "hearing_way": "video",
            "hearing_place": "Room 3",
            "reason_against": "",
        },
    )
    entered = form.entered()
    assert entered == {
        "grounds": ["unreliable"],
        "facts": " No stamp\nNo date ",
        "hearing_at": entered["hearing_at"],
        "hearing_way": "video",
        "hearing_place": "Room 3",
    }
    assert entered["hearing_at"].astimezone(UTC) == datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    fields = fields_of((Need.GROUNDS, Need.HEARING, Need.REASON_AGAINST_OPINIONS))
    assert needs.clean(fields, entered, grounds=frozenset({"unreliable"}))["facts"] == "No stamp\nNo date"


def test_a_document_and_a_correction_come_as_numbers(site: Flask) -> None:
    form = form_of(
        site,
        Need.CORRECTION,
        Need.ANSWERED_CORRECTION,
        Need.MINUTES,
        documents=[(7, "A paper"), (8, "Another")],
        sent={
            "document": "8",
            "remark": "x",
            "correction": "5",
            "minutes_number": "1",
            "minutes_date": "2026-11-23",
        },
    )
    assert form.entered() == {
        "document": 8,
        "remark": "x",
        "correction": 5,
        "minutes_number": "1",
        "minutes_date": date(2026, 11, 23),
    }


@pytest.mark.parametrize(
    ("need", "sent", "field", "words"),
    [
        (Need.REASON, {"reason": "  "}, "reason", "Fill this in."),
        (Need.GROUNDS, {"facts": "x"}, "grounds", "Choose at least one."),
        (
            Need.GROUNDS,
            {"grounds": ["invented"], "facts": "x"},
            "grounds",
            "Choose from the answers in the list.",
        ),
        (Need.HEARING_RECORD, {"hearing_minutes": "x"}, "hearing_outcome", "Choose one of the answers."),
        (Need.MINUTES, {"minutes_date": "31.02.2026"}, "minutes_date", "There is no such date"),
        (Need.NEW_HEARING_TIME, {"hearing_at": "tomorrow"}, "hearing_at", "There is no such date or time"),
        (Need.ANSWER_FILES, {}, "files", "Choose a file"),
        (
            Need.CONCLUSION_REASON,
            {"conclusion_reason": "x" * 601},
            "conclusion_reason",
            "at most 600 characters",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    site: Flask, need: Need, sent: dict[str, object], field: str, words: str
) -> None:
    form = form_of(site, need, sent=sent)
    assert words in " ".join(map(str, form[field].errors))


def test_a_wrong_date_is_shown_again_as_it_was_typed(site: Flask) -> None:
    form = form_of(
        site, Need.HEARING, Need.MINUTES, sent={"hearing_at": "tomorrow", "minutes_date": "31.02.2026"}
    )
    assert 'value="tomorrow"' in form["hearing_at"]()
    assert 'value="31.02.2026"' in form["minutes_date"]()
    assert "hearing_at" not in form.entered()


def test_known_values_are_there_to_begin_with(site: Flask) -> None:
    known = {
        "hearing_at": datetime(2026, 11, 24, 6, 0, tzinfo=UTC),
        "hearing_place": "Room 3",
        "hearing_way": "phone",
    }
    form = form_of(site, Need.HEARING, prefill=known)
    assert 'value="2026-11-24T11:00"' in form["hearing_at"]()
    assert 'value="Room 3"' in form["hearing_place"]()
    assert [choice.value for choice in form["hearing_way"].iter_choices() if choice.selected] == ["phone"]


def test_a_prefix_keeps_forms_of_one_page_apart(site: Flask) -> None:
    form = form_of(
        site,
        Need.REASON,
        prefix="26-000001-9.recuse-",
        sent={"26-000001-9.recuse-reason": "x", "reason": "y"},
    )
    assert form.entered() == {"reason": "x"}


class TestRefusing:
    """What the engine finds wrong comes back to the form."""

    @pytest.mark.parametrize("code", [*WORDS, "too_long", "a_code_to_come"])
    def test_each_code_becomes_a_sentence(self, site: Flask, code: str) -> None:
        form = form_of(site, Need.REASON, sent={"reason": "Typed"})
        with site.test_request_context("/"), force_locale("en"):
            form.refuse({"reason": code})
        [sentence] = form["reason"].errors
        assert sentence[0].isupper()
        assert code not in sentence
        assert form["reason"].data == "Typed"

    def test_what_the_form_does_not_ask_for_is_about_the_whole(self, site: Flask) -> None:
        form = form_of(site, Need.REASON, sent={"reason": "Typed"})
        with site.test_request_context("/"), force_locale("en"):
            form.refuse({"hearing_at": "in_past"})
            assert [error.target for error in form.error_list()] == [None]

    def test_too_long_says_how_long_it_may_be(self, site: Flask) -> None:
        form = form_of(site, Need.HEARING, sent={"hearing_place": "x"})
        with site.test_request_context("/"), force_locale("en"):
            form.refuse({"hearing_place": "too_long"})
        assert "at most 60 characters" in form["hearing_place"].errors[-1]
