"""Files in pieces: begun, continued, put together, refused; nobody else's, and not for long."""

import hashlib
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from database import db
from domain.uploads import MAX_FILE_BYTES, MAX_WAITING_BYTES, PART_BYTES
from integrations.storage import documents_storage
from jobs.retention import forget
from models.documents import Document
from models.uploads import Upload, UploadPart
from queries.documents import claimed_keys
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.citizens import browser_of, send, token_of, words_of
from tests.support.crafted_files import pdf_file, script

pytestmark = pytest.mark.usefixtures("clock", "session")

UPLOADS = "/cabinet/uploads/"


@pytest.fixture
def person_id(clock: TestClock, session: Any) -> int:
    make.make_calendar()
    make.make_commission()
    return make.make_person(language="en")


@pytest.fixture
def citizen(client: FlaskClient, person_id: int) -> FlaskClient:
    return browser_of(client, person_id)


@pytest.fixture
def stranger(app: Any, person_id: int) -> FlaskClient:
    other = make.make_person(make.IINS[1], phone="+77000000102", language="en")
    return browser_of(app.test_client(), other)


def token(browser: FlaskClient) -> dict[str, str]:
    return {"X-CSRFToken": token_of(browser.get("/cabinet/"))}


def begin(browser: FlaskClient, content: bytes, **changed: Any) -> TestResponse:
    data = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest(), **changed}
    return browser.post(UPLOADS, data=data, headers=token(browser))


def part(browser: FlaskClient, upload: str, content: bytes, at: object) -> TestResponse:
    headers = {**token(browser), "Upload-Offset": str(at), "Content-Type": "application/octet-stream"}
    return browser.patch(f"{UPLOADS}{upload}/", data=content, headers=headers)


def bring(browser: FlaskClient, content: bytes) -> str:
    """The whole file; returns its id."""
    begun = begin(browser, content)
    assert begun.status_code == 201
    upload: str = begun.json["id"]
    for at in range(0, len(content), PART_BYTES):
        assert part(browser, upload, content[at : at + PART_BYTES], at).status_code == 200
    return upload


def hand_in(browser: FlaskClient, draft_id: str, *uploads: str) -> TestResponse:
    page = f"/apply/deferral/{draft_id}/documents/"
    return send(browser, page, to=f"{page}add/employment/", **{"employment-files-came": list(uploads)})


def draft_of(person_id: int) -> str:
    return make.make_draft(person_id, papers=False)


def papers() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Document)) or 0


def large_pdf() -> bytes:
    """Of three pieces, the last one short."""
    return pdf_file() + b"%" * (2 * PART_BYTES)


def test_a_file_comes_in_pieces_and_is_handed_in_by_its_name(citizen: FlaskClient, person_id: int) -> None:
    draft_id, content = draft_of(person_id), large_pdf()
    upload = bring(citizen, content)
    assert hand_in(citizen, draft_id, upload).status_code == 303
    assert papers() == 1
    assert hand_in(citizen, draft_id, upload).status_code == 303  # its answer was lost
    assert papers() == 1


def test_the_same_file_goes_on_where_it_broke_off(citizen: FlaskClient) -> None:
    content = large_pdf()
    upload = begin(citizen, content).json["id"]
    part(citizen, upload, content[:PART_BYTES], 0)
    again = begin(citizen, content).json
    assert (again["id"], again["received"]) == (upload, PART_BYTES)


