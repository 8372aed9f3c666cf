"""A candidate's case with a marker in every field, and all that a reader can get of it."""

import json
import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

import catalogue
import clock
from actions import documents
from database import db, transaction
from domain.registry_facts import Conviction, DispensaryRecord, Education, Fact, PersonRecord, Relative
from domain.roles import Actor
from domain.schema import ResultKind
from models.cases import Case
from models.documents import Document, ResultDocument
from tests.support import factories as make
from tests.support import recruiting
from tests.support.officers_at_work import at_desk, number_of
from tests.support.pdf_text import text_of
from tests.support.recruiting import Bodies

MARKS: dict[str, str] = {
    "registered address": "Рысқұлов даңғылы, 103-үй",
    "IIN": make.IINS[0],
    "phone": "+7 700 000 01 01",
    "identity card": "044876123",
    "kind of post": "Private",
    "post": "Shooter",
    "unit": "Unit k",
    "address in questionnaire": "Мекен-белгі",
    "e-mail": "belgi@example.kz",
    "school": "Мектеп-белгі",
    "driving licence": "B, C1, белгі",
    "work": "Зауыт-белгі",
    "relative": "Туыс-белгі",
    "relative's IIN": make.IINS[1],
    "autobiography": "Өмірбаян-белгі",
    "consent": "Келісім-белгі",
    "narcology": "1 Jan 2011",
    "psychiatry": "2 Feb 2012",
    "tuberculosis": "3 Mar 2013",
    "skin and venereal": "4 Apr 2014",
    "conviction": "188-бап-белгі",
    "registry of education": "ЖОО-белгі",
    "registry of families": "Тіркеудегі-белгі",
    "handed-in paper": "handed-in",
    "note of the security department": "Тексеру-белгі",
    "place of the examination": "Емхана-белгі",
    "note of the medical chair": "Төраға-белгі",
    "scan of the examination": "examination-scan",
    "condition of the agreement": "Шарт-белгі",
    "place to report to": "Бөлім-белгі",
    "name of the head": "K.Head",
    "name of the executor": "K.Executor1",
    "name of the security officer": "K.Security",
    "name of the medical chair": "K.Medical",
    "name of the defence officer": "K.Defence",
    "closed grounds": "Негіз-белгі",
    "outgoing number": "ШЫҒ-белгі-77",
    "scan of the paper answer": "check-scan",
}
"""By the name of a field, what is planted in it."""

QUESTIONNAIRE = {
    "address": [{"address": MARKS["address in questionnaire"], "email": MARKS["e-mail"]}],
    "education": [{"level": "secondary", "school": MARKS["school"], "finished": "2023"}],
    "driving": [{"categories": MARKS["driving licence"]}],
    "work": [{"place": MARKS["work"], "position": "Ұста", "since": "01.2024"}],
    "relatives": [{"kinship": "mother", "name": MARKS["relative"], "iin": make.IINS[1], "born": "1980"}],
    "autobiography": [{"text": MARKS["autobiography"]}],
}


