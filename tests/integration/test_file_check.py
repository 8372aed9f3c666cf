"""A file dropped on /verify/: what was issued here, what was changed since, what is not ours."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

import clock as our_clock
from actions import signed_deeds, signing, signing_requests
from actions.signed_deeds import WantedDeed
from blueprints.public import words
from database import db, transaction
from devkit.nca.authority import Key
from devkit.nca.server import NcaSimulator
from integrations.eds import CODES, asic
from integrations.eds.asic_reading import CODES as PACKAGE_CODES
from integrations.storage import documents_storage
from jobs.signatures import check_signatures
from models.cases import Case
from models.documents import ResultDocument
from models.signing import Signature
from queries.packages import package_of
from queries.signatures import SignedPaper, signatures_of_case
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.citizens import send, token_of, words_of
from tests.support.eds import asking_the_nca, authority, key_of_officer, sent, sign_all
from tests.support.packages import entries_of, make_package, with_entries

pytestmark = pytest.mark.usefixtures("session", "nca")


@pytest.fixture
def nca(app: Flask, clock: TestClock) -> Iterator[NcaSimulator]:
    """The development authority, which the app trusts."""
    with asking_the_nca(app) as simulator:
        yield simulator


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    client.get("/?lang=en")
    return client


@pytest.fixture
def commission(app: Flask, nca: NcaSimulator) -> make.Commission:
    make.make_calendar()
    return make.make_commission()


@pytest.fixture
def result(commission: make.Commission) -> ResultDocument:
    """A conclusion that the chair has really signed."""
    case_id = make.make_case(commission, at="examined")
    chair = commission.chair
    prepared = signed_deeds.prepare_decisions(
        chair.id or 0, [WantedDeed(case_id, "conclude", chair, make.CONCLUSION)], language="kk", back="/"
    )
    db.session.rollback()
    with transaction():
        request = signing.ask_for(prepared)
    sent(request.id, sign_all(request, key_of_officer(chair.id or 0)))
    check_signatures(request.id)
    db.session.rollback()
    return db.session.scalars(select(ResultDocument)).one()


@pytest.fixture
def pdf(result: ResultDocument) -> bytes:
    with documents_storage().open(result.storage_key) as file:
        return file.read()


@pytest.fixture
def package(result: ResultDocument) -> bytes:
    """What its holder downloads."""
    return package_of(signed_paper(result.case_id, result.storage_key))


def signed_paper(case_id: int, storage_key: str) -> SignedPaper:
    found = [paper for paper in signatures_of_case(case_id) if paper.storage_key == storage_key]
    db.session.rollback()
    return found[0]


def drop(visitor: FlaskClient, content: bytes, name: str = "file") -> TestResponse:
    """Hand a file in on the page that asks for it."""
    return send(visitor, "/verify/", to="/verify/file/", file=(BytesIO(content), name))


def paper_of(package: bytes) -> str:
    """The name of the PDF in a package."""
    return list(entries_of(package))[1]


def key_of_another(**other: str) -> Key:
    """The key that the authority gave to somebody who has signed nothing here."""
    return authority().key("991311300942", "ТЕСТОВ ТЕСТ", **other)


def signed_anew(package: bytes, *, paper: bytes) -> bytes:
    """The package with this paper, a fitting manifest, and both signatures by another's key."""
    name, facts = paper_of(package), entries_of(package)["facts.json"]
    manifest = asic.manifest(
        [asic.File(name, "application/pdf", paper), asic.File("facts.json", "application/json", facts)]
    )
    key, now = key_of_another(), our_clock.now()
    return with_entries(
        package,
        {
            name: paper,
            f"{name}.p7s": key.sign(paper, at=now),
            asic.MANIFEST: manifest,
            asic.SIGNATURE: key.sign(manifest, at=now),
        },
    )


def with_our_signature(package: bytes, *, paper: bytes, extra: str = "none") -> bytes:
    """The same, but beside the paper stands the signature that was made here; without the file `extra`."""
    beside = f"{paper_of(package)}.p7s"
    return with_entries(signed_anew(package, paper=paper), {beside: entries_of(package)[beside], extra: None})


