"""Every template in every language: how long, what it must and must not say."""

import re

import pytest

import catalogue
from catalogue.messages import TEMPLATES
from domain.messages import LANGUAGES, Kind, MessageTemplate, WrongText, WrongVariables
from domain.sms import Encoding, encoding, length, segments

EACH = [(code, language) for code in TEMPLATES for language in LANGUAGES]
CODES = ("otp_sign_in", "otp_certify")


def longest(code: str, language: str) -> str:
    template = TEMPLATES[code]
    return template.longest(template.texts[language])


def make(text: str = "{number}: a text", **variables: Kind) -> MessageTemplate:
    return MessageTemplate("sample", variables or {"number": Kind.NUMBER}, dict.fromkeys(LANGUAGES, text))


TWO_SEGMENTS = {
    "hearing_place",
    "contract_examination",
    "contract_examination_place",
    "contract_report_place",
    "summons_unanswered",
}
"""Those with a place or a telephone, and the one whose words are the act's own and longer than a segment."""


@pytest.mark.parametrize(("code", "language"), EACH)
def test_it_fits_one_segment_with_the_longest_values(code: str, language: str) -> None:
    text = longest(code, language)
    assert segments(text) <= (2 if code in TWO_SEGMENTS else 1), length(text)


@pytest.mark.parametrize(("code", "language"), EACH)
def test_it_links_nowhere_and_names_no_law_paper_or_reason(code: str, language: str) -> None:
    text = TEMPLATES[code].texts[language]
    assert not re.search(r"https?:|www\.|/|@|\.kz", text)


@pytest.mark.parametrize("code", TEMPLATES)
def test_each_language_is_its_own(code: str) -> None:
    texts = TEMPLATES[code].texts
    assert set(texts) == {"kk", "ru", "en"}
    assert len(set(texts.values())) == 3
    assert re.search("[әғқңөұүһі]", texts["kk"]), "Kazakh has letters of its own"
    assert not re.search("[әғқңөұүһі]", texts["ru"])
    if Kind.PLACE not in TEMPLATES[code].variables.values():
        assert encoding(longest(code, "en")) is Encoding.GSM_7


def test_a_place_that_ends_in_an_abbreviation_brings_no_second_full_stop() -> None:
    template = TEMPLATES["contract_report_place"]
    values = {"number": "26-000001-3", "at": "27.11 15:00", "place": "Абай даңғылы, 12-каб."}
    assert template.render(template.texts["kk"], values).endswith(", Абай даңғылы, 12-каб.")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_a_code_is_the_only_number_and_the_site_is_named(code: str, language: str) -> None:
    text = TEMPLATES[code].render(TEMPLATES[code].texts[language], {"code": "048291"})
    assert re.findall(r"\d+", text) == ["048291"]
    assert "Qyzmet" in text
    assert "1414" not in text and "egov" not in text.lower()


def test_codes_alone_go_out_at_night() -> None:
    assert {code for code, template in TEMPLATES.items() if template.urgent} == set(CODES)
    assert {code for code, template in TEMPLATES.items() if template.holds_code} == set(CODES)


def test_every_message_that_the_catalogue_sends_exists() -> None:
    for service in catalogue.EDITIONS:
        for workflow in (service.workflow, service.complaint):
            told = {code for action in workflow.actions().values() for code in action.tells}
            told |= {code for step in workflow.steps.values() for code in step.completed_tells}
            assert told <= set(TEMPLATES)


class TestVariables:
    def test_a_missing_one_is_refused(self) -> None:
        with pytest.raises(WrongVariables):
            TEMPLATES["case_registered"].check({"number": "26-004821-7"})

    def test_an_unknown_one_is_refused(self) -> None:
        with pytest.raises(WrongVariables):
            TEMPLATES["withdrawn"].check({"number": "26-004821-7", "reason": "x"})

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("due", "2026-12-01"),
            ("due", "1.12.2026"),
            ("number", "26-004821"),
            ("number", "071301500014"),
            ("due", ""),
        ],
    )
    def test_another_shape_is_refused_without_repeating_it(self, name: str, value: str) -> None:
        values = {"number": "26-004821-7", "due": "01.12.2026", name: value}
        with pytest.raises(WrongVariables) as error:
            TEMPLATES["case_registered"].check(values)
        assert not value or value not in str(error.value)

    def test_a_place_is_at_most_sixty_characters_on_one_line(self) -> None:
        values = {"number": "26-004821-7", "at": "27.11 15:00"}
        TEMPLATES["hearing_place"].check({**values, "place": "Момышұлы көшесі 25, 3-қабат"})
        for place in ("x" * 61, "two\nlines", ""):
            with pytest.raises(WrongVariables):
                TEMPLATES["hearing_place"].check({**values, "place": place})

    def test_nobody_gives_the_code_beforehand(self) -> None:
        TEMPLATES["otp_sign_in"].check({})
        with pytest.raises(WrongVariables):
            TEMPLATES["otp_sign_in"].check({"code": "123456"})


class TestTexts:
    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("no variable", "variable_missing"),
            ("{number} {due}", "variable_unknown"),
            ("{number} {", "braces"),
            ("{number!r}", "braces"),
            ("{number:>99}", "braces"),
            ("{number.real}", "braces"),
            ("{number} " + "ә" * 59, "too_long"),
            ("{number}: qyzmet.kz", "link"),
            ("{number}: https://a", "link"),
        ],
    )
    def test_what_an_administrator_may_not_write(self, text: str, problem: str) -> None:
        assert make().problems(text) == (problem,)

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("Qyzmet: {code}, 123456", "other_digits"),
            ("Qyzmet: {code}7", "other_digits"),
            ("Qyzmet: 2 {code}", "other_digits"),
            ("{code}", "site_not_named"),
            ("Qyzmet egov: {code}", "looks_like_others"),
        ],
    )
    def test_what_a_message_with_a_code_may_not_say(self, text: str, problem: str) -> None:
        assert TEMPLATES["otp_sign_in"].problems(text) == (problem,)

    def test_a_template_with_a_wrong_text_cannot_be_made(self) -> None:
        with pytest.raises(WrongText):
            make("{number} {nothing}")
        with pytest.raises(WrongText):
            MessageTemplate("sample", {}, {"kk": "мәтін"})