def apply(bodies: Bodies) -> int:
    """A candidate sends an application with markers in it; returns the case's id."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recruiting, "QUESTIONNAIRE", QUESTIONNAIRE)
        case_id = recruiting.apply_for(recruiting.make_vacancy(bodies))
    with transaction():
        case = db.session.get_one(Case, case_id)
        filed = json.loads(case.application)
        filed["consent"]["text"] = MARKS["consent"]
        case.application = json.dumps(filed, ensure_ascii=False)
    return case_id


def form_file(case_id: int, bodies: Bodies) -> None:
    """The head gives it to the executor, and the registries answer with markers."""
    make.act(case_id, "distribute", bodies.head, executor=bodies.executor.id)
    now = clock.now()

    def seen(kind: str, since: date) -> tuple[Fact, ...]:
        return (DispensaryRecord(source=kind, answered_at=now, since=since, until=date(2020, 1, 1)),)

    card = PersonRecord(
        **{**_plain(make.person_record(make.IINS[0])), "document_number": MARKS["identity card"]}
    )
    recruiting.answer_file(
        case_id,
        identity=(card,),
        narcology=seen("narcology", date(2011, 1, 1)),
        psychiatry=seen("psychiatry", date(2012, 2, 2)),
        tuberculosis=seen("tuberculosis", date(2013, 3, 3)),
        skin_venereal=seen("skin_venereal", date(2014, 4, 4)),
        convictions=(
            Conviction(source="convictions", answered_at=now, article=MARKS["conviction"], cleared=True),
        ),
        education=(
            Education(source="education", answered_at=now, level="9", school=MARKS["registry of education"]),
        ),
        family=(
            Relative(source="family", answered_at=now, kinship="mother", name=MARKS["registry of families"]),
        ),
    )
    paper = documents.receive([_picture(1)], title="Қосымша")
    with transaction():
        case = db.session.get_one(Case, case_id)
        documents.attach_to_case(case, paper, documents.ADDITIONAL, make.citizen(case.person_id))


def to_examination(case_id: int, bodies: Bodies, *, negative: bool = False) -> None:
    """The special check is answered, and the candidate called."""
    make.act(case_id, "send_for_special_check", bodies.executor)
    if negative:
        make.act(
            case_id,
            "record_paper_answer",
            bodies.executor,
            outgoing_number=MARKS["outgoing number"],
            outgoing_date=clock.today(),
            scan=scan(2),
        )
    else:
        make.act(case_id, "clear", bodies.security, note=MARKS["note of the security department"])
    make.act(
        case_id,
        "call_to_examination",
        bodies.executor,
        examination_at=recruiting.next_morning(),
        examination_place=MARKS["place of the examination"],
    )


def examine(case_id: int, bodies: Bodies, test_clock: Any, *, outcome: str = "passed") -> None:
    """The commission and the department do their part."""
    test_clock.set(recruiting.next_morning().strftime("%Y-%m-%dT12:00"))
    make.act(
        case_id,
        "pass_conclusion",
        bodies.medical_chair,
        medical=outcome,
        psychological="passed",
        note=MARKS["note of the medical chair"],
    )
    make.act(case_id, "answer_examination", bodies.defence, fitness=outcome, scan=scan(3))


def conclude(case_id: int, bodies: Bodies) -> None:
    """Agreement and instruction are drawn up and signed: the case is with the unit."""
    person = make.citizen(db.session.get_one(Case, case_id).person_id)
    make.act(
        case_id,
        "offer_agreement",
        bodies.executor,
        years="3",
        serves_from=date(2027, 1, 11),
        conditions=MARKS["condition of the agreement"],
    )
    make.act(case_id, "sign_agreement", person)
    make.act(case_id, "sign_for_ministry", bodies.head)
    make.act(
        case_id,
        "draw_up_instruction",
        bodies.executor,
        report_at=recruiting.next_morning(10),
        report_place=MARKS["place to report to"],
    )
    make.act(case_id, "sign_instruction", bodies.head)


def decline(case_id: int, bodies: Bodies) -> None:
    """The executor declines; the grounds go to the closed part."""
    make.act(case_id, "decline", bodies.executor, grounds=["parameter"], facts=MARKS["closed grounds"])


def read_by(app: Flask, actor: Actor, case_id: int) -> str:
    """All that this officer can get of the case: pages, forms, papers, files, as one text."""
    desk = at_desk(app, actor)
    lists = ["/staff/", "/panel/", "/panel/?tab=all"]
    return "\n".join(_spoken(desk, path) for path in lists + addresses(case_id))


def opened_by(app: Flask, actor: Actor, case_id: int) -> dict[str, int]:
    """What of a case this officer gets an answer for that is neither 403 nor 404, with its status."""
    desk = at_desk(app, actor)
    answers = {path: desk.get(path).status_code for path in addresses(case_id)}
    return {path: status for path, status in answers.items() if status not in (403, 404)}


def addresses(case_id: int) -> list[str]:
    """Every address below a case that some officer can open."""
    number = number_of(case_id)
    case = db.session.get_one(Case, case_id)
    service = catalogue.edition_of(case.service, case.edition)
    own = db.session.scalars(select(Document.public_id).where(Document.case_id == case_id)).all()
    codes = db.session.scalars(
        select(ResultDocument.verify_code).where(ResultDocument.case_id == case_id)
    ).all()
    db.session.rollback()
    below = [
        "",
        "?iin=full",
        *(f"?document={public_id}" for public_id in own),
        *(f"{action}/" for action in service.workflow.actions()),
        "application/",
        "application/package/",
        "personal-file/",
        "special-check.xml",
        *(f"drawn-up/{kind}/" for kind in ResultKind),
        *(f"documents/{public_id}/" for public_id in own),
        *(f"results/{code}/" for code in codes),
        *(f"results/{code}/package/" for code in codes),
    ]
    return [f"/panel/{number}/file/", *(f"/staff/cases/{number}/{path}" for path in below)]


def _spoken(desk: FlaskClient, path: str) -> str:
    """What stands in an answer, in words; of a picture, whose it is."""
    answer = desk.get(path)
    if answer.status_code in (303, 403, 404):
        return ""
    assert answer.status_code in (200, 409), (path, answer.status_code)
    if answer.mimetype == "application/pdf":
        return text_of(answer.data) if b"made-up" not in answer.data[:40] else ""
    if answer.mimetype.startswith("image/"):
        return PICTURES[Image.open(BytesIO(answer.data)).size[0]]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


PICTURES = {301: "handed-in", 302: "check-scan", 303: "examination-scan"}
"""Pictures are told apart by their width."""


def _picture(number: int) -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (300 + number, 400), "white").save(file, "JPEG")
    file.seek(0)
    return file


def scan(number: int) -> dict[str, Any]:
    """A scan as the page takes it in."""
    return documents.as_value(documents.receive([_picture(number)]))


def _plain(record: PersonRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}
