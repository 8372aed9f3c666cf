"""The job that asks about a key: what it counts our own tool counts, and no thief gains by its rules."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import clock as our_clock
from actions import signed_deeds, signing
from actions.signed_deeds import WantedDeed
from database import db, transaction
from devkit.nca.modes import Mode, Service
from devkit.nca.pairs import Kind
from domain.signing import RequestState
from integrations.eds.asic_reading import read_package
from integrations.eds.errors import NotAnswered
from integrations.eds.evidence import examine, signatures_of
from integrations.eds.revocation import Revocation
from jobs import signatures as job
from models.cases import Case
from models.documents import ResultDocument
from models.signing import Signature
from queries.packages import package_of
from queries.signatures import signature_of_result
from tests.support import factories as make
from tests.support.citizens import send, words_of
from tests.support.eds import asking_the_nca, authority, key_of_officer, sent, sign_all
from tests.support.loopback import Loopback, Said
from tests.support.revocation_lists import make_list
from tests.support.signers import check, key_of_person, request_at, sign_with_ncalayer
from web.signing_words import REFUSALS

pytestmark = pytest.mark.usefixtures("session", "clock")

HOUR = timedelta(hours=1)
HALF_A_YEAR = timedelta(days=180)


@pytest.fixture(autouse=True)
def nca(app, tmp_path):
    """The authority's services; the lists are kept for this test alone."""
    with asking_the_nca(app, data_dir=tmp_path) as simulator:
        yield simulator


@pytest.fixture
def request_id(commission, case_id) -> int:
    """The chair's signatures under a conclusion have come and wait for the check."""
    chair = commission.chair
    prepared = signed_deeds.prepare_decisions(
        chair.id, [WantedDeed(case_id, "conclude", chair, make.CONCLUSION)], language="kk", back="/"
    )
    db.session.rollback()
    with transaction():
        request = signing.ask_for(prepared)
    sent(request.id, sign_all(request, key_of_officer(chair.id)))
    return request.id


@pytest.fixture
def by_lists(app, nca, monkeypatch):
    """OCSP is down, and the issuer's list and the root's were made so long ago."""
    for service in (Service.OCSP, Service.OCSP1):
        nca.behaviour.put(Mode.DOWN, service=service)
    bodies: dict[str, bytes] = {}
    with Loopback(lambda asked: Said(bodies[asked.path])) as host:

        def listed(age: timedelta) -> None:
            chain = authority().chains[Kind.RSA]
            for path, credential in (("/nca", chain.issuer), ("/root", chain.root)):
                bodies[path] = make_list(credential, at=our_clock.now() - age, lasts=HALF_A_YEAR)
            urls = (f"{host.url}nca", f"{host.url}root")
            settings = replace(app.config["SETTINGS"], eds_crl_urls=urls)
            monkeypatch.setitem(app.config, "SETTINGS", settings)

        yield listed


def signatures_of_request(request_id: int) -> list[int]:
    return list(db.session.scalars(select(Signature.id).where(Signature.request_id == request_id)))


def status(case_id: int) -> str:
    db.session.rollback()
    return db.session.get_one(Case, case_id).status


def conclusion(case_id: int) -> bytes:
    """The package that its holder takes."""
    db.session.rollback()
    result = db.session.scalars(select(ResultDocument).where(ResultDocument.case_id == case_id)).one()
    return package_of(signature_of_result(result))


@pytest.mark.rule("ALL-11")
def test_what_counted_by_a_list_of_this_morning_is_not_refused_in_its_package(
    app, case_id, request_id, by_lists, tmp_path: Path
):
    by_lists(5 * HOUR)
    for signature_id in signatures_of_request(request_id):
        job.stamp_signature(signature_id)
    job.check_signatures(request_id)
    assert status(case_id) == "concluded"
    package = conclusion(case_id)
    later = our_clock.now() + timedelta(days=900)
    signatures = list(signatures_of(read_package(package)))
    assert len(signatures) == 2
    for kept in signatures:
        assert (kept.ocsp, len(kept.lists)) == (None, 2), "the issuer's and the root's, each a file"
        found = examine(kept, now=later, trust=authority().trust)
        assert found.stamped and found.key is not None
        assert (found.key.status, found.key.by) == ("good", "crl")
    path = tmp_path / "conclusion.asice"
    path.write_bytes(package)
    told = app.test_cli_runner().invoke(args=["eds", "check", str(path)])
    assert told.exit_code == 0, told.output
    assert told.output.count("by CRL") == 2


@pytest.mark.rule("ALL-11")
def test_an_answer_and_the_roots_list_are_files_of_their_own_in_a_package(
    app, nca, case_id, request_id, by_lists
):
    by_lists(HOUR)
    nca.behaviour.reset()
    job.check_signatures(request_id)
    for kept in signatures_of(read_package(conclusion(case_id))):
        found = examine(kept, now=our_clock.now(), trust=authority().trust)
        assert found.key is not None
        assert (found.key.by, found.key.evidence, len(kept.lists)) == ("ocsp", kept.ocsp, 1)


@pytest.mark.rule("ALL-11")
def test_an_old_list_in_force_for_half_a_year_does_not_bring_a_stolen_key_back(case_id, request_id, by_lists):
    by_lists(73 * HOUR)
    with pytest.raises(NotAnswered):
        job.check_signatures(request_id)
    assert status(case_id) == "examined"


class TestRevokedAfterReceipt:
    """The owner of a key has it revoked while the site still waits for an answer about it."""

    @pytest.fixture(autouse=True)
    def _revoked_since(self, monkeypatch):
        def answer(*_, **__) -> Revocation:
            since = our_clock.now() + timedelta(seconds=1)
            return Revocation("revoked", "ocsp", b"\x30\x00", since, since, "key_compromise")

        monkeypatch.setattr(job, "check_revocation", answer)

    @pytest.mark.rule("ALL-1")
    def test_a_thief_whose_key_was_revoked_while_the_check_waited_does_not_come_in(self, client, commission):
        client.set_cookie("language", "en")
        place = send(client, "/sign-in/", to="/sign-in/eds/").location
        sign_with_ncalayer(client, place, key_of_person(make.IINS[1]))
        check(place)
        request = request_at(place)
        assert (request.state, request.reason) == (RequestState.REFUSED, "revoked")
        assert REFUSALS["revoked"].happened in words_of(client.get(place))
        assert client.get("/cabinet/").location.startswith("/sign-in/")

    @pytest.mark.rule("ALL-11")
    def test_a_decision_that_was_signed_before_stays_signed(self, case_id, request_id):
        job.check_signatures(request_id)
        assert status(case_id) == "concluded"


def test_a_site_that_takes_keys_of_256_bits_asks_about_them_too(app, monkeypatch, request_id):
    asked: dict[str, bool] = {}

    def check_revocation(*_, gost_256: bool, **__):
        asked["revocation"] = gost_256
        raise NotAnswered("revocation")

    def fetch_time_stamp(*_, gost_256: bool, **__):
        asked["time stamp"] = gost_256
        raise NotAnswered("timeout")

    monkeypatch.setattr(job, "check_revocation", check_revocation)
    monkeypatch.setattr(job, "fetch_time_stamp", fetch_time_stamp)
    settings = replace(app.config["SETTINGS"], eds_gost_256=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    with pytest.raises(NotAnswered):
        job.check_signatures(request_id)
    with pytest.raises(NotAnswered):
        job.stamp_signature(signatures_of_request(request_id)[0])
    assert asked == {"revocation": True, "time stamp": True}
