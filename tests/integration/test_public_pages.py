"""What anybody may see: start page, passports, ground finder, check of a document."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

import catalogue
import clock
from catalogue.topics import OTHER, topic_of
from database import db, transaction
from models.documents import ResultDocument
from models.signing import Signature, SigningPaper
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.citizens import browser_of, words_of

pytestmark = pytest.mark.usefixtures("clock", "session")


@pytest.fixture
def visitor(client: FlaskClient, clock: TestClock) -> FlaskClient:
    client.get("/?lang=en")
    return client


def signature_under(document: ResultDocument) -> Signature:
    """The signature over the PDF of this document."""
    return db.session.scalars(
        select(Signature)
        .join(SigningPaper, Signature.paper_id == SigningPaper.id)
        .where(SigningPaper.storage_key == document.storage_key)
    ).one()


@pytest.fixture
def concluded(session, clock) -> ResultDocument:
    """A conclusion that its chair has signed."""
    make.make_calendar()
    make.make_case(make.make_commission(), at="concluded")
    db.session.rollback()
    return db.session.scalars(select(ResultDocument)).one()


def test_the_start_page_is_kazakh_until_another_language_is_chosen(client):
    page = client.get("/", headers={"Accept-Language": "ru"})
    assert '<html lang="kk">' in page.text


@pytest.mark.rule("DEF-2")
def test_the_start_page_says_until_when_applications_are_taken(visitor):
    words = words_of(visitor.get("/"))
    assert words.count("Applications are taken until Wednesday 30 December 2026") == 2
    assert "Sign in" in words and "Check a document" in words


@pytest.mark.rule("DEF-2")
def test_outside_the_season_the_start_page_says_when_it_opens(visitor, clock: TestClock):
    clock.set("2026-12-31T09:00")
    assert words_of(visitor.get("/")).count("Monday 1 March 2027") == 2


@pytest.mark.rule("ALL-6")
@pytest.mark.rule("DEF-2")
@pytest.mark.rule("DEF-3")
@pytest.mark.rule("DEF-8")
@pytest.mark.parametrize("code", ["deferral", "exemption"])
def test_a_passport_says_what_the_act_says_and_where(visitor, code):
    words = words_of(visitor.get(f"/services/{code}/"))
    for word in (
        "6 working days",
        "Free of charge",
        "1 March – 30 June, 1 September – 30 December",
        "Monday to Friday, 09:00–18:30, break 13:00–14:30",
        "1414",
        "found to be unreliable",
        "Order No. 605",
        "their annex 2, paragraph 8, subparagraph 5",
    ):
        assert word in words, word
    for subtype in catalogue.CURRENT[code].subtypes:
        assert subtype.short in words
        for document in subtype.documents:
            assert document.label in words


@pytest.mark.rule("DEF-S2")
def test_a_passport_says_which_answer_a_paper_hangs_on(visitor):
    page = visitor.get("/services/deferral/?ground=S2")
    assert '<details id="S2" open>' in page.text
    assert "Only with this answer to “Are you the guardian" in words_of(page)


def test_there_is_no_passport_of_a_service_that_does_not_exist(visitor):
    assert visitor.get("/services/nothing/").status_code == 404


def test_the_finder_shows_every_ground_of_every_service_once(visitor):
    page = visitor.get("/find/all/").text
    for service in catalogue.CURRENT.values():
        for subtype in service.subtypes:
            begin = "/vacancies/?kind=" if service.by_vacancy else f"/apply/{service.code}/?ground="
            assert page.count(f'"{begin}{subtype.code}"') == 1
            assert topic_of(service.code, subtype.code) is not OTHER


def test_the_finder_narrows_by_words_of_the_readers_language_and_by_topic(visitor):
    studying = visitor.get("/find/all/?q=STUDY").text
    assert "ground=S5" in studying and "ground=S12" not in studying
    health = visitor.get("/find/all/?topic=health").text
    assert health.count("ground=S") == 4
    assert "No ground holds these words" in words_of(visitor.get("/find/all/?q=zzz"))
    block = visitor.get("/find/all/?q=study", headers={"HX-Request": "true"}).text
    assert block.lstrip().startswith('<div id="grounds">')


def test_a_genuine_document_is_confirmed_with_no_more_than_is_needed(visitor, concluded):
    page = visitor.get(f"/verify/{concluded.verify_code}/")
    words = words_of(page)
    assert page.status_code == 200 and "The document is genuine" in words
    assert "Wednesday 30 June 2027" in words
    for secret in (
        concluded.facts["name"],
        concluded.facts["iin"],
        concluded.facts["number"],
        concluded.facts["address"],
    ):
        assert secret not in page.text


@pytest.mark.rule("ALL-11")
def test_the_page_of_a_document_says_who_signed_it_when_and_how_that_was_checked(visitor, concluded):
    signature = signature_under(concluded)
    page = visitor.get(f"/verify/{concluded.verify_code}/")
    words = words_of(page)
    assert "ТЕСТОВ ТЕСТ Chair of the conscription commission, A body" in words
    assert "23 November 2026, 10:00 when the signature came in" in words
    assert "DEV NCA 6c425659bd2fc6dc" in words and "(OCSP)" in words
    assert concluded.sha256 in words
    assert signature.iin not in page.text


@pytest.mark.rule("ALL-11")
def test_the_time_stamp_and_the_revocation_list_are_named_where_they_were_used(visitor, concluded):
    with transaction():
        signature = signature_under(concluded)
        signature.stamped_at, signature.token_key = clock.now(), "f" * 32
        signature.checked_by = "crl"
    words = words_of(visitor.get(f"/verify/{concluded.verify_code}/"))
    assert "by the time stamp of the National Certification Authority" in words and "(CRL)" in words


@pytest.mark.rule("ALL-11")
@pytest.mark.parametrize("state", ["to_check", "refused"])
def test_a_document_whose_signature_does_not_count_is_not_known(visitor, concluded, state):
    with transaction():
        signature_under(concluded).state = state
    page = visitor.get(f"/verify/{concluded.verify_code}/")
    assert (page.status_code, "No document has this code" in words_of(page)) == (404, True)


def test_a_typed_code_leads_to_its_page(visitor, concluded):
    typed = "-".join(concluded.verify_code[place : place + 4] for place in (0, 4, 8, 12)).lower()
    assert (
        visitor.get("/verify/", query_string={"code": f" {typed} "}).location
        == f"/verify/{concluded.verify_code}/"
    )
    assert visitor.get("/verify/?code=/").status_code == 200


@pytest.mark.parametrize(
    ("code", "sentence"), [("0000000000000000", "No document has this code"), ("123", "mistake in the code")]
)
def test_an_unknown_and_a_mistyped_code_are_told_apart(visitor, code, sentence):
    page = visitor.get(f"/verify/{code}/")
    assert (page.status_code, sentence in words_of(page)) == (404, True)


def test_a_replaced_and_an_annulled_document_are_named_so(visitor, concluded, clock):
    old = concluded.verify_code
    chair = make.Actor(make.Role.CHAIR, 1, 1)
    make.act(concluded.case_id, "replace_result", chair, **make.CONCLUSION, reason="A slip of the pen")
    new = db.session.scalars(
        select(ResultDocument.verify_code).where(ResultDocument.verify_code != old)
    ).one()
    db.session.rollback()
    page = visitor.get(f"/verify/{old}/")
    assert "was replaced by another" in words_of(page) and "A slip of the pen" not in page.text
    assert page.text.count("/verify/") > 1
    make.act(concluded.case_id, "annul_result", chair, reason="Issued to another person")
    assert "The document is annulled" in words_of(visitor.get(f"/verify/{new}/"))


def test_a_document_past_its_day_is_genuine_but_over(visitor, concluded, clock: TestClock):
    clock.set("2027-07-01T10:00")
    assert "Genuine, but its time is over" in words_of(visitor.get(f"/verify/{concluded.verify_code}/"))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_public_pages_speak_every_language(client, language, clock):
    client.get(f"/?lang={language}")
    for path in (
        "/",
        "/find/",
        "/find/all/",
        "/services/deferral/",
        "/services/exemption/",
        "/verify/",
        "/verify/123/",
    ):
        page = client.get(path)
        assert f'<html lang="{language}">' in page.text and page.text.count("<h1") == 1


def test_who_is_signed_in_finds_their_cases_on_the_start_page(client, session, clock):
    make.make_calendar()
    make.make_commission()
    browser_of(client, make.make_person(language="en"))
    assert "My cases" in words_of(client.get("/"))
