"""What the registries of the state say about a person, and in what words a question to them ends.

A fact names the registry that said it and the moment of the answer, so that a
page, a decision and the evidence can say who answers for the datum. The values
hold personal data: their `repr` shows none of it, because it ends up in logs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.text import N_


class RegistryKind(StrEnum):
    """The registries that are asked; the codes are stored and declared by public services."""

    IDENTITY = "identity"
    MOBILE_CITIZENS = "mobile_citizens"
    BIRTHS = "births"
    MARRIAGE = "marriage"
    SPOUSE_DEATH = "spouse_death"
    MILITARY_REGISTRATION = "military_registration"
    FAMILY = "family"
    EDUCATION = "education"
    CONVICTIONS = "convictions"
    NARCOLOGY = "narcology"
    PSYCHIATRY = "psychiatry"
    TUBERCULOSIS = "tuberculosis"
    SKIN_VENEREAL = "skin_venereal"


DISPENSARIES = frozenset(
    {
        RegistryKind.NARCOLOGY,
        RegistryKind.PSYCHIATRY,
        RegistryKind.TUBERCULOSIS,
        RegistryKind.SKIN_VENEREAL,
    }
)
"""The registries of people under dispensary observation, of which the medical side is told (834; CON-12)."""

PERSONAL_FILE = "personal_file"
"""The purpose of the questions by which an executor forms a candidate's personal file (834; CON-6)."""


REGISTRY_TITLES: Mapping[str, str] = {
    RegistryKind.IDENTITY: N_("State database of natural persons"),
    RegistryKind.MOBILE_CITIZENS: N_("Mobile citizens database"),
    RegistryKind.BIRTHS: N_("Civil registry: births"),
    RegistryKind.MARRIAGE: N_("Civil registry: marriages"),
    RegistryKind.SPOUSE_DEATH: N_("Civil registry: deaths"),
    RegistryKind.MILITARY_REGISTRATION: N_("Military registration records"),
    RegistryKind.FAMILY: N_("Civil registry: family"),
    RegistryKind.EDUCATION: N_("National educational database"),
    RegistryKind.CONVICTIONS: N_("Register of persons with criminal convictions"),
    RegistryKind.NARCOLOGY: N_("Register of dispensary patients: narcology"),
    RegistryKind.PSYCHIATRY: N_("Register of dispensary patients: psychiatry"),
    RegistryKind.TUBERCULOSIS: N_("Register of tuberculosis patients"),
    RegistryKind.SKIN_VENEREAL: N_("Register of dispensary patients: skin and venereal diseases"),
}


class QueryStatus(StrEnum):
    """Where a question to a registry stands."""

    QUEUED = "queued"
    ASKED = "asked"
    ANSWERED = "answered"
    PARTIAL = "partial"
    ABSENT = "absent"
    FAILED = "failed"
    SILENT = "silent"


QUERY_STATUS_TITLES: Mapping[str, str] = {
    QueryStatus.QUEUED: N_("Waiting to be asked"),
    QueryStatus.ASKED: N_("Asked, no answer yet"),
    QueryStatus.ANSWERED: N_("Answered"),
    QueryStatus.PARTIAL: N_("Answered in part"),
    QueryStatus.ABSENT: N_("The registry has no such record"),
    QueryStatus.FAILED: N_("The registry could not answer"),
    QueryStatus.SILENT: N_("The registry did not answer in time"),
}

ANSWERS = frozenset({QueryStatus.ANSWERED, QueryStatus.PARTIAL, QueryStatus.ABSENT})
"""The statuses that a registry's own answer leads to; nothing replaces them but a new question."""

WAITING = frozenset({QueryStatus.QUEUED, QueryStatus.ASKED})
"""The statuses in which a page tells the person that the answer is on its way."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Fact:
    """One thing that a registry said. `source` is the registry's code."""

    source: str
    answered_at: datetime

    def __repr__(self) -> str:
        return f"<{type(self).__name__} from {self.source}>"


