"""The agreement that candidate and head sign, and the instruction: as papers that anybody can check (834)."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

import clock as our_clock
from actions import signed_deeds, signing
from actions.signed_deeds import WantedDeed
from database import db, transaction
from devkit.nca.authority import Key
from domain.roles import Actor
from integrations.eds import asic
from integrations.eds.asic_reading import read_package
from integrations.eds.evidence import examine, signatures_of
from integrations.storage import documents_storage
from jobs.documents import sweep_unclaimed
from jobs.signatures import check_signatures
from models.candidates import DrawnUpPaper
from models.cases import Case
from models.documents import ResultDocument
from models.signing import Signature, SigningPaper, SigningRequest
from queries.packages import package_of
from queries.signatures import signature_of_result
from queries.verification import Verdict, lookup
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import browser_of, send, words_of
from tests.support.eds import asking_the_nca, authority, key_of_officer, sent, sign_all
from tests.support.packages import entries_of, with_entries
from tests.support.pdf_text import text_of
from tests.support.recruiting import Bodies

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.rule("CON-14", "CON-15")]

CANDIDATE = "СЕЙІТҚАЛИ ЕРЛАН"


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture(autouse=True)
def _nca(app: Flask) -> Iterator[None]:
    """The development authority, which the app trusts: signatures are real."""
    with asking_the_nca(app):
        yield


@pytest.fixture
def person_id(bodies: Bodies) -> int:
    return make.make_person(language="en")


@pytest.fixture
def case_id(bodies: Bodies, person_id: int, clock: TestClock) -> int:
    """A case whose agreement waits for the candidate's signature."""
    case_id = recruiting.apply_for(recruiting.make_vacancy(bodies), person_id=person_id)
    recruiting.drive(case_id, bodies, "agreement_offered", clock)
    return case_id


@pytest.fixture
def candidate(client: FlaskClient, person_id: int, case_id: int) -> FlaskClient:
    return browser_of(client, person_id)


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """Somebody who has the paper in hand and reads English."""
    visitor = app.test_client()
    visitor.get("/?lang=en")
    return visitor


def path_of(case_id: int, path: str = "") -> str:
    db.session.rollback()
    return f"/cabinet/cases/{db.session.get_one(Case, case_id).number}/{path}"


def sign(request: SigningRequest, key: Key) -> None:
    """Sign what is asked, and let the authority answer about the key."""
    request_id = request.id
    contents = sign_all(request, key)
    db.session.rollback()
    sent(request_id, contents)
    check_signatures(request_id)
    db.session.rollback()


def the_request() -> SigningRequest:
    db.session.rollback()
    return db.session.scalars(select(SigningRequest).order_by(SigningRequest.id.desc()).limit(1)).one()


def candidate_signs(candidate: FlaskClient, case_id: int) -> None:
    """The candidate signs on the page."""
    answer = send(candidate, path_of(case_id, "agreement/"))
    request = the_request()
    assert answer.location == f"/sign/{request.handle}/"
    sign(request, authority().key(request.iin or "", CANDIDATE))


def head_signs(case_id: int, code: str, head: Actor) -> None:
    """The head signs with the key of the ministry."""
    prepared = signed_deeds.prepare_decisions(
        head.id or 0, [WantedDeed(case_id, code, head, {})], language="kk", back="/staff/"
    )
    db.session.rollback()
    with transaction():
        request = signing.ask_for(prepared)
    sign(request, key_of_officer(head.id or 0))


def concluded(candidate: FlaskClient, bodies: Bodies, case_id: int) -> ResultDocument:
    """The agreement that both have signed."""
    candidate_signs(candidate, case_id)
    head_signs(case_id, "sign_for_ministry", bodies.head)
    return db.session.scalars(select(ResultDocument)).one()


def content_of(key: str) -> bytes:
    with documents_storage().open(key) as file:
        return file.read()


def trust() -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted(authority().trust_folder.iterdir()))


def package(document: ResultDocument) -> bytes:
    signed = signature_of_result(document)
    assert signed is not None
    made = package_of(signed)
    db.session.rollback()
    return made


