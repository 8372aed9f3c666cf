"""What an SMS may say: a template with declared variables, in three languages.

A template's own texts and those that an administrator puts in their place pass
the same checks, with the longest values that the variables can take.
"""

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.sms import segments

LANGUAGES = ("kk", "ru", "en")
SITE_NAME = "Qyzmet"
LONGEST_PLACE = 60  # characters: decided, so that time and place fit two segments


class Kind(StrEnum):
    """What a variable holds. Moments and dates are those of Almaty."""

    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    PLACE = "place"
    CODE = "code"
    PHONE = "phone"


_SHAPES = {
    Kind.NUMBER: r"\d{2}-\d{6}-\d",
    Kind.DATE: r"\d{2}\.\d{2}\.\d{4}",
    Kind.MOMENT: r"\d{2}\.\d{2} \d{2}:\d{2}",
    Kind.PLACE: rf"[^\n\r\t]{{1,{LONGEST_PLACE}}}",
    Kind.CODE: r"\d{6}",
    Kind.PHONE: r"\+?[0-9][0-9 ()-]{2,18}",
}

LONGEST = {
    Kind.NUMBER: "26-004821-7",
    Kind.DATE: "01.12.2026",
    Kind.MOMENT: "27.11 15:00",
    Kind.PLACE: "Ә" * LONGEST_PLACE,
    Kind.CODE: "482913",
    Kind.PHONE: "+7 (727) 300-00-00 0",
}
"""The longest value of each kind, to measure texts with."""

_LINK = re.compile(r"https?:|www\.|\b[a-z0-9-]+\.(?:kz|com|org|net)\b", re.IGNORECASE)
_OTHERS = re.compile(r"1414|egov", re.IGNORECASE)


def is_phone(text: str) -> bool:
    """Whether this is a telephone number as a message may name one, without words beside it."""
    return re.fullmatch(_SHAPES[Kind.PHONE], text) is not None


class WrongVariables(ValueError):
    """A template was given other variables, or other shapes, than it declares."""


class WrongText(ValueError):
    """A text cannot stand in this template; `problems` holds a stable code of each fault."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class MessageTemplate:
    """One thing that we tell by SMS.

    `variables` says what each holds; `max_segments` is the most that a text may
    take. `urgent` goes out at night too. Raises WrongText when its own texts
    break the rules.
    """

    code: str
    variables: Mapping[str, Kind]
    texts: Mapping[str, str]
    urgent: bool = False
    max_segments: int = 1

    def __post_init__(self) -> None:
        if set(self.texts) != set(LANGUAGES):
            raise WrongText((f"{self.code}: languages",))
        faults = tuple(
            f"{self.code} {language}: {fault}"
            for language, text in self.texts.items()
            for fault in self.problems(text)
        )
        if faults:
            raise WrongText(faults)

    @property
    def holds_code(self) -> bool:
        """Whether it carries a one-time password: then its text is stored nowhere."""
        return Kind.CODE in self.variables.values()

    @property
    def told_variables(self) -> frozenset[str]:
        """What whoever tells it gives; a code is filled in at the moment of sending."""
        return frozenset(name for name, kind in self.variables.items() if kind is not Kind.CODE)

    def check(self, values: Mapping[str, str]) -> None:
        """Raise WrongVariables unless these are the told variables, each in its shape."""
        if set(values) != self.told_variables:
            raise WrongVariables(f"{self.code} takes {sorted(self.told_variables)}, not {sorted(values)}")
        for name, value in values.items():
            self._check_shape(name, value)

    def render(self, text: str, values: Mapping[str, str]) -> str:
        """This text of the template with all its variables filled in. Raises WrongVariables."""
        if set(values) != set(self.variables):
            raise WrongVariables(f"{self.code} takes {sorted(self.variables)}, not {sorted(values)}")
        for name, value in values.items():
            self._check_shape(name, value)
        # A place may end in an abbreviation, and its full stop stands before the sentence's own.
        return text.format(**values).replace("..", ".")

    def longest(self, text: str) -> str:
        """This text with the longest values of its variables."""
        return text.format(**{name: LONGEST[kind] for name, kind in self.variables.items()})

    def problems(self, text: str) -> tuple[str, ...]:
        """What forbids this text in the template, as stable codes; empty when nothing does."""
        try:
            used = set(_variables_in(text))
        except ValueError:
            return ("braces",)
        if faults := tuple(self._variable_problems(used)):
            return faults
        return tuple(self._text_problems(text))

    def _variable_problems(self, used: set[str]) -> Iterator[str]:
        if used - set(self.variables):
            yield "variable_unknown"
        if set(self.variables) - used:
            yield "variable_missing"

    def _text_problems(self, text: str) -> Iterator[str]:
        if not text.strip():
            yield "empty"
        if segments(self.longest(text)) > self.max_segments:
            yield "too_long"
        if _LINK.search(text):
            yield "link"
        if self.holds_code:
            yield from self._code_problems(text)

    def _code_problems(self, text: str) -> Iterator[str]:
        # People look for the six digits, and so does the phone's own autofill.
        if re.findall(r"\d+", self.longest(text)) != [LONGEST[Kind.CODE]]:
            yield "other_digits"
        if SITE_NAME not in text:
            yield "site_not_named"
        if _OTHERS.search(text):
            yield "looks_like_others"

    def _check_shape(self, name: str, value: str) -> None:
        # The value stays out of the error: it may be a code, and errors are logged.
        if not isinstance(value, str) or not re.fullmatch(_SHAPES[self.variables[name]], value):
            raise WrongVariables(f"{self.code}: {name} is no {self.variables[name]}")


def _variables_in(text: str) -> Iterator[str]:
    """The names between braces. Raises ValueError for a lone brace, a conversion or a format."""
    for _literal, name, format_spec, conversion in string.Formatter().parse(text):
        if name is None:
            continue
        if format_spec or conversion or not name.isidentifier():
            raise ValueError(text)
        yield name
