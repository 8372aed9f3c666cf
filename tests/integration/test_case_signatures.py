"""Who signed what, on the pages of a case; and the packages that people take with them."""

import json
import os
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

import clock as our_clock
from actions import signed_deeds, signing, signing_requests
from actions.signed_deeds import WantedDeed
from database import db, transaction
from devkit.nca.server import NcaSimulator
from domain.roles import Actor
from integrations.eds import asic, verify
from integrations.eds.asic_reading import Package, read_package
from integrations.storage import documents_storage
from jobs.documents import sweep_unclaimed
from jobs.signatures import check_signatures
from models.cases import Case
from models.documents import ResultDocument
from models.signing import Signature, SigningRequest
from queries.packages import package_of
from queries.signatures import signature_of_result
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.citizens import browser_of, words_of
from tests.support.eds import asking_the_nca, authority, key_of_officer, sent, sign_all
from tests.support.officers_at_work import at_desk, case_path, looks, number_of
from tests.support.signing import quick_papers, sign_made_up

pytestmark = [pytest.mark.usefixtures("clock", "session"), pytest.mark.rule("ALL-11")]


@pytest.fixture
def commission(clock: TestClock, session: object) -> make.Commission:
    make.make_calendar()
    return make.make_commission()


@pytest.fixture
def person_id(commission: make.Commission) -> int:
    return make.make_person(language="en")


@pytest.fixture
def citizen(client: FlaskClient, person_id: int) -> FlaskClient:
    return browser_of(client, person_id)


@pytest.fixture
def nca(app: Flask) -> Iterator[NcaSimulator]:
    """The development authority, which the app trusts: signatures are real."""
    with asking_the_nca(app) as simulator:
        yield simulator


def page_of(case_id: int, path: str = "") -> str:
    return f"/cabinet/cases/{number_of(case_id)}/{path}"


def result_of(case_id: int) -> ResultDocument:
    db.session.rollback()
    return db.session.scalars(select(ResultDocument).where(ResultDocument.case_id == case_id)).one()


def change_signatures(case_id: int, **values: object) -> None:
    with transaction():
        db.session.execute(update(Signature).where(Signature.case_id == case_id).values(**values))


def sign_application(person_id: int) -> SigningRequest:
    """The person's application waits for their signature."""
    draft_id = make.make_draft(person_id)
    with transaction():
        signing_requests.freeze_for_signing(draft_id)
    prepared = signing_requests.prepare_application(draft_id, language="kk", back="/cabinet/")
    db.session.rollback()
    with transaction():
        return signing.ask_for(prepared)


def signed_case(person_id: int) -> int:
    """A case whose application was signed with EDS, as far as its pages know."""
    with quick_papers():
        request_id = sign_application(person_id).id
    sign_made_up(request_id)
    db.session.rollback()
    return db.session.scalars(select(Case.id)).one()


def sign_for_real(case_id: int, code: str, actor: Actor, **data: object) -> None:
    prepared = signed_deeds.prepare_decisions(
        actor.id or 0, [WantedDeed(case_id, code, actor, data)], language="kk", back="/staff/"
    )
    db.session.rollback()
    with transaction():
        request = signing.ask_for(prepared)
    sent(request.id, sign_all(request, key_of_officer(actor.id or 0)))
    check_signatures(request.id)


def check_package(package: Package, iin: str) -> None:
    """Both signatures fit what they are about, and are this person's."""
    trust = tuple(path.read_bytes() for path in sorted(authority().trust_folder.iterdir()))
    readable = package.files[0]
    for cms, content in (
        (package.signature, package.manifest),
        (package.beside[readable.name], readable.content),
    ):
        assert verify(cms, content, at=our_clock.now(), trust=trust).iin == iin
    assert list(package.beside) == [readable.name]
    folders = {asic.EVIDENCE + owner for owner in ("manifest", readable.name)}
    assert {f"{folder}/{file}" for folder in folders for file in ("chain.pem", "ocsp.der")} < set(
        package.others
    )


