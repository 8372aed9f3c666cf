"""Where the relatives whom a candidate named and those of the civil registry differ."""

from datetime import UTC, datetime

import pytest

from domain.registry_facts import Relative
from domain.relatives import OTHER, Difference, Differs, differences, to_check

AT = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)
MOTHER = {"kinship": "mother", "name": "Сейітқали Гүлнар", "iin": "801305400331", "born": "1980"}
GRANDFATHER = {"kinship": "grandfather", "name": "Сейітқали Нұртай", "born": "1950"}

pytestmark = pytest.mark.rule("CON-6")


def recorded(
    kinship: str = "mother", name: str = "Сейітқали Гүлнар", iin: str | None = "801305400331"
) -> Relative:
    return Relative(source="family", answered_at=AT, kinship=kinship, name=name, iin=iin)


def differing(named: list[dict[str, str]], *relatives: Relative, complete: bool = True) -> list[Differs]:
    return [one.what for one in differences(named, relatives, complete=complete)]


def test_who_is_the_same_in_both_is_no_difference() -> None:
    assert differing([MOTHER], recorded()) == []
    assert differing([MOTHER], recorded(name="СЕЙІТҚАЛИ  гүлнар")) == []
    assert differing([MOTHER], recorded(iin=None)) == []
    assert differing([{**MOTHER, "iin": ""}], recorded()) == []


@pytest.mark.parametrize(
    ("relative", "what"),
    [
        (recorded(kinship="adoptive_parent"), Differs.KINSHIP),
        (recorded(name="Сейітқали Айгүл"), Differs.NAME),
        (recorded(iin="741308400384"), Differs.IIN),
    ],
)
def test_one_person_said_otherwise_is_one_difference(relative: Relative, what: Differs) -> None:
    assert differences([MOTHER], [relative], complete=True) == (
        Difference(what, "mother", "Сейітқали Гүлнар"),
    )


def test_who_is_in_one_list_alone_is_found_in_both_directions() -> None:
    brother = recorded("full_sibling", "Сейітқали Арман", "091308500735")
    assert differences([MOTHER], [brother], complete=True) == (
        Difference(Differs.NOT_RECORDED, "mother", "Сейітқали Гүлнар"),
        Difference(Differs.NOT_NAMED, "full_sibling", "Сейітқали Арман"),
    )


def test_a_registry_that_left_records_out_has_not_said_that_somebody_is_not_there() -> None:
    assert differing([MOTHER], complete=False) == []


def test_a_relative_of_whom_the_registry_holds_no_record_is_not_missed() -> None:
    assert differing([GRANDFATHER]) == []
    assert differing([MOTHER]) == [Differs.NOT_RECORDED]


def test_a_kinship_that_the_registry_does_not_say_is_no_other_one() -> None:
    assert differing([MOTHER], recorded(OTHER)) == []


@pytest.mark.rule("CON-9")
@pytest.mark.parametrize(
    "relative",
    [recorded(iin="741308400384"), recorded("full_sibling", iin=None), recorded(OTHER, iin=None)],
    ids=["another IIN", "another kinship", "an unknown kinship"],
)
def test_somebody_who_may_be_a_namesake_is_checked_beside_whom_the_candidate_named(
    relative: Relative,
) -> None:
    assert to_check([MOTHER], [relative]) == ([MOTHER], (relative,))


@pytest.mark.rule("CON-9")
def test_a_namesake_with_the_iin_is_found_before_one_without() -> None:
    child = {"kinship": "child", "name": MOTHER["name"], "born": "2020"}
    relatives = [recorded(), recorded("child", iin="741308400384")]
    rows, unnamed = to_check([child, MOTHER], relatives)
    assert [row["iin"] for row in rows] == ["741308400384", MOTHER["iin"]]
    assert unnamed == ()


def test_a_difference_shows_nobody_in_a_log() -> None:
    assert "Гүлнар" not in repr(differences([MOTHER], [], complete=True))
