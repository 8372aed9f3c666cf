"""Facts survive being stored, and never show what they hold in a log."""

from datetime import UTC, date, datetime

import pytest

from domain.registry_facts import (
    QUERY_STATUS_TITLES,
    REGISTRY_TITLES,
    Answer,
    BoundPhone,
    Child,
    Conviction,
    DispensaryRecord,
    Education,
    Fact,
    Marriage,
    MilitaryRegistration,
    PersonRecord,
    QueryStatus,
    RegistryKind,
    Relative,
    SpouseDeath,
    facts_from_json,
    facts_to_json,
)

AT = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)

FACTS: tuple[Fact, ...] = (
    PersonRecord(
        source="identity",
        answered_at=AT,
        iin="071301500014",
        surname="Сейітқали",
        name="Ерлан",
        patronymic="Бекұлы",
        birth_date=date(2006, 7, 4),
        sex="male",
        district="751210000",
        citizenship="398",
        document_valid_until=date(2032, 7, 4),
    ),
    BoundPhone(source="mobile_citizens", answered_at=AT, phone="+77000000101"),
    BoundPhone(source="mobile_citizens", answered_at=AT, phone=None),
    Child(source="births", answered_at=AT, name="Айлин", birth_date=date(2023, 7, 26)),
    Marriage(source="marriage", answered_at=AT, spouse_name="Мөлдір", since=date(2022, 5, 4)),
    SpouseDeath(source="spouse_death", answered_at=AT, died_on=date(2025, 11, 6)),
    MilitaryRegistration(source="military_registration", answered_at=AT, registered_on=date(2023, 7, 4)),
    Relative(source="family", answered_at=AT, kinship="mother", name="Гүлнар", birth_date=date(1980, 10, 21)),
    Education(source="education", answered_at=AT, level="Жоғары", school="КазНУ", finished=date(2023, 6, 20)),
    Conviction(
        source="convictions", answered_at=AT, article="188", convicted_on=date(2024, 1, 9), cleared=False
    ),
    DispensaryRecord(source="narcology", answered_at=AT, since=date(2020, 2, 3), until=date(2021, 2, 3)),
)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_a_stored_fact_comes_back_the_same(fact: Fact) -> None:
    assert facts_from_json(facts_to_json([fact])) == (fact,)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_a_fact_says_which_registry_answered_and_when(fact: Fact) -> None:
    assert fact.source in REGISTRY_TITLES
    assert fact.answered_at == AT


def test_no_fact_and_no_answer_shows_personal_data_when_logged() -> None:
    shown = repr(FACTS) + repr(Answer(QueryStatus.ANSWERED, AT, FACTS))
    assert not any(
        secret in shown
        for secret in ("071301500014", "Ерлан", "+7700", "Айлин", "2006", "Гүлнар", "188", "2020")
    )


def test_every_registry_and_every_status_has_words() -> None:
    assert set(REGISTRY_TITLES) == set(RegistryKind)
    assert set(QUERY_STATUS_TITLES) == set(QueryStatus)


def test_a_citizen_is_one_of_kazakhstan() -> None:
    person = FACTS[0]
    assert isinstance(person, PersonRecord)
    assert person.is_citizen
    assert person.full_name == "Сейітқали Ерлан Бекұлы"