@pytest.mark.rule("ALL-11")
def test_the_pdf_that_was_issued_is_known_by_its_bytes(visitor, result, pdf):
    page = drop(visitor, pdf, "conclusion.pdf")
    said = words_of(page)
    assert page.status_code == 200 and "The document is genuine" in said
    assert "The file is the one that was issued, byte for byte." in said and "package" not in said
    assert result.sha256 in said and result.facts["name"] not in page.text


@pytest.mark.rule("ALL-11")
def test_the_package_that_was_downloaded_is_genuine(visitor, result, package):
    said = words_of(drop(visitor, package, "conclusion.asice"))
    assert "The document is genuine" in said and "The signatures in the package are valid." in said
    assert "Chair of the conscription commission" in said


@pytest.mark.rule("ALL-11")
def test_a_package_is_genuine_years_later_when_its_certificates_are_long_over(visitor, package, clock):
    clock.set("2047-01-15T10:00")
    said = words_of(drop(visitor, package))
    assert "Genuine, but its time is over" in said and "The signatures in the package are valid." in said


def test_the_file_of_a_document_that_was_annulled_says_so(visitor, commission, result, pdf):
    make.act(result.case_id, "annul_result", commission.chair, reason="Issued to another person")
    said = words_of(drop(visitor, pdf))
    assert "The document is annulled" in said and "byte for byte" in said


@pytest.mark.rule("ALL-11")
def test_a_pdf_with_other_bytes_was_not_issued_here(visitor, pdf):
    said = words_of(drop(visitor, pdf + b"\n"))
    assert "This file was not issued here" in said and "anew also changes its bytes" in said


@pytest.mark.rule("ALL-11")
def test_a_file_changed_inside_a_package_is_told_with_the_way_to_what_was_issued(visitor, result, package):
    changed = with_entries(package, {paper_of(package): b"%PDF-1.7 of my own"})
    page = drop(visitor, changed)
    assert "The file was changed" in words_of(page)
    assert f"/verify/{result.verify_code[:4]}-" in page.text


@pytest.mark.rule("ALL-11")
def test_our_signature_beside_another_paper_is_found_out(visitor, result, package):
    """The manifest is made and signed anew, so that only the signature beside the paper is ours."""
    page = drop(visitor, with_our_signature(package, paper=b"%PDF-1.7 of my own"))
    assert "The file was changed" in words_of(page) and f"/verify/{result.verify_code[:4]}-" in page.text


@pytest.mark.rule("ALL-11")
def test_our_paper_with_the_signatures_of_another_is_not_proved(visitor, pdf, package):
    said = words_of(drop(visitor, signed_anew(package, paper=pdf)))
    assert "The signature is not valid" in said and "with which the document was issued" in said


@pytest.mark.rule("ALL-11")
def test_a_paper_that_somebody_signed_elsewhere_is_not_ours(visitor, package):
    said = words_of(drop(visitor, signed_anew(package, paper=b"%PDF-1.7 of my own")))
    assert (
        "This file was not issued here" in said and "Nobody has signed the paper in this package here" in said
    )


Break = Callable[[bytes], dict[str, bytes | None]]

BROKEN: tuple[tuple[Break, str], ...] = (
    (lambda package: {paper_of(package) + ".p7s": None}, "under the document itself is not in the package"),
    (lambda package: {paper_of(package) + ".p7s": b"not a signature"}, "damaged or incomplete"),
    (
        lambda package: {asic.SIGNATURE: entries_of(package)[paper_of(package) + ".p7s"]},
        "do not belong together",
    ),
    (
        lambda package: {
            asic.SIGNATURE: key_of_another(state="expired").sign(
                entries_of(package)[asic.MANIFEST], at=our_clock.now()
            )
        },
        "was not one for signing documents when it signed",
    ),
)
"""What is put into the package's place, and the reason that is told."""


@pytest.mark.rule("ALL-11")
def test_a_signature_that_does_not_stand_is_told_with_its_reason(visitor, result, package):
    for change, reason in BROKEN:
        page = drop(visitor, with_entries(package, change(package)))
        said = words_of(page)
        assert "The signature is not valid" in said and reason in said, reason
        assert f"/verify/{result.verify_code[:4]}-" in page.text


def test_without_the_authority_among_the_trusted_no_signature_stands(app, visitor, package):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], eds_trust_dir=None)
    assert "does not come from the National Certification Authority" in words_of(drop(visitor, package))


