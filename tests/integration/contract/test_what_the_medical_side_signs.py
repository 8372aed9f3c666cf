"""What a body of a region signs tells nothing of the application that it was not sent (CON-9, CON-12)."""

import json
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

import clock as our_clock
from actions import documents
from actions.signed_deeds import WantedDeed, prepare_decisions
from database import db, transaction
from domain.roles import Actor
from integrations.storage import documents_storage
from models.cases import Case
from models.documents import Document
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.pdf_text import text_of
from tests.support.recruiting import Bodies

pytestmark = pytest.mark.usefixtures("session")

CLOSED = {"subtype", "application_sha256", "papers"}
DECLINE = {"grounds": ["parameter"], "facts": "Тізілімдегі жазба"}
FOUND = {"medical": "passed", "psychological": "passed"}


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture
def case_id(bodies: Bodies) -> int:
    """A case with a paper of the candidate's."""
    case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
    paper = documents.receive([another_picture()])
    with transaction():
        case = db.session.get_one(Case, case_id)
        documents.attach_to_case(case, paper, documents.ADDITIONAL, make.citizen(case.person_id))
    return case_id


def another_picture() -> BytesIO:
    """Not that of the scans."""
    file = BytesIO()
    Image.new("RGB", (310, 400), "white").save(file, "JPEG")
    file.seek(0)
    return file


def frozen(case_id: int, code: str, actor: Actor, data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """What this officer is given to sign: the words of the paper without spaces, and the facts beside it."""
    prepared = prepare_decisions(
        actor.id or 0, [WantedDeed(case_id, code, actor, data)], language="kk", back="/"
    )
    paper, facts = prepared.deeds[0].papers[:2]
    with documents_storage().open(paper.stored.key) as file:
        words = "".join(text_of(file.read()).split())
    with documents_storage().open(facts.stored.key) as file:
        return words, json.loads(file.read())


def answer_of_the_department() -> dict[str, Any]:
    return {"fitness": "passed", "scan": recruiting.a_scan()}


@pytest.mark.rule("CON-9", "CON-10", "CON-12", "CON-13")
@pytest.mark.parametrize(
    ("at", "code", "who"),
    [
        ("special_check", "clear", "security"),
        ("examination", "pass_conclusion", "medical_chair"),
        ("examination", "enter_conclusion", "defence"),
        ("examined", "answer_examination", "defence"),
    ],
)
def test_no_hash_no_kind_of_post_and_no_list_of_papers(bodies, case_id, clock, at, code, who):
    recruiting.drive(case_id, bodies, at, clock)
    clock.set(recruiting.next_morning().strftime("%Y-%m-%dT12:00"))
    data = {"pass_conclusion": FOUND}.get(code, {})
    if code == "answer_examination":
        data = answer_of_the_department()
    if code == "enter_conclusion":
        clock.advance(days=6)
        data = FOUND | {"scan": recruiting.a_scan()}
    words, facts = frozen(case_id, code, getattr(bodies, who), data)
    case = db.session.get_one(Case, case_id)
    [paper] = db.session.scalars(select(Document.sha256).where(Document.kind == "additional")).all()
    assert not CLOSED & set(facts)
    assert (facts["case"], facts["action"]) == (case.number, code), "it still says what is decided"
    for closed in (case.application_sha256, paper, f'"{case.subtype}"'):
        assert closed not in json.dumps(facts) and closed not in words
    assert case.number in words


@pytest.mark.rule("CON-7")
@pytest.mark.parametrize(
    ("at", "code", "who"),
    [
        ("accepted", "decline", "executor"),
        ("special_check", "record_paper_answer", "executor"),
        ("examined", "enter_examination_answer", "executor"),
        ("with_head", "decline", "head"),
    ],
)
def test_whoever_decides_on_the_application_signs_for_its_very_bytes(bodies, case_id, clock, at, code, who):
    recruiting.drive(case_id, bodies, at, clock)
    clock.advance(days=15)
    data = {
        "decline": DECLINE,
        "record_paper_answer": {"outgoing_number": "12-7/345", "outgoing_date": our_clock.today()},
    }.get(code) or answer_of_the_department()
    words, facts = frozen(case_id, code, getattr(bodies, who), data)
    case = db.session.get_one(Case, case_id)
    [paper] = db.session.scalars(select(Document.sha256).where(Document.kind == "additional")).all()
    assert (facts["subtype"], facts["application_sha256"]) == (case.subtype, case.application_sha256)
    assert facts["papers"] == [{"kind": "additional", "sha256": paper}]
    assert case.application_sha256 in words
