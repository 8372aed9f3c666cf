"""What an applicant tells about themselves: rows are checked, kept once, and counted."""

import pytest

from catalogue.contract import EDITION_2024 as CONTRACT
from catalogue.contract_questionnaire import KINSHIPS, QUESTIONNAIRE
from domain.applications import is_open, possible_documents, required_documents, takes_papers
from domain.errors import InvalidData
from domain.questionnaires import (
    NAME,
    NONE,
    clean_row,
    corrected,
    open_sections,
    says_none,
    told_all,
    with_row,
)

SECTIONS = {section.code: section for section in QUESTIONNAIRE}
MOTHER = {"kinship": "mother", "name": "Сейітқали Гүлнар", "iin": "071301500014", "born": "1980"}


def problems(section: str, row: dict[str, str]) -> dict[str, str]:
    with pytest.raises(InvalidData) as refused:
        clean_row(SECTIONS[section], row)
    return refused.value.problems


@pytest.mark.rule("CON-9")
def test_the_close_relatives_of_the_act_and_those_of_the_spouse_can_be_named() -> None:
    closest = {
        *("father", "mother", "child", "adoptive_parent", "adopted_child"),
        *("grandfather", "grandmother", "grandchild"),
    }
    siblings = {"full_sibling", "half_sibling"}
    of_the_spouse = {"father", "mother", "adoptive_parent", "child", "adopted_child", "sibling"}
    of_the_spouse |= {"grandparent", "grandchild"}
    codes = {code for code, _label in KINSHIPS}
    assert codes == closest | siblings | {"spouse"} | {f"spouse_{code}" for code in of_the_spouse}


def test_a_row_keeps_only_what_the_section_asks_for() -> None:
    assert clean_row(SECTIONS["relatives"], {**MOTHER, "name": "  Гүлнар ", "more": "x"}) == {
        **MOTHER,
        "name": "Гүлнар",
    }


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"kinship": "neighbour"}, {"kinship": "unknown_choice"}),
        ({"name": " "}, {"name": "missing"}),
        ({"iin": "071301500015"}, {"iin": "iin_format"}),
        ({"born": "80"}, {"born": "year_format"}),
        ({"born": "2980"}, {"born": "year_format"}),
        ({"name": "Ә" * 151}, {"name": "too_long"}),
    ],
)
def test_what_is_wrong_in_a_row_is_said_by_field(changed: dict[str, str], problem: dict[str, str]) -> None:
    assert problems("relatives", {**MOTHER, **changed}) == problem


def test_a_relative_may_have_no_iin() -> None:
    assert "iin" not in clean_row(SECTIONS["relatives"], {**MOTHER, "iin": ""})


def test_a_section_that_is_filled_in_once_holds_the_last_that_was_saved() -> None:
    assert with_row(SECTIONS["address"], [{"address": "old"}], {"address": "new"}) == [{"address": "new"}]


def test_the_same_row_twice_is_one() -> None:
    once = with_row(SECTIONS["relatives"], [], MOTHER)
    assert with_row(SECTIONS["relatives"], once, dict(MOTHER)) == [MOTHER]


def test_a_section_has_room_for_so_many_rows_and_no_more() -> None:
    education = SECTIONS["education"]
    rows = [{"school": str(at)} for at in range(education.rows)]
    with pytest.raises(InvalidData) as refused:
        with_row(education, rows, {"school": "one more"})
    assert refused.value.problems == {"rows": "too_many"}
    assert with_row(education, rows[:-1], {"school": "the last"})[-1] == {"school": "the last"}


@pytest.mark.rule("CON-2")
def test_sections_that_have_to_be_filled_in_are_open_until_they_are() -> None:
    required = ["address", "education", "relatives", "autobiography"]
    assert [section.code for section in open_sections(QUESTIONNAIRE, {})] == required
    filled = {code: [{"x": "y"}] for code in required[:3]} | {"autobiography": []}
    assert [section.code for section in open_sections(QUESTIONNAIRE, filled)] == ["autobiography"]


@pytest.mark.rule("CON-2", "CON-9")
def test_only_of_relatives_may_one_say_that_there_are_none() -> None:
    assert [section.code for section in QUESTIONNAIRE if section.none] == ["relatives"]
    said = {NONE: [section.code for section in QUESTIONNAIRE]}
    still_open = [section.code for section in open_sections(QUESTIONNAIRE, said)]
    assert still_open == ["address", "education", "autobiography"]
    assert says_none(SECTIONS["relatives"], said) and not says_none(SECTIONS["work"], said)
    assert not says_none(SECTIONS["relatives"], {**said, "relatives": [MOTHER]})


def test_a_row_is_corrected_by_its_name_and_no_other_one_takes_its_place() -> None:
    rows = [{NAME: "a", **MOTHER}, {NAME: "b", **MOTHER, "kinship": "child"}]
    assert corrected(rows[1:], "b", MOTHER) == [{NAME: "b", **MOTHER}]
    with pytest.raises(InvalidData) as refused:
        corrected(rows[1:], "a", MOTHER)
    assert refused.value.problems == {"rows": "row_gone"}


def test_the_name_of_a_row_is_no_part_of_what_is_told() -> None:
    rows = with_row(SECTIONS["relatives"], [{NAME: "a", **MOTHER}], {NAME: "b", **MOTHER})
    assert rows == [{NAME: "a", **MOTHER}]
    assert told_all({"relatives": rows, NONE: ["work"]}) == {"relatives": [MOTHER], NONE: ["work"]}


def test_no_section_and_no_field_is_called_as_what_the_draft_keeps_beside_them() -> None:
    assert NONE not in SECTIONS
    assert NAME not in {field.name for section in QUESTIONNAIRE for field in section.fields}


@pytest.mark.rule("CON-1")
def test_a_paper_is_asked_for_only_where_its_registry_is_not_connected() -> None:
    private = CONTRACT.subtype("private")
    assert takes_papers(private, lambda _kind: True) is False
    assert possible_documents(private, lambda _kind: True) == ()
    only_one = required_documents(private, {}, lambda kind: kind != "education")
    assert [document.code for document in only_one] == ["education_document"]
    assert takes_papers(private, lambda kind: kind != "education") is True


def test_a_pilot_that_is_over_is_open_only_by_a_decision() -> None:
    end = CONTRACT.in_force_until
    assert end is not None
    assert is_open(CONTRACT, end, ())
    after = end.replace(year=end.year + 1)
    assert not is_open(CONTRACT, after, ())
    assert is_open(CONTRACT, after, {"contract"})
