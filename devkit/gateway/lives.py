"""What the demo's registries hold about a citizen, in spans of time before a given day.

Everything is an offset, so that a student is twenty and a wedding was two years
ago whenever the demo is started; `{year}` in a record's number becomes the two
digits of the year it was written in.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from clock import ALMATY
from devkit.gateway.backgrounds import Background
from devkit.gateway.places import Place


def before(day: date, years: int, days: int = 0) -> date:
    """The day this many years and days before `day`; 29 February becomes the 28th."""
    try:
        earlier = day.replace(year=day.year - years)
    except ValueError:
        earlier = day.replace(year=day.year - years, day=28)
    return earlier - timedelta(days=days)


@dataclass(frozen=True)
class Birth:
    """A recorded birth of a child, `age` being (years, days)."""

    name: str
    age: tuple[int, int]
    record_number: str


@dataclass(frozen=True)
class Wedding:
    """A recorded marriage: (years, days) ago, and when it ended if it did."""

    spouse_name: str
    ago: tuple[int, int]
    record_number: str
    ended_ago: tuple[int, int] | None = None


@dataclass(frozen=True)
class Loss:
    """The recorded death of the spouse, (years, days) ago."""

    spouse_name: str
    ago: tuple[int, int]
    record_number: str


@dataclass(frozen=True)
class Citizen:
    """A fictional citizen. `quirks` names how a registry misbehaves when asked about them.

    The IIN has the month 13 and a right check digit, so that it belongs to nobody.
    """

    iin: str
    surname: str
    given_name: str
    patronymic: str | None
    age: tuple[int, int]
    place: Place
    settlement: str | None
    street: str
    building: str
    flat: str | None
    phone: str | None
    notes: str
    registered_in: Place | None = None
    births: tuple[Birth, ...] = ()
    weddings: tuple[Wedding, ...] = ()
    loss: Loss | None = None
    background: Background = field(default_factory=Background)
    quirks: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The full name as documents write it."""
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)

    @property
    def district(self) -> str:
        """The KATO code of the district of residence."""
        return self.place.code

    @property
    def military_place(self) -> Place:
        """The district whose military body keeps the record card."""
        return self.registered_in or self.place

    def born(self, at: date | datetime) -> date:
        """The birth date that makes the citizen as old as meant at this day or moment."""
        day = at.astimezone(ALMATY).date() if isinstance(at, datetime) else at
        return before(day, *self.age)