def test_the_candidate_reads_the_paper_then_signs_just_these_bytes(candidate, case_id, person_id):
    page = candidate.get(path_of(case_id, "agreement/"))
    words = words_of(page)
    assert "3 years" in words and "Shooter" in words and "Sign it at the latest on" in words
    paper = candidate.get(path_of(case_id, "agreement/paper/"))
    assert paper.mimetype == "application/pdf" and "Келісімшарт жасау туралы келісім" in text_of(paper.data)
    answer = send(candidate, path_of(case_id, "agreement/"))
    asked = words_of(candidate.get(answer.location))
    assert "Sign the agreement" in asked and "You sign your decision" not in asked
    request = the_request()
    assert (request.person_id, request.officer_id, request.bin) == (person_id, None, None)
    readable = next(one for one in request.papers if one.content_type == "application/pdf")
    assert content_of(readable.storage_key) == paper.data
    sign(request, authority().key(request.iin or "", CANDIDATE))
    led = candidate.get(answer.location)
    assert led.location == path_of(case_id)
    words = words_of(candidate.get(led.location))
    assert "The candidate signed the agreement" in words and "With the head for signature" in words
    assert candidate.get(path_of(case_id, "agreement/paper/")).data == paper.data
    assert candidate.get(path_of(case_id, "agreement/")).location == path_of(case_id)


def test_who_would_rather_not_sign_comes_back_to_the_case(candidate, case_id):
    answer = send(candidate, path_of(case_id, "agreement/"))
    page = answer.location
    back = send(candidate, page, to=f"{page}withdraw/")
    assert back.location == path_of(case_id)
    assert "Read and sign the agreement" in words_of(candidate.get(back.location))


def test_another_persons_key_does_not_sign_it(candidate, case_id):
    answer = send(candidate, path_of(case_id, "agreement/"))
    key = authority().key(make.IINS[1], "БАСҚА АДАМ")
    contents = sign_all(the_request(), key)
    with pytest.raises(Exception, match="wrong_person"):
        sent(the_request().id, contents)
    assert answer.status_code == 303
    assert db.session.get_one(Case, case_id).status == "agreement_offered"


def test_a_paper_that_waits_for_its_signatures_is_not_swept_away(app, case_id, clock):
    clock.advance(days=2)
    sweep_unclaimed()
    paper = db.session.scalars(select(DrawnUpPaper)).one()
    assert content_of(paper.storage_key).startswith(b"%PDF-")


@pytest.mark.rule("ALL-11")
def test_anybody_reads_by_the_code_who_signed_both_sides(candidate, visitor, bodies, case_id):
    candidate_signs(candidate, case_id)
    code = db.session.scalars(select(DrawnUpPaper)).one().draft["code"]
    assert lookup(code).verdict is Verdict.UNKNOWN
    head_signs(case_id, "sign_for_ministry", bodies.head)
    page = visitor.get(f"/verify/{code}/")
    words = words_of(page)
    for told in (
        "The document is genuine",
        "Agreement on entering a contract",
        "Signatures of both sides",
        "С. Е. Applicant",
        "СЫНАҚОВ СЫНАҚ",
        "Both signatures are under the same bytes",
    ):
        assert told in words, told
    assert CANDIDATE not in words and make.IINS[0] not in page.text
    own = db.session.scalars(select(Signature).where(Signature.common_name == CANDIDATE)).first()
    assert own is not None and own.serial not in page.text


def test_the_cabinet_names_both_who_signed(candidate, bodies, case_id):
    concluded(candidate, bodies, case_id)
    words = words_of(candidate.get(path_of(case_id)))
    assert "Agreement and instruction" in words
    assert words.index(f"Signed with EDS by {CANDIDATE}") < words.index("Signed with EDS by СЫНАҚОВ СЫНАҚ")
    assert "Agreement on entering a contract" in words_of(candidate.get("/cabinet/"))


