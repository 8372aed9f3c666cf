"""The file of the special check is valid, whatever was typed, and reads as it was written."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from catalogue.contract_questionnaire import KINSHIP_TITLES, KINSHIPS, LEVELS, QUESTIONNAIRE
from domain.needs import Kind
from domain.registry_facts import Relative
from domain.relatives import COVERED, OTHER
from integrations.special_check import NAMESPACE, SCHEMA, check_file, read_file

FORM = etree.XMLSchema(etree.parse(str(SCHEMA)))

APPLICANT = {
    "iin": "071301500014",
    "name": "Сейітқали Ерлан Бекұлы",
    "birth_date": "2006-05-01",
    "address": "Алматы қаласы, Рысқұлов даңғылы, 103-үй",
    "district": "751210000",
    "phone": "+77000000101",
}
MOTHER = {"kinship": "mother", "name": "Сейітқали Гүлнар Асқарқызы", "iin": "061315500019", "born": "1980"}


def written(
    applicant: dict[str, Any] | None = None,
    sex: str | None = "male",
    unnamed: Sequence[Relative] = (),
    **questionnaire: Any,
) -> bytes:
    return check_file(
        number="26-000001-5",
        sent_on=date(2026, 11, 23),
        applicant=applicant or APPLICANT,
        questionnaire={"relatives": [MOTHER], **questionnaire},
        sex=sex,
        unnamed=unnamed,
    )


def assert_valid(content: bytes) -> None:
    assert FORM.validate(etree.fromstring(content)), FORM.error_log


@pytest.mark.rule("CON-8", "CON-9")
def test_a_full_file_is_valid_and_reads_as_it_was_typed():
    told = "Әке-шешем: ұстаз. Ғылым, қала, көп-үйлі, һәм <сөз> & «үзінді».\nЕкінші жол."
    content = written(
        address=[{"address": "Өскемен қаласы", "email": "e@example.kz"}],
        education=[{"level": "higher", "school": "ҚазҰУ", "finished": "2023", "speciality": "Заңгер"}],
        work=[{"place": "Зауыт", "position": "Ұста", "since": "01.2024", "until": "05.2025"}],
        autobiography=[{"text": told}],
    )
    assert_valid(content)
    sent = read_file(content)
    assert sent.candidate["name"] == APPLICANT["name"]
    assert sent.candidate["autobiography"] == told
    assert sent.relatives == (
        {"kinship": "mother", "name": MOTHER["name"], "iin": MOTHER["iin"], "birthYear": "1980"},
    )
    assert sent.educations[0]["school"] == "ҚазҰУ" and sent.works[0]["until"] == "05.2025"


@pytest.mark.rule("CON-8")
def test_the_file_holds_nothing_that_the_check_does_not_need():
    content = written(
        address=[{"address": "Өскемен", "email": "e@example.kz"}], driving=[{"categories": "B, C"}]
    ).decode()
    assert "example.kz" not in content and "B, C" not in content and APPLICANT["phone"] not in content


@pytest.mark.rule("CON-9")
def test_forty_relatives_of_every_kinship_are_in_it():
    codes = [code for code, _label in KINSHIPS]
    relatives = [{**MOTHER, "kinship": codes[at % len(codes)], "name": f"Туыс {at}"} for at in range(40)]
    content = written(relatives=relatives)
    assert_valid(content)
    assert [(one["kinship"], one["name"]) for one in read_file(content).relatives] == [
        (one["kinship"], one["name"]) for one in relatives
    ]


CLOSE = {
    "parents": {"father", "mother"},
    "spouse": {"spouse"},
    "children": {"child"},
    "adoptive parents": {"adoptive_parent"},
    "adopted children": {"adopted_child"},
    "full and half brothers and sisters": {"full_sibling", "half_sibling"},
    "grandparents": {"grandfather", "grandmother"},
    "grandchildren": {"grandchild"},
    "the spouse's close relatives": {
        "spouse_father",
        "spouse_mother",
        "spouse_adoptive_parent",
        "spouse_child",
        "spouse_adopted_child",
        "spouse_sibling",
        "spouse_grandparent",
        "spouse_grandchild",
    },
}
"""Whom the check covers (834 annexes 2 to 4, 1.2), and by which codes."""


@pytest.mark.rule("CON-9")
def test_the_kinships_are_those_of_the_act_and_no_others():
    """Whom the registry names with a word that nobody knows is a relative of another kinship."""
    of_the_act = set().union(*CLOSE.values())
    assert {code for code, _label in KINSHIPS} == of_the_act == COVERED
    assert set(KINSHIP_TITLES) == of_the_act | {OTHER}
    in_form = etree.parse(str(SCHEMA)).xpath(
        "//xs:simpleType[@name='kinship']//xs:enumeration/@value",
        namespaces={"xs": "http://www.w3.org/2001/XMLSchema"},
    )
    assert sorted(in_form) == sorted(of_the_act | {OTHER})


@pytest.mark.rule("CON-9")
@given(
    kinship=st.sampled_from([*sorted(COVERED), OTHER, "", "stepmother", "ӘКЕСІ", "1"]) | st.text(max_size=20),
    name=st.text(max_size=20) | st.just("Ә" * 7000),
    iin=st.none() | st.sampled_from(["061315500019", "", "12", "06131550001X", "٠٦١٣١٥٥٠٠٠١٩"]),
    born=st.none() | st.dates(),
)
def test_whatever_the_registry_says_of_a_relative_the_file_is_valid_and_names_them(kinship, name, iin, born):
    at = datetime(2026, 11, 21, tzinfo=UTC)
    known = Relative(source="family", answered_at=at, kinship=kinship, name=name, iin=iin, birth_date=born)
    content = written(unnamed=[known])
    assert_valid(content)
    _mother, one = read_file(content).relatives
    assert one["kinship"] == (kinship if kinship in COVERED else OTHER)
    assert (one["recorded"], one.get("iin")) == ("true", iin if iin == "061315500019" else None)


@pytest.mark.rule("CON-9")
def test_who_has_no_relatives_has_a_valid_file_without_any():
    content = written(relatives=[])
    assert_valid(content)
    assert read_file(content).relatives == ()


@pytest.mark.rule("CON-9")
@pytest.mark.parametrize(("said", "mark"), [("yes", "true"), ("no", None), (None, None)])
def test_a_relative_who_has_died_is_marked(said, mark):
    content = written(relatives=[{**MOTHER, **({"deceased": said} if said else {})}])
    assert_valid(content)
    assert read_file(content).relatives[0].get("deceased") == mark


def test_what_is_not_known_is_left_out():
    content = written(
        {**APPLICANT, "birth_date": None, "address": None},
        sex=None,
        relatives=[{"kinship": "grandfather", "name": "Аты белгісіз", "born": "1931"}],
    )
    assert_valid(content)
    assert set(read_file(content).candidate) == {"iin", "name", "district"}


@pytest.mark.parametrize("signs", ["\x00\x0b\x1f", "\ufffe\uffff", "\ud800", "\u200b\u00a0", "]]>", "&#0;"])
def test_signs_that_xml_cannot_hold_do_not_spoil_it(signs):
    content = written(
        {**APPLICANT, "name": f"Сейіт{signs}қали"},
        relatives=[{**MOTHER, "name": signs}],
        autobiography=[{"text": signs}],
        work=[{"place": signs, "position": signs, "since": signs}],
    )
    assert_valid(content)
    assert read_file(content).candidate["name"].startswith("Сейіт")


_TYPED = {
    Kind.TEXT: st.text(min_size=1, max_size=40),
    Kind.LONG_TEXT: st.text(min_size=1, max_size=200),
    Kind.YEAR: st.integers(1900, 2099).map(str),
    Kind.IIN: st.just("061315500019"),
}


def _rows(code: str) -> st.SearchStrategy[list[dict[str, str]]]:
    section = next(one for one in QUESTIONNAIRE if one.code == code)
    values = {
        field.name: st.sampled_from([choice for choice, _label in field.choices])
        if field.kind is Kind.CHOICE
        else _TYPED[field.kind]
        for field in section.fields
    }
    needed = {name: values[name] for name in (field.name for field in section.fields if field.required)}
    optional = {name: value for name, value in values.items() if name not in needed}
    row = st.fixed_dictionaries(needed, optional=optional)
    return st.lists(
        row, min_size=1 if section.required and not section.none else 0, max_size=min(section.rows, 4)
    )


@given(st.fixed_dictionaries({section.code: _rows(section.code) for section in QUESTIONNAIRE}))
def test_whatever_a_questionnaire_takes_makes_a_valid_file(questionnaire):
    assert_valid(written(**questionnaire))


def test_every_level_of_education_can_be_written():
    rows = [{"level": level, "school": "Мектеп", "finished": "2023"} for level, _label in LEVELS]
    assert_valid(written(education=rows))


def test_the_form_has_the_namespace_of_the_file():
    assert etree.parse(str(SCHEMA)).getroot().get("targetNamespace") == NAMESPACE
