"""What reads the logs of the browser tests finds what it looks for."""

import pytest

from tests.support.leaks import leaks

PERSON = {"iin": "901323300015", "phone": "+77011234567", "name": "Сынақов Сынақ"}


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("asked for 901323300015", ["iin"]),
        ("to 87011234567", ["phone"]),
        ("to %2B77011234567 of 901323300015", ["iin", "phone"]),
        ("KeyError: 'СЫНАҚОВ'", ["name"]),
        ("GET /cabinet/", []),
    ],
)
def test_people_are_found_in_a_log(line: str, what: list[str]) -> None:
    assert [found.split()[0] for found in leaks({"web": line}, [PERSON])] == what


def test_a_relative_of_whom_only_the_name_is_known_is_found() -> None:
    assert leaks({"relay": "mother: Сынақова Гүл"}, [{"name": "Сынақова Гүл"}]) == [
        "name Сынақова Гүл in the log of relay"
    ]


def test_whoever_looks_for_nobody_is_told() -> None:
    with pytest.raises(ValueError, match="nobody"):
        leaks({"web": ""}, [])
