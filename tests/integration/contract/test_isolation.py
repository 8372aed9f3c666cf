"""Who reads what of a candidate's file: each role, each field; pages, papers, files (CON-7, CON-12)."""

import json
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

import catalogue
from actions.appointments import appoint
from actions.complaints import file_complaint
from database import db, transaction
from domain.roles import SITE, Actor, BodyKind, Role
from integrations.storage import documents_storage
from models.cases import Case
from models.documents import Document
from models.messaging import Message
from models.signing import SigningPaper
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import planted, recruiting
from tests.support.citizens import browser_of
from tests.support.officers_at_work import at_desk, number_of
from tests.support.personal_files import connect, fail, take_in, with_paper
from tests.support.planted import MARKS
from tests.support.recruiting import Bodies

pytestmark = pytest.mark.usefixtures("session")

SHOWN_TO_ALL = {"registered address", "IIN"}
PERSONAL = {
    "phone",
    "identity card",
    "kind of post",
    "post",
    "unit",
    "address in questionnaire",
    "e-mail",
    "school",
    "driving licence",
    "work",
    "relative",
    "relative's IIN",
    "autobiography",
    "consent",
    "conviction",
    "registry of education",
    "registry of families",
    "handed-in paper",
}
DISPENSARIES = {"narcology", "psychiatry", "tuberculosis", "skin and venereal"}
MEDICAL = DISPENSARIES | {
    "identity card",
    "place of the examination",
    "note of the medical chair",
    "scan of the examination",
    "name of the medical chair",
    "name of the defence officer",
}
ONLY_DECLINED = {"closed grounds", "outgoing number", "scan of the paper answer"}
ONLY_AGREED = {"note of the security department", "condition of the agreement", "place to report to"}

READ: dict[str, set[str]] = {
    "head": set(MARKS),
    "executor": set(MARKS),
    "complaints": set(MARKS),
    "security": SHOWN_TO_ALL
    | {"address in questionnaire", "school", "work", "relative", "relative's IIN", "autobiography"}
    | {"registry of families"}
    | {"note of the security department", "name of the security officer"}
    | {"outgoing number", "scan of the paper answer"},
    "defence": SHOWN_TO_ALL | MEDICAL,
    "medical_chair": SHOWN_TO_ALL | MEDICAL,
    "unit": SHOWN_TO_ALL | PERSONAL | DISPENSARIES | {"condition of the agreement", "place to report to"},
}
"""By role, the fields that the rules give it; all others stay unread."""

REGIONAL = {"security", "defence", "medical_chair"}


@pytest.fixture
def bodies(app: Flask, clock: TestClock) -> Bodies:
    make.make_calendar()
    return recruiting.make_bodies()


@pytest.fixture
def agreed(bodies: Bodies, clock: TestClock) -> int:
    """A case that went the whole way: the file is with the unit."""
    case_id = planted.apply(bodies)
    planted.form_file(case_id, bodies)
    planted.to_examination(case_id, bodies)
    planted.examine(case_id, bodies, clock)
    planted.conclude(case_id, bodies)
    return case_id


@pytest.fixture
def declined(bodies: Bodies, clock: TestClock) -> int:
    """A case declined after a negative check on paper and a failed examination; not announced yet."""
    case_id = planted.apply(bodies)
    planted.form_file(case_id, bodies)
    planted.to_examination(case_id, bodies, negative=True)
    planted.examine(case_id, bodies, clock, outcome="failed")
    planted.decline(case_id, bodies)
    return case_id


def assert_reads(text: str, expected: set[str]) -> None:
    seen = {field for field, mark in MARKS.items() if mark in text}
    assert seen == expected, (
        f"reads what it must not: {sorted(seen - expected)}; "
        f"does not read what it needs: {sorted(expected - seen)}"
    )


@pytest.mark.rule("CON-7", "CON-9", "CON-12", "CON-14")
@pytest.mark.parametrize("role", ["head", "executor", "security", "defence", "medical_chair", "unit"])
def test_of_an_agreed_case_each_role_reads_its_fields_and_no_others(app, agreed, bodies, role):
    text = planted.read_by(app, getattr(bodies, role), agreed)
    assert_reads(text, READ[role] - ONLY_DECLINED)
    assert ("The case has left your body" in text) == (role in REGIONAL)