def test_pieces_are_encrypted_where_they_lie(citizen: FlaskClient) -> None:
    content = b"%PDF-1.7 " + b"Erlan Seitkali " * 100
    bring(citizen, content)
    key = db.session.scalars(select(UploadPart.storage_key)).one()
    with documents_storage().backend.open(key) as file:
        assert b"Erlan" not in file.read()
    with documents_storage().open(key) as file:
        assert file.read() == content


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"size": 0}, "empty"),
        ({"size": -5}, "empty"),
        ({"size": "many"}, "empty"),
        ({"size": MAX_FILE_BYTES + 1}, "too_large"),
        ({"sha256": "nonsense"}, "damaged"),
        ({"sha256": "../" * 21 + "a"}, "damaged"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_it_comes(
    citizen: FlaskClient, changed: dict[str, Any], code: str
) -> None:
    refused = begin(citizen, b"content", **changed)
    assert (refused.status_code, refused.json) == (422, {"refused": code})


def test_threat_one_person_fills_the_store(citizen: FlaskClient, clock: TestClock, person_id: int) -> None:
    most = MAX_WAITING_BYTES // MAX_FILE_BYTES
    for number in range(most):
        assert begin(citizen, b"", size=MAX_FILE_BYTES, sha256=f"{number:064x}").status_code == 201
    assert begin(citizen, b"one byte more", size=1).json == {"refused": "too_large_together"}
    clock.advance(days=1, hours=1)
    forget()
    assert begin(browser_of(citizen, person_id), b"one byte more").status_code == 201


@pytest.mark.parametrize(
    ("content", "at"),
    [
        (b"", 0),
        (b"a", 0),  # a crumb
        (b"a" * (PART_BYTES - 1), 0),
        (b"a" * (PART_BYTES + 1), 0),
        (b"a" * PART_BYTES, 1),
        (b"a" * PART_BYTES, -1),
        (b"a" * PART_BYTES, PART_BYTES),
        (b"a" * PART_BYTES, "nonsense"),
        (b"a" * PART_BYTES, 2**40),
    ],
)
def test_threat_offset_tricks_write_nothing(citizen: FlaskClient, content: bytes, at: object) -> None:
    upload = begin(citizen, large_pdf()).json["id"]
    answer = part(citizen, upload, content, at)
    assert (answer.status_code, answer.json) == (409, {"received": 0})
    assert db.session.scalars(select(UploadPart)).all() == []


def test_threat_more_comes_than_was_declared(citizen: FlaskClient) -> None:
    content = large_pdf()
    upload = bring(citizen, content)
    for at in (len(content), 0):
        assert part(citizen, upload, b"a" * 10, at).json == {"received": len(content)}


def test_threat_another_persons_file_is_continued_or_handed_in(
    citizen: FlaskClient, stranger: FlaskClient, person_id: int
) -> None:
    content = large_pdf()
    upload = bring(stranger, content)
    assert part(citizen, upload, content[:PART_BYTES], 0).status_code == 404
    assert begin(citizen, content).json["id"] != upload  # who knows a hash does not get the file
    refused = hand_in(citizen, draft_of(person_id), upload)
    assert (refused.status_code, papers()) == (422, 0)
    assert "Choose a file" in words_of(refused)


@pytest.mark.parametrize("name", ["nonsense", "", "00000000-0000-4000-8000-000000000000", "x" * 5000])
def test_a_file_that_nobody_has_is_asked_for(citizen: FlaskClient, person_id: int, name: str) -> None:
    refused = hand_in(citizen, draft_of(person_id), name)
    assert (refused.status_code, papers()) == (422, 0)


def test_half_a_file_is_no_paper(citizen: FlaskClient, person_id: int) -> None:
    content = large_pdf()
    upload = begin(citizen, content).json["id"]
    part(citizen, upload, content[:PART_BYTES], 0)
    assert hand_in(citizen, draft_of(person_id), upload).status_code == 422
    assert papers() == 0


def test_threat_another_file_than_was_declared(citizen: FlaskClient, person_id: int) -> None:
    declared, sent = pdf_file(), pdf_file(pages=2)
    upload = begin(citizen, declared, size=len(sent)).json["id"]
    assert part(citizen, upload, sent, 0).status_code == 200
    assert hand_in(citizen, draft_of(person_id), upload).status_code == 422
    assert papers() == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"MZ a program", "neither a photograph"), (pdf_file(script), "holds a program")],
    ids=["program", "script"],
)
def test_threat_what_came_in_pieces_passes_the_same_checks(
    citizen: FlaskClient, person_id: int, content: bytes, sentence: str
) -> None:
    refused = hand_in(citizen, draft_of(person_id), bring(citizen, content))
    assert (refused.status_code, papers()) == (422, 0)
    assert sentence in words_of(refused)


def test_more_than_twenty_files_make_no_paper(citizen: FlaskClient, person_id: int) -> None:
    uploads = [bring(citizen, pdf_file() + b"%" * number) for number in range(21)]
    refused = hand_in(citizen, draft_of(person_id), *uploads)
    assert (refused.status_code, papers()) == (422, 0)
    assert "more than 20 files" in words_of(refused)


def test_threat_csrf_pieces_need_the_token(citizen: FlaskClient) -> None:
    upload = begin(citizen, b"content").json["id"]
    assert citizen.post(UPLOADS, data={"size": 1, "sha256": "0" * 64}).status_code == 400
    assert citizen.patch(f"{UPLOADS}{upload}/", data=b"content").status_code == 400


def test_nobody_who_is_not_signed_in_begins_a_file(client: FlaskClient) -> None:
    headers = {"X-CSRFToken": token_of(client.get("/sign-in/"))}
    assert client.post(UPLOADS, data={"size": 1}, headers=headers).location.startswith("/sign-in/")


def test_files_are_forgotten_after_a_day_and_their_bytes_are_nobodys_then(
    citizen: FlaskClient, clock: TestClock
) -> None:
    """What no row names is swept (tests/integration/test_papers_in.py::TestSweeping)."""
    bring(citizen, large_pdf())
    keys = set(db.session.scalars(select(UploadPart.storage_key)))
    clock.advance(hours=23)
    forget()
    db.session.rollback()
    assert len(keys) == 3 and claimed_keys(keys) == keys
    clock.advance(hours=2)
    forget()
    db.session.rollback()
    assert claimed_keys(keys) == set()
    assert not db.session.scalars(select(Upload)).all() and not db.session.scalars(select(UploadPart)).all()