@pytest.mark.rule("ALL-11")
def test_the_package_holds_both_signatures_with_their_evidence(candidate, bodies, case_id):
    document = concluded(candidate, bodies, case_id)
    answer = candidate.get(path_of(case_id, f"results/{document.verify_code}/package/"))
    assert answer.mimetype == asic.CONTENT_TYPE
    found = read_package(answer.data)
    paper = found.files[0]
    assert paper.content == content_of(document.storage_key)
    assert list(found.beside) == [paper.name] and len(found.further[paper.name]) == 1
    examined = [examine(kept, now=our_clock.now(), trust=trust()) for kept in signatures_of(found)]
    assert [one.signer.common_name for one in examined] == ["СЫНАҚОВ СЫНАҚ", "СЫНАҚОВ СЫНАҚ", CANDIDATE]
    assert [one.key.status for one in examined if one.key is not None] == ["good"] * 3


@pytest.mark.rule("ALL-11")
def test_the_page_for_files_takes_the_paper_and_the_package(candidate, visitor, bodies, case_id):
    document = concluded(candidate, bodies, case_id)
    for content in (content_of(document.storage_key), package(document)):
        words = words_of(drop(visitor, content))
        assert "The document is genuine" in words and "С. Е. Applicant" in words


@pytest.mark.rule("ALL-11")
def test_a_package_without_or_with_another_signature_of_the_candidate_does_not_stand(
    candidate, visitor, bodies, case_id
):
    document = concluded(candidate, bodies, case_id)
    whole = package(document)
    paper = list(entries_of(whole))[1]
    beside = f"{paper}.2.p7s"
    forged = authority().key(make.IINS[1], CANDIDATE).sign(entries_of(whole)[paper], at=our_clock.now())
    for changed in (None, forged, b"no signature"):
        words = words_of(drop(visitor, with_entries(whole, {beside: changed})))
        assert "The signature is not valid" in words and "The document is genuine" not in words
    strange = with_entries(whole, {f"{paper}.4.p7s": forged})
    assert "The package is damaged" in words_of(drop(visitor, strange))


def test_what_goes_with_the_paper_names_nobody_of_the_closed_part(candidate, bodies, case_id):
    document = concluded(candidate, bodies, case_id)
    head_signs_instruction(bodies, case_id)
    every = db.session.scalars(select(SigningPaper).where(SigningPaper.name == "facts.json")).all()
    for facts in (content_of(paper.storage_key) for paper in every if is_of_results(paper)):
        assert b"examination_answer" not in facts and b"xecutor" not in facts
    for result in db.session.scalars(select(ResultDocument)).all():
        assert "xecutor" not in text_of(content_of(result.storage_key))
    assert document.kind == "agreement"


def test_the_instruction_is_signed_by_the_head_and_can_be_checked(candidate, visitor, bodies, case_id):
    concluded(candidate, bodies, case_id)
    head_signs_instruction(bodies, case_id)
    instruction = db.session.scalars(select(ResultDocument).where(ResultDocument.kind == "instruction")).one()
    assert "Қапшағай, әскери қалашық" in text_of(content_of(instruction.storage_key))
    page = words_of(visitor.get(f"/verify/{instruction.verify_code}/"))
    assert "Instruction to report to the unit" in page and "Signatures of both sides" not in page
    assert "СЫНАҚОВ СЫНАҚ" in page
    assert read_package(package(instruction)).further == {}
    words = words_of(candidate.get(path_of(case_id)))
    assert "Instruction to report to the unit" in words and "Report to the unit" in words


def head_signs_instruction(bodies: Bodies, case_id: int) -> None:
    make.act(
        case_id,
        "draw_up_instruction",
        bodies.executor,
        report_at=recruiting.next_morning(10),
        report_place="Қапшағай, әскери қалашық",
    )
    head_signs(case_id, "sign_instruction", bodies.head)


def is_of_results(paper: SigningPaper) -> bool:
    """Whether the paper goes into a package that the candidate takes with them."""
    together = db.session.scalars(
        select(SigningPaper.storage_key).where(SigningPaper.deed_id == paper.deed_id)
    )
    issued = set(db.session.scalars(select(ResultDocument.storage_key)))
    return bool(issued & set(together))


def drop(visitor: FlaskClient, content: bytes) -> TestResponse:
    """Hand a file in on the page that asks for it."""
    return send(visitor, "/verify/", to="/verify/file/", file=(BytesIO(content), "file"))