@pytest.mark.rule("CON-7", "CON-10", "CON-12")
@pytest.mark.parametrize("role", ["head", "executor", "security", "defence", "medical_chair", "complaints"])
def test_of_a_declined_case_each_role_reads_its_fields_and_no_others(app, declined, bodies, clock, role):
    if role == "complaints":
        with transaction():
            file_complaint(declined, person_of(declined), about="decision", text="Себебі айтылмады")
    text = planted.read_by(app, getattr(bodies, role), declined)
    # Whoever is signed in reads their own name at the head of the page; nobody of the security department
    # has done anything here.
    named = {"name of the security officer"} if role != "security" else set()
    assert_reads(text, READ[role] - ONLY_AGREED - named)
    if role in REGIONAL:
        for word in ("eclined", "Call to another time", "greement", "Answer to the applicant"):
            assert word not in text, word


@pytest.mark.rule("CON-7", "CON-12")
def test_to_everybody_else_the_case_does_not_exist(app, declined, bodies):
    elsewhere = recruiting.make_bodies("far", "110000000")
    commission = make.make_commission()
    centre = make.make_body(BodyKind.CONTACT_CENTRE, name="1414")
    administration = make.make_body(BodyKind.ADMINISTRATION, name="Administration")
    strangers = [
        bodies.executors[1],
        make.make_substitute("stands.in.elsewhere", bodies.executors[1]),
        bodies.unit,
        bodies.complaints,
        elsewhere.head,
        elsewhere.executor,
        elsewhere.security,
        elsewhere.defence,
        elsewhere.medical_chair,
        elsewhere.unit,
        elsewhere.complaints,
        commission.chair,
        commission.members[0],
        commission.military,
        make.make_officer("operator", Role.CONTACT_CENTRE, centre),
        make.make_officer("administrator", Role.ADMIN, administration),
    ]
    for actor in strangers:
        assert planted.opened_by(app, actor, declined) == {}, actor


@pytest.mark.rule("CON-4", "CON-7")
def test_a_case_goes_to_another_executor_with_all_that_is_in_it(app, agreed_in_work, bodies):
    before, now = bodies.executors
    make.act(agreed_in_work, "reassign", bodies.head, executor=now.id, reason="Ауырып қалды")
    assert planted.opened_by(app, before, agreed_in_work) == {}
    for actor in (now, make.make_substitute("stands.in", now)):
        text = planted.read_by(app, actor, agreed_in_work)
        for field in ("relative", "narcology", "conviction", "note of the security department"):
            assert MARKS[field] in text, field


@pytest.fixture
def agreed_in_work(bodies: Bodies) -> int:
    """A case whose candidate is called to the examination."""
    case_id = planted.apply(bodies)
    planted.form_file(case_id, bodies)
    planted.to_examination(case_id, bodies)
    return case_id


@pytest.mark.rule("CON-8", "CON-12", "CON-14")
def test_no_body_sees_a_case_before_it_comes_to_it(app, bodies, clock):
    case_id = planted.apply(bodies)
    others = {
        "sent": [bodies.executor, bodies.security, bodies.defence, bodies.medical_chair, bodies.unit],
        "accepted": [bodies.security, bodies.defence, bodies.medical_chair, bodies.unit],
        "special_check": [bodies.defence, bodies.medical_chair, bodies.unit],
        "agreed": [bodies.unit],
    }
    for status, actors in others.items():
        recruiting.drive(case_id, bodies, status, clock)
        for actor in actors:
            assert planted.opened_by(app, actor, case_id) == {}, (status, actor)


@pytest.mark.rule("CON-7")
def test_an_officer_of_two_roles_reads_the_fields_of_both_and_no_more(app, agreed_in_work, bodies):
    both = with_role(bodies.defence, Role.SECURITY, bodies.security.body_id)
    text = planted.read_by(app, both, agreed_in_work)
    fields = (READ["security"] | READ["defence"]) - ONLY_DECLINED
    not_yet = {"note of the medical chair", "scan of the examination", "name of the medical chair"}
    assert_reads(text, fields - not_yet)


STAND_INS = {
    "identity_document",
    "family_documents",
    "education_document",
    "no_convictions",
    "narcology_certificate",
    "psychiatry_certificate",
    "tuberculosis_certificate",
    "skin_venereal_certificate",
}
OF_DISPENSARIES = {kind for kind in STAND_INS if kind.endswith("_certificate")}
PAPERS_READ = {
    "head": STAND_INS,
    "executor": STAND_INS,
    "complaints": STAND_INS,
    "unit": STAND_INS,
    "defence": OF_DISPENSARIES,
    "medical_chair": OF_DISPENSARIES,
    "security": set[str](),
}
"""By role, the papers that stand in for registries which it reads: those of the registries that it reads."""