def test_a_signature_that_does_not_count_makes_nothing_known(visitor, pdf, package):
    for state in ("to_check", "refused"):
        with transaction():
            for signature in db.session.scalars(select(Signature)):
                signature.state = state
        for content in (pdf, package):
            assert "This file was not issued here" in words_of(drop(visitor, content))


@pytest.mark.rule("ALL-1")
def test_the_package_of_an_application_was_signed_here(visitor, commission):
    person_id = make.make_person()
    draft_id = make.make_draft(person_id)
    with transaction():
        signing_requests.freeze_for_signing(draft_id)
    prepared = signing_requests.prepare_application(draft_id, language="kk", back="/")
    db.session.rollback()
    with transaction():
        request = signing.ask_for(prepared)
    key = authority().key(request.iin or "", "ТЕСТОВ ТЕСТ")
    sent(request.id, sign_all(request, key))
    check_signatures(request.id)
    case_id = db.session.scalars(select(Case.id)).one()
    package = package_of(signed_paper(case_id, request.papers[0].storage_key))
    page = drop(visitor, package)
    said = words_of(page)
    assert "The package is whole and was signed here" in said
    assert "ТЕСТОВ ТЕСТ Applicant" in said and request.iin not in page.text
    changed = with_our_signature(package, paper=b"%PDF-1.7 of my own", extra="application.json")
    assert "The file was changed" in words_of(drop(visitor, changed))


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ({"more.txt": b"more"}, "a file that its list does not name"),
        ({"facts.json": None}, "A file that its list names is missing"),
        ({"facts.json": b"{}"}, "was changed after its list was signed"),
        ({asic.MANIFEST: None}, "not put together as a package of ours is"),
        ({"../x": b""}, "whose names no package may have"),
    ],
)
def test_a_package_that_is_not_whole_is_told_why(visitor, entries, reason):
    said = words_of(drop(visitor, with_entries(make_package(), entries)))
    assert "The package is damaged" in said and reason in said


def test_a_whole_package_of_strangers_is_not_ours(visitor):
    assert "This file was not issued here" in words_of(drop(visitor, make_package()))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"%PDF-" + bytes(5 * 1024 * 1024), "too large. Choose a file of at most 5 MB"),
        (b"\x89PNG\r\n\x1a\n", "neither a PDF nor a package"),
    ],
)
def test_what_cannot_be_checked_is_asked_for_again(visitor, content, sentence):
    page = drop(visitor, content)
    assert (page.status_code, sentence in words_of(page)) == (422, True)


def test_no_file_at_all_is_asked_for_again(visitor):
    page = send(visitor, "/verify/", to="/verify/file/")
    assert page.status_code == 422 and "Choose the file that you want to have checked." in words_of(page)


def test_an_answer_that_is_opened_again_asks_for_the_file(visitor):
    assert visitor.get("/verify/file/").location == "/verify/"


def test_a_file_is_taken_only_from_our_own_page(visitor, result, pdf):
    assert visitor.post("/verify/file/", data={"file": (BytesIO(pdf), "x.pdf")}).status_code == 400


@pytest.mark.usefixtures("limits_stand_still")
def test_files_are_checked_twenty_times_a_minute(visitor):
    token = token_of(visitor.get("/verify/"))
    answers = [
        visitor.post("/verify/file/", data={"csrf_token": token, "file": (BytesIO(b"%PDF-"), "x.pdf")})
        for _time in range(21)
    ]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]


def test_nothing_that_is_checked_is_kept(visitor, package):
    folder = documents_storage().backend.root  # type: ignore[attr-defined]
    before = sorted(folder.rglob("*"))
    drop(visitor, package)
    drop(visitor, make_package())
    assert sorted(folder.rglob("*")) == before


def test_every_reason_has_its_words():
    assert set(words.DAMAGES) == set(PACKAGE_CODES)
    assert set(words.FAULTS) - set(CODES) == {"signature_missing", "other_signature"}
    assert all(words.fault(code) for code in CODES)


def test_the_answers_are_pages_in_every_language(client, package):
    for language in ("kk", "ru", "en"):
        client.get(f"/?lang={language}")
        for content in (package, make_package(), with_entries(package, {"facts.json": b""})):
            page = drop(client, content)
            assert f'<html lang="{language}">' in page.text and page.text.count("<h1") == 1
