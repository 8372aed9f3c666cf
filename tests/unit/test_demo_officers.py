"""The demo's officers and their organisations belong to nobody, and fit what their keys hold."""

import re
from pathlib import Path

import pytest

from catalogue import CURRENT
from devkit.demo.eds_forms import COMPUTER_MODES, PHONE_MODES, SERVICE_MODES
from devkit.demo.names import known
from devkit.demo.officer import DemoOfficer
from devkit.demo.officers import OFFICERS
from devkit.demo.organisations import ORGANISATIONS
from devkit.demo.posts import POSTS
from devkit.demo.recruiters import BODIES
from devkit.egov_mobile.modes import Mode as PhoneMode
from devkit.environment import demo_environment
from devkit.gateway.candidates import CANDIDATES
from devkit.gateway.lives import Citizen
from devkit.gateway.people import CITIZENS
from devkit.gateway.places import PLACES
from devkit.nca.authority import Authority
from devkit.nca.modes import Mode as ServiceMode
from devkit.nca.server import NcaSimulator
from devkit.ncalayer.modes import Mode as ComputerMode
from domain.identity import iin_check_digit, is_iin
from domain.roles import Role
from domain.troops import BRANCHES


@pytest.mark.parametrize("officer", OFFICERS, ids=lambda officer: officer.login)
class TestEachOfficer:
    def test_has_a_valid_iin_with_an_impossible_month(self, officer: DemoOfficer) -> None:
        assert is_iin(officer.iin)
        assert officer.iin[2:4] == "13"

    def test_comes_from_an_organisation_with_an_impossible_month_of_registration(
        self, officer: DemoOfficer
    ) -> None:
        bin = officer.organisation.bin
        assert re.fullmatch(r"\d\d1340\d{6}", bin)
        assert iin_check_digit(bin[:11]) == int(bin[11])

    def test_is_known_by_what_the_key_holds(self, officer: DemoOfficer) -> None:
        named = known(officer.iin, officer.organisation.bin)
        assert (named.full, named.organisation) == (officer.name, officer.organisation.name)


def test_no_iin_is_used_twice_not_even_by_a_citizen() -> None:
    iins = [person.iin for person in (*OFFICERS, *CITIZENS)]
    assert len(set(iins)) == len(iins)


def test_a_commission_comes_from_four_organisations_of_its_own() -> None:
    bins = [
        getattr(ORGANISATIONS[place], name).bin
        for place in PLACES
        for name in ("akimat", "defence", "police", "health")
    ]
    assert len(set(bins)) == 4 * len(PLACES)
    members = {officer.login: officer.organisation for officer in OFFICERS if officer.place is PLACES[0]}
    assert members["alatau.chair"] == members["alatau.complaints"] == ORGANISATIONS[PLACES[0]].akimat
    assert members["alatau.military"] == members["alatau.body"] == ORGANISATIONS[PLACES[0]].defence
    assert members["alatau.police"] == ORGANISATIONS[PLACES[0]].police
    assert members["alatau.health"] == ORGANISATIONS[PLACES[0]].health


@pytest.mark.parametrize("citizen", CANDIDATES, ids=lambda citizen: citizen.iin)
def test_the_bodies_that_check_a_candidate_are_there_for_each_region(citizen: Citizen) -> None:
    bodies = {body.key for body in BODIES if body.region == citizen.place.region_code}
    roles = {officer.role for officer in OFFICERS if officer.body in bodies}
    assert roles == {Role.SECURITY, Role.DEFENCE, Role.MEDICAL_CHAIR}


def test_posts_are_of_both_kinds_in_several_branches_and_regions_with_an_officer_in_each_unit() -> None:
    subtypes = {subtype.code for subtype in CURRENT["contract"].subtypes}
    assert {post.kind for post in POSTS} == subtypes
    assert {post.branch for post in POSTS} <= set(BRANCHES)
    assert len({post.branch for post in POSTS}) > 3
    assert len({post.region for post in POSTS}) > 3
    serving = {officer.body for officer in OFFICERS if officer.role is Role.UNIT}
    assert {post.unit for post in POSTS} == serving


def test_the_site_looks_where_the_development_authority_answers(tmp_path: Path) -> None:
    environment = demo_environment({}, tmp_path, 8000)
    authority = Authority.at(tmp_path / "nca")
    with NcaSimulator(authority, int(environment["QYZMET_DEMO_NCA_PORT"])) as nca:
        assert environment["EDS_OCSP_URLS"].split() == list(nca.ocsp_urls)
        assert set(environment["EDS_CRL_URLS"].split()) == set(nca.crl_urls)
        assert environment["EDS_TSA_URL"] == nca.tsa_url
    assert environment["EDS_TRUST_DIR"] == str(authority.trust_folder)


@pytest.mark.parametrize(
    ("modes", "words"),
    [(PhoneMode, PHONE_MODES), (ComputerMode, COMPUTER_MODES), (ServiceMode, SERVICE_MODES)],
    ids=["telephone", "computer", "services"],
)
def test_every_mode_of_a_simulator_can_be_chosen(modes: type[PhoneMode], words: dict[str, str]) -> None:
    assert set(words) == set(modes)
