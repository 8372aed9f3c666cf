"""The demo's citizens are credible on any day, and belong to nobody."""

import re
from datetime import UTC, date, datetime

import pytest

from catalogue.contract_questionnaire import KINSHIPS
from devkit.gateway.lives import Citizen, before
from devkit.gateway.modes import Mode
from devkit.gateway.people import CITIZENS
from devkit.gateway.places import PLACES
from domain.identity import is_iin, normalise_phone
from domain.registry_facts import RegistryKind

DAYS = [date(2026, 1, 1), date(2026, 11, 21), date(2027, 12, 30), date(2028, 2, 29), date(2031, 6, 15)]


def age_on(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@pytest.mark.parametrize("citizen", CITIZENS, ids=lambda citizen: citizen.iin)
class TestEachCitizen:
    def test_has_a_valid_iin_with_an_impossible_month(self, citizen: Citizen) -> None:
        assert is_iin(citizen.iin)
        assert citizen.iin[2:4] == "13"

    def test_has_a_mobile_number_or_none_at_all(self, citizen: Citizen) -> None:
        assert citizen.phone is None or normalise_phone(citizen.phone) == citizen.phone

    @pytest.mark.parametrize("day", DAYS, ids=str)
    def test_is_of_the_age_of_call_up_on_any_day(self, citizen: Citizen, day: date) -> None:
        assert 18 <= age_on(citizen.born(day), day) <= 28

    def test_lives_in_a_district_of_the_demo(self, citizen: Citizen) -> None:
        assert citizen.place in PLACES
        assert citizen.district == citizen.place.code

    def test_has_quirks_that_the_simulator_knows(self, citizen: Citizen) -> None:
        assert all(Mode(mode) and RegistryKind(kind) for kind, mode in citizen.quirks)

    def test_has_relatives_who_belong_to_nobody_and_of_kinships_that_a_candidate_can_name(
        self, citizen: Citizen
    ) -> None:
        for kin in citizen.background.kin:
            assert kin.iin is None or (is_iin(kin.iin) and kin.iin[2:4] == "13")
            assert kin.kinship in dict(KINSHIPS)

    def test_wed_before_the_marriage_ended_and_as_an_adult(self, citizen: Citizen) -> None:
        for wedding in citizen.weddings:
            assert citizen.age[0] - wedding.ago[0] >= 18
            assert wedding.ended_ago is None or wedding.ended_ago < wedding.ago


def test_no_relative_shares_an_iin_with_anybody() -> None:
    iins = [kin.iin for citizen in CITIZENS for kin in citizen.background.kin if kin.iin]
    iins += [citizen.iin for citizen in CITIZENS]
    assert len(set(iins)) == len(iins)


def test_no_iin_and_no_phone_is_used_twice() -> None:
    phones = [citizen.phone for citizen in CITIZENS if citizen.phone]
    assert len({citizen.iin for citizen in CITIZENS}) == len(CITIZENS) >= 14
    assert len(set(phones)) == len(phones)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_one_citizen_has_just_turned_27_and_one_is_about_to(day: date) -> None:
    ages = {citizen.iin: age_on(citizen.born(day), day) for citizen in CITIZENS}
    assert ages["981321300318"] == 27
    assert ages["991311300942"] == 26
    assert age_on(CITIZENS[4].born(day), before(day, 0, -21)) == 27


def test_a_moment_counts_by_the_day_in_almaty() -> None:
    late_in_the_evening_utc = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    citizen = CITIZENS[0]
    assert citizen.born(late_in_the_evening_utc) == citizen.born(date(2026, 11, 21))


def test_places_have_codes_of_nine_digits_and_names_in_three_languages() -> None:
    for place in PLACES:
        assert re.fullmatch(r"[0-9]{9}", place.code)
        assert place.name_kk and place.name_ru and place.name_en