class TestResults:
    def test_the_applicant_reads_who_signed_and_how_that_was_checked(self, citizen, commission, person_id):
        case_id = make.make_case(commission, person_id=person_id, at="concluded")
        for page in (page_of(case_id), "/cabinet/"):
            words = words_of(citizen.get(page))
            assert "Signed with EDS by ТЕСТОВ ТЕСТ (A body), 23 November 2026, 10:00." in words
            assert "The time is that of this site." in words
            assert "confirmed that the key was in force (OCSP)" in words
            assert "Certificate …bd2fc6dc" in words
        change_signatures(
            case_id, stamped_at=our_clock.now(), token_key=None, checked_by="crl", organisation=None
        )
        words = words_of(citizen.get(page_of(case_id)))
        assert "Signed with EDS by ТЕСТОВ ТЕСТ, 23 November" in words
        assert "that of the time-stamping authority" in words and "list of revoked ones (CRL)" in words

    def test_the_package_holds_the_pdf_its_signatures_and_the_evidence(
        self, app, citizen, commission, person_id, nca
    ):
        case_id = make.make_case(commission, person_id=person_id, at="examined")
        sign_for_real(case_id, "conclude", commission.chair, **make.CONCLUSION, reason_against="Ішкі себеп")
        result = result_of(case_id)
        pdf = citizen.get(page_of(case_id, f"results/{result.verify_code}/")).data
        answer = citizen.get(page_of(case_id, f"results/{result.verify_code}/package/"))
        assert (answer.status_code, answer.mimetype) == (200, "application/vnd.etsi.asic-e+zip")
        name = f"{number_of(case_id)}-conclusion.asice"
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
        assert "no-store" in answer.headers["Cache-Control"]
        package = read_package(answer.data)
        assert [file.name for file in package.files] == [f"{number_of(case_id)}-conclusion.pdf", "facts.json"]
        assert package.files[0].content == pdf
        check_package(package, make.key_of("alatau.chair")["iin"])
        facts = json.loads(package.files[1].content)
        assert facts["application_sha256"] == db.session.get_one(Case, case_id).application_sha256
        assert "Ішкі себеп" not in package.files[1].content.decode(), "the applicant reads this"
        path = case_path(case_id, "results", result.verify_code, "package")
        assert at_desk(app, commission.chair).get(path).data == answer.data

    def test_nobody_else_gets_it_and_each_officer_who_does_is_named(self, app, commission, person_id):
        case_id = make.make_case(commission, person_id=person_id, at="concluded")
        code = result_of(case_id).verify_code
        stranger = browser_of(app.test_client(), make.make_person(make.IINS[1], phone="+77000000102"))
        assert stranger.get(page_of(case_id, f"results/{code}/package/")).status_code == 404
        elsewhere = make.make_commission("353200000", "elsewhere")
        path = case_path(case_id, "results", code, "package")
        assert at_desk(app, elsewhere.chair).get(path).status_code == 404
        assert looks(case_id) == []
        at_desk(app, commission.military).get(path)
        assert looks(case_id) == [("case_seen", commission.military.id)]

    def test_an_unknown_code_and_lost_bytes_are_not_found(self, app, citizen, commission, person_id):
        case_id = make.make_case(commission, person_id=person_id, at="concluded")
        code = result_of(case_id).verify_code
        chair = at_desk(app, commission.chair)
        for unknown in ("0000000000000000", code):  # the bytes of a made-up signature are nowhere
            for browser, path in ((citizen, page_of(case_id)), (chair, case_path(case_id))):
                assert browser.get(f"{path}results/{unknown}/package/").status_code == 404


