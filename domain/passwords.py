"""What a password of an officer has to be. Pure: nothing here hashes or stores one."""

import secrets

MIN_LENGTH = 12
MAX_LENGTH = 200
"""Longer ones would only make the hashing slow."""

_FEWEST_DIFFERENT = 5
_TEMPORARY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another when read aloud

_COMMON = (
    *("password", "passw0rd", "parol", "qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm", "letmein"),
    *("welcome", "administrator", "admin", "qyzmet", "kazakhstan", "qazaqstan", "astana", "almaty"),
    *("пароль", "йцукен", "казахстан", "қазақстан", "құпиясөз"),
)
"""Words and keyboard rows that people begin with; a password made of one of them and digits is refused."""


def password_problem(password: str, login: str) -> str | None:
    """The code of what is wrong with a new password, None when nothing is.

    One of password_short, password_long, password_login, password_common.
    """
    if len(password) < MIN_LENGTH:
        return "password_short"
    if len(password) > MAX_LENGTH:
        return "password_long"
    folded = password.casefold()
    if login and login.casefold() in folded:
        return "password_login"
    if len(set(folded)) < _FEWEST_DIFFERENT or _is_common(folded):
        return "password_common"
    return None


def _is_common(folded: str) -> bool:
    rest = "".join(letter for letter in folded if letter.isalpha())
    for word in sorted(_COMMON, key=len, reverse=True):
        rest = rest.replace(word, "")
    return not rest


def temporary_password() -> str:
    """A password for one use, in three groups that can be read out: about 74 bits."""
    groups = ("".join(secrets.choice(_TEMPORARY_LETTERS) for _ in range(5)) for _ in range(3))
    return "-".join(groups)