@pytest.mark.rule("CON-1", "CON-12")
def test_a_paper_that_stands_in_for_a_registry_is_read_by_whoever_reads_that_registry(app, bodies, clock):
    own = STAND_INS - {"identity_document"}
    connect(app, *catalogue.PERSONAL_FILES)
    case_id = with_paper(bodies, *own)
    fail(case_id, "identity")
    take_in(case_id, bodies, "identity")
    recruiting.drive(case_id, bodies, "instructed", clock)
    with transaction():
        file_complaint(case_id, person_of(case_id), about="decision", text="Себебі айтылмады")
    ids = dict(
        db.session.execute(select(Document.public_id, Document.kind).where(Document.case_id == case_id)).all()
    )
    number = number_of(case_id)
    for role, kinds in PAPERS_READ.items():
        desk = at_desk(app, getattr(bodies, role))
        opened = {
            kind
            for public_id, kind in ids.items()
            if desk.get(f"/staff/cases/{number}/documents/{public_id}/").status_code == 200
        }
        assert opened & STAND_INS == kinds, role
        for page in (f"/staff/cases/{number}/", f"/panel/{number}/file/"):
            shown = desk.get(page)
            named = {kind for public_id, kind in ids.items() if public_id in shown.text} & STAND_INS
            assert named <= kinds, (role, page)
            if shown.status_code == 200 and page.startswith("/staff/"):
                assert named == kinds, (role, page)


CLOSED_TO_THE_CANDIDATE = (
    "note of the security department",
    "outgoing number",
    "note of the medical chair",
    "closed grounds",
    "conviction",
    "narcology",
    "name of the executor",
    "name of the security officer",
    "name of the medical chair",
    "name of the defence officer",
)


@pytest.mark.rule("CON-5", "CON-7")
@pytest.mark.parametrize("story", ["agreed", "declined"])
def test_no_message_holds_what_is_closed_or_personal(request, story):
    case_id = request.getfixturevalue(story)
    bodies_sent = db.session.scalars(select(Message.body).where(Message.case_id == case_id)).all()
    said = "\n".join(bodies_sent)
    assert said.count("26-") == len(bodies_sent)
    allowed = {"place of the examination", "place to report to"}
    assert {field for field, mark in MARKS.items() if mark in said} <= allowed


@pytest.mark.rule("CON-7")
@pytest.mark.parametrize("story", ["agreed", "declined"])
def test_the_candidates_own_pages_hold_nothing_that_is_closed(request, client: FlaskClient, story):
    case_id = request.getfixturevalue(story)
    number = db.session.get_one(Case, case_id).number
    browser = browser_of(client, person_of(case_id).id or 0)
    own = ("", "papers/", "complaint/", "agreement/", "post/", "receipt/", "withdraw/")
    paths = ["/cabinet/", "/cabinet/profile/", *(f"/cabinet/cases/{number}/{path}" for path in own)]
    text = "\n".join(browser.get(path).text for path in paths)
    assert number in text
    assert [field for field in CLOSED_TO_THE_CANDIDATE if MARKS[field] in text] == []


@pytest.mark.rule("CON-7", "CON-12")
def test_what_goes_into_packages_names_no_paper_of_another_body(agreed):
    """The frozen facts that stand in a package beside what was signed: none tells that a body answered with a
    scan, and those of a paper for the candidate hold no value of an officer."""
    keys = db.session.scalars(
        select(SigningPaper.storage_key).where(SigningPaper.content_type == "application/json")
    ).all()
    facts = [json.loads(documents_storage().open(key).read()) for key in keys]
    assert {one["action"] for one in facts} >= {"clear", "pass_conclusion", "sign_for_ministry"}
    for one in facts:
        if one["action"] not in ("clear", "pass_conclusion", "answer_examination"):
            assert {paper["kind"] for paper in one["papers"]} == {"additional"}, one["action"]
        if one["action"] in ("sign_agreement", "sign_for_ministry", "sign_instruction"):
            assert one["values"] == {}


def person_of(case_id: int) -> Actor:
    return make.citizen(db.session.get_one(Case, case_id).person_id)


def with_role(actor: Actor, role: Role, body_id: int | None) -> Actor:
    """The same officer, who holds a second role as well."""
    with transaction():
        appoint(SITE, actor.id or 0, role=role, body_id=body_id or 0, starts_on=date(2025, 1, 1))
    return actor