class TestApplication:
    @pytest.mark.rule("ALL-1")
    def test_one_that_a_code_certified_says_so_and_has_no_package(self, app, citizen, commission, person_id):
        case_id = make.make_case(commission, person_id=person_id)
        certified = "Certified by a one-time password, 23 November 2026, 10:00."
        for browser, page in (
            (citizen, page_of(case_id)),
            (citizen, page_of(case_id, "receipt/")),
            (at_desk(app, commission.chair), case_path(case_id)),
        ):
            answer = browser.get(page)
            assert certified in words_of(answer) and "ASiC-E" not in answer.text
        assert citizen.get(page_of(case_id, "application/package/")).status_code == 404
        path = case_path(case_id, "application", "package")
        assert at_desk(app, commission.chair).get(path).status_code == 404

    @pytest.mark.rule("ALL-1")
    def test_one_that_was_signed_says_by_whom(self, app, citizen, commission, person_id):
        case_id = signed_case(person_id)
        chair = at_desk(app, commission.chair)
        for browser, page in (
            (citizen, page_of(case_id)),
            (citizen, page_of(case_id, "receipt/")),
            (chair, case_path(case_id)),
        ):
            words = words_of(browser.get(page))
            assert "Signed with EDS by ТЕСТОВ ТЕСТ, 23 November 2026, 10:00." in words
            assert "one-time password" not in words
        assert "Applicant · signed with EDS" in words_of(chair.get(case_path(case_id)))

    def test_its_package_holds_the_text_that_the_case_keeps(self, app, citizen, commission, person_id, nca):
        request = sign_application(person_id)
        key = authority().key(make.IINS[0], "СЕЙІТҚАЛИ ЕРЛАН")
        sent(request.id, sign_all(request, key))
        check_signatures(request.id)
        db.session.rollback()
        case = db.session.scalars(select(Case)).one()
        answer = citizen.get(page_of(case.id, "application/package/"))
        assert (
            answer.headers["Content-Disposition"] == f"attachment; filename={case.number}-application.asice"
        )
        package = read_package(answer.data)
        assert [file.name for file in package.files] == ["application.pdf", "facts.json", "application.json"]
        assert package.files[2].content.decode() == case.application
        check_package(package, make.IINS[0])
        path = case_path(case.id, "application", "package")
        assert at_desk(app, commission.chair).get(path).data == answer.data
        assert looks(case.id) == [("case_seen", commission.chair.id)]

    def test_the_military_body_does_not_get_it(self, app, citizen, commission, person_id):
        case_id = signed_case(person_id)
        make.drive(case_id, commission, "concluded")
        path = case_path(case_id, "application", "package")
        assert at_desk(app, commission.military).get(path).status_code == 404
        assert looks(case_id) == []


class TestOpinions:
    def test_each_names_its_signer_to_those_who_may_read_it(self, app, commission, person_id):
        case_id = make.make_case(commission, person_id=person_id, at="under_examination")
        first, second, _third = commission.members
        make.act(case_id, "agree", first)
        change_signatures(case_id, common_name="БІРІНШІ МҮШЕ")
        make.act(case_id, "disagree", second, **make.GROUNDS)
        chair, path = at_desk(app, commission.chair), case_path(case_id)
        words = words_of(chair.get(path))
        assert words.count("Signed with EDS by БІРІНШІ МҮШЕ (A body)") == 1
        assert words.count("Signed with EDS by ТЕСТОВ ТЕСТ (A body)") == 1
        assert words.count("· signed with EDS") == 2

    def test_a_member_learns_nothing_of_others_before_their_own(self, app, commission, person_id):
        case_id = make.make_case(commission, person_id=person_id, at="under_examination")
        make.act(case_id, "agree", commission.members[0])
        words = words_of(at_desk(app, commission.members[1]).get(case_path(case_id)))
        assert "Signed with EDS by" not in words and words.count("· signed with EDS") == 1

    def test_the_applicant_gets_no_opinion(self, citizen, commission, person_id):
        case_id = make.make_case(commission, person_id=person_id, at="examined")
        assert "Signed with EDS" not in words_of(citizen.get(page_of(case_id)))


def test_the_sweep_of_the_store_leaves_every_file_of_a_package(app, commission, tmp_path):
    with asking_the_nca(app, data_dir=tmp_path):
        case_id = make.make_case(commission, at="examined")
        sign_for_real(case_id, "conclude", commission.chair, **make.CONCLUSION)
        documents_storage().put(b"litter")
        signed = signature_of_result(result_of(case_id))
        assert signed is not None
        before = package_of(signed)
        db.session.rollback()
        two_days_ago = time.time() - timedelta(days=2).total_seconds()
        for file in (tmp_path / "documents").glob("*/*"):
            os.utime(file, (two_days_ago, two_days_ago))
        assert sweep_unclaimed() == 1
        assert package_of(signed) == before
