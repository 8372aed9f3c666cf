"""What a password has to be."""

import pytest

from domain.passwords import MAX_LENGTH, password_problem, temporary_password


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("elevenchars", "password_short"),
        ("x" * (MAX_LENGTH + 1), "password_long"),
        ("the-Sauleb-is-here", "password_login"),
        ("PassWord123456", "password_common"),
        ("qwerty-qwerty-1", "password_common"),
        ("aaaaaaaaaaaabbb", "password_common"),
        ("123456789012345", "password_common"),
        ("құпиясөз-құпиясөз", "password_common"),
        ("alma бесік terezе 7", None),
        ("correct horse battery", None),
    ],
)
def test_a_password_is_judged_by_length_login_and_what_everybody_tries(
    password: str, problem: str | None
) -> None:
    assert password_problem(password, "sauleb") == problem


def test_a_temporary_password_is_good_enough_to_be_one_and_never_the_same() -> None:
    made = {temporary_password() for _ in range(50)}
    assert len(made) == 50
    assert {password_problem(password, "sauleb") for password in made} == {None}