@dataclass(frozen=True, kw_only=True, repr=False)
class PersonRecord(Fact):
    """A person in the state database of natural persons.

    `sex` is male or female, `citizenship` the numeric ISO 3166-1 code of the
    country, `district` the nine-digit KATO code of the registered address.
    None: the registry said nothing usable.
    """

    iin: str
    surname: str
    name: str
    patronymic: str | None = None
    birth_date: date | None = None
    sex: str | None = None
    address: str | None = None
    address_ru: str | None = None
    district: str | None = None
    citizenship: str | None = None
    document_number: str | None = None
    document_valid_until: date | None = None
    deceased_on: date | None = None
    deceased: bool = False

    @property
    def full_name(self) -> str:
        """Surname, name and patronymic as documents write them."""
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)

    @property
    def is_citizen(self) -> bool:
        """Whether the registry names Kazakhstan as the country of citizenship."""
        return self.citizenship == "398"


@dataclass(frozen=True, kw_only=True, repr=False)
class BoundPhone(Fact):
    """The mobile number linked to an IIN, in E.164; None when none is linked or it takes no SMS."""

    phone: str | None


@dataclass(frozen=True, kw_only=True, repr=False)
class Child(Fact):
    """A child whose birth is recorded with the person as a parent."""

    name: str
    birth_date: date | None = None
    record_number: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Marriage(Fact):
    """A recorded marriage; `ended` is the day of divorce or of the spouse's death."""

    spouse_name: str
    since: date | None = None
    ended: date | None = None
    record_number: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class SpouseDeath(Fact):
    """The recorded death of the person's spouse."""

    spouse_name: str | None = None
    died_on: date | None = None
    record_number: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class MilitaryRegistration(Fact):
    """Where the person is on the military register; `district` is a nine-digit KATO code."""

    district: str | None = None
    body_name: str | None = None
    body_name_ru: str | None = None
    registered_on: date | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Relative(Fact):
    """A relative by the civil registry; `kinship` is a code of catalogue/contract_questionnaire.py."""

    kinship: str
    name: str
    iin: str | None = None
    birth_date: date | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Education(Fact):
    """A finished education; `level` as the registry names it."""

    level: str
    school: str
    finished: date | None = None
    speciality: str | None = None
    diploma: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Conviction(Fact):
    """A conviction; `cleared` says whether it has been expunged, None where the registry does not say."""

    article: str
    convicted_on: date | None = None
    court: str | None = None
    cleared: bool | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class DispensaryRecord(Fact):
    """That a person is, or was, under dispensary observation. No diagnosis: nobody here needs it."""

    since: date | None = None
    until: date | None = None

    @property
    def observed(self) -> bool:
        """Whether the person is under observation now."""
        return self.until is None


@dataclass(frozen=True, repr=False)
class Answer:
    """What a registry answered to one question.

    `status` is ANSWERED, PARTIAL (`missing` names what was left out) or ABSENT
    (the registry holds no such record).
    """

    status: QueryStatus
    answered_at: datetime
    facts: tuple[Fact, ...] = ()
    missing: tuple[str, ...] = ()


_TYPES: Mapping[str, type[Fact]] = {
    "person": PersonRecord,
    "phone": BoundPhone,
    "child": Child,
    "marriage": Marriage,
    "spouse_death": SpouseDeath,
    "military_registration": MilitaryRegistration,
    "relative": Relative,
    "education": Education,
    "conviction": Conviction,
    "dispensary": DispensaryRecord,
}
_TAGS = {type_: tag for tag, type_ in _TYPES.items()}
_DATES = frozenset(
    {
        "birth_date",
        "document_valid_until",
        "deceased_on",
        "since",
        "ended",
        "died_on",
        "registered_on",
        "finished",
        "convicted_on",
        "until",
    }
)


def facts_to_json(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Facts as values that JSON can hold, to be stored and frozen with an application."""
    return [_to_json(fact) for fact in facts]


def facts_from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[Fact, ...]:
    """The facts that `facts_to_json` wrote. Raises KeyError for a kind it never wrote."""
    return tuple(_from_json(item) for item in stored)


def _to_json(fact: Fact) -> dict[str, Any]:
    values = {field.name: getattr(fact, field.name) for field in fields(fact)}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return {"fact": _TAGS[type(fact)], **plain}


def _from_json(item: Mapping[str, Any]) -> Fact:
    values = {name: _value(name, value) for name, value in item.items() if name != "fact"}
    return _TYPES[item["fact"]](**values)


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "answered_at":
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name in _DATES else value
