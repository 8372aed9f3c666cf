"""Reading somebody's data is an event: each page of officers that shows a person records who opened it."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, make_response
from sqlalchemy import select

from actions import documents
from actions.complaints import file_complaint
from blueprints.officers import papers
from database import db, transaction
from domain.roles import Actor, BodyKind, Role
from models.audit import AuditEntry
from models.cases import Case
from models.documents import Document, ResultDocument
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support import recruiting
from tests.support.citizens import browser_of, words_of
from tests.support.officers_at_work import at_desk, number_of
from tests.support.signing_in import form_token
from tests.support.summonses import tell
from web.access import OFFICER, declared

pytestmark = pytest.mark.usefixtures("session", "clock")

LISTS = {
    "officers.inbox",
    "ministry.show_panel",
    "ministry.distribute",
    "ministry.ask_reassign",
    "ministry.confirm_closing",
    "commission.sitting",
    "admin.people",
    "admin.stuck",
    "oversight.deadlines",
}
"""Lists of work: at most who, in which case, on which ground. What is opened from them is recorded."""

NOBODYS = {
    "admin.ask_end",
    "admin.bodies",
    "admin.calendar",
    "admin.show_day",
    "admin.districts",
    "admin.leave",
    "admin.messages",
    "admin.new_body",
    "admin.new_officer",
    "admin.overview",
    "admin.show_body",
    "admin.show_district",
    "admin.show_message",
    "admin.substitutes",
    "admin.transfer",
    "admin.show_year",
    "auth.new_password",
    "commission.members",
    "ministry.executors",
    "ministry.new_vacancy",
    "ministry.reports",
    "ministry.show_executor",
    "ministry.vacancies",
}
"""Places, rules, figures, posts; of officers no more than name, office and absence."""


@dataclass(frozen=True)
class Opened:
    """A page, who opens it, and what is recorded of that."""

    endpoint: str
    who: str
    code: str = "case_seen"
    values: tuple[str, ...] = ("number",)


OF_A_CASE = (
    Opened("officers.show_case", "chair"),
    Opened("officers.ask_action", "chair", values=("number", "action")),
    Opened("officers.show_application", "chair"),
    Opened("officers.show_application_package", "chair"),
    Opened("officers.show_document", "chair", "document_seen", ("number", "public_id")),
    Opened("officers.show_result", "chair", values=("number", "code")),
    Opened("officers.show_result_package", "chair", values=("number", "code")),
    Opened("officers.show_complaint", "complaints", values=("complaint_id",)),
    Opened("officers.ask_complaint_action", "complaints", values=("complaint_id", "complaint_action")),
    Opened("admin.transfer_of", "admin"),
    Opened("contact_centre.find", "operator"),
)
OF_A_MATTER = (
    Opened("officers.show_matter", "body", values=("matter_id",)),
    Opened("officers.ask_matter_action", "body", values=("matter_id", "action")),
    Opened("officers.show_matter_paper", "body", "document_seen", ("matter_id",)),
)

OF_A_CANDIDATE = (
    Opened("ministry.candidates", "head", values=("vacancy_id",)),
    Opened("ministry.show_file", "head"),
    Opened("officers.show_personal_file", "executor"),
    Opened("officers.download_check_file", "security", "check_file_taken"),
    Opened("officers.show_drawn_up", "head", values=("number", "kind")),
)

OTHERS = (
    Opened("admin.show_officer", "admin", "officer_seen", ("officer_id",)),
    Opened("ministry.export_csv", "head", "report_exported", ()),
    Opened("ministry.export_xlsx", "head", "report_exported", ()),
)


def entries(code: str) -> list[tuple[int | None, int | None]]:
    """Officer and case of the entries of this code."""
    db.session.rollback()
    found = db.session.execute(
        select(AuditEntry.officer_id, AuditEntry.case_id).where(AuditEntry.code == code)
    )
    return [(row.officer_id, row.case_id) for row in found]


def test_every_page_of_officers_is_decided_about(app: Flask) -> None:
    """A new one is red until somebody has said whether it shows a person."""
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        and "GET" in (rule.methods or set())
        and getattr(declared(app.view_functions[rule.endpoint]), "audience", None) == OFFICER
    }
    recorded = {one.endpoint for one in (*OF_A_CASE, *OF_A_MATTER, *OF_A_CANDIDATE, *OTHERS)}
    assert pages == LISTS | NOBODYS | recorded
    assert not recorded & (LISTS | NOBODYS)


def opened(app: Flask, one: Opened, actors: dict[str, Actor], known: dict[str, Any]) -> int:
    """Open the page; its status."""
    given = {**known, "action": known.get("action")}
    names = {"complaint_action": "action"}
    values = {names.get(name, name): given[name] for name in one.values}
    if one.endpoint == "contact_centre.find":
        values = {"number": known["number"]}
    with app.test_request_context():
        url = app.url_map.bind("localhost").build(one.endpoint, values)
    if one.endpoint == "contact_centre.find":
        url = f"/contact-centre/?number={known['number']}"
    return at_desk(app, actors[one.who]).get(url).status_code


def administration() -> dict[str, Actor]:
    return {
        "admin": make.make_officer("boss", Role.ADMIN, make.make_body(BodyKind.ADMINISTRATION, name="Site")),
        "operator": make.make_officer(
            "operator", Role.CONTACT_CENTRE, make.make_body(BodyKind.CONTACT_CENTRE, name="1414")
        ),
    }


@pytest.mark.parametrize("one", OF_A_CASE, ids=lambda one: one.endpoint)
def test_opening_a_case_is_recorded(app: Flask, one: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    # The signatures of this test are made up, and no package can be made of them.
    monkeypatch.setattr(papers, "send_package", lambda _signed, name: make_response(name))
    make.make_calendar()
    commission = make.make_commission()
    actors = {"chair": commission.chair, "complaints": commission.complaints, **administration()}
    case_id = make.make_case(commission, at="refused")
    with transaction():
        complaint_id = file_complaint(case_id, make.citizen(1), "decision", "Мөр бар").id
    known = {
        "number": number_of(case_id),
        "action": "annul_result",
        "public_id": db.session.scalars(select(Document.public_id)).one(),
        "code": db.session.scalars(select(ResultDocument.verify_code)).one(),
        "complaint_id": complaint_id,
        "complaint_action": "satisfy_complaint",
    }
    before = entries(one.code)
    # This application was certified by a code: there is no package of it, and trying is a look as well.
    assert opened(app, one, actors, known) == (404 if one.endpoint.endswith("application_package") else 200)
    assert entries(one.code)[len(before) :] == [(actors[one.who].id, case_id)]


@pytest.mark.parametrize("one", OF_A_MATTER, ids=lambda one: one.endpoint)
def test_opening_what_came_up_beside_a_case_is_recorded(app: Flask, one: Opened) -> None:
    make.make_calendar()
    commission = make.make_commission()
    case_id = make.make_case(commission)
    matter_id = tell(case_id, files=documents.receive([make.photo()], title="Summons"))
    known = {"matter_id": matter_id, "action": "put_off_appearance"}
    before = entries(one.code)
    assert opened(app, one, {"body": commission.military}, known) == 200
    assert entries(one.code)[len(before) :] == [(commission.military.id, case_id)]


@pytest.mark.parametrize("one", [*OF_A_CANDIDATE, *OTHERS], ids=lambda one: one.endpoint)
def test_opening_what_is_known_of_a_candidate_is_recorded(app: Flask, one: Opened, clock: TestClock) -> None:
    make.make_calendar()
    bodies = recruiting.make_bodies()
    vacancy_id = recruiting.make_vacancy(bodies)
    case_id = recruiting.apply_for(vacancy_id)
    recruiting.drive(case_id, bodies, "special_check" if one.who == "security" else "with_head", clock)
    actors = {
        "head": bodies.head,
        "executor": bodies.executor,
        "security": bodies.security,
        **administration(),
    }
    known = {
        "number": number_of(case_id),
        "vacancy_id": vacancy_id,
        "kind": "agreement",
        "officer_id": bodies.executor.id,
    }
    before = entries(one.code)
    assert opened(app, one, actors, known) == 200
    about = None if one in OTHERS else case_id
    assert entries(one.code)[len(before) :] == [(actors[one.who].id, about)]


def test_who_is_shown_a_case_by_a_form_that_is_refused_has_looked(app: Flask) -> None:
    """Posting nonsense without ever having opened the case must not show it without a trace."""
    make.make_calendar()
    commission = make.make_commission()
    case_id = make.make_case(commission, at="refused")
    desk, number = at_desk(app, commission.chair), number_of(case_id)
    token = {"csrf_token": _token(desk)}
    for path, status in ((f"{number}/annul_result/", 422), (f"{number}/conclude/", 409)):
        before = len(entries("case_seen"))
        assert desk.post(f"/staff/cases/{path}", data=token).status_code == status
        assert len(entries("case_seen")) == before + 1


def test_who_is_shown_a_complaint_by_a_form_that_is_refused_has_looked(app: Flask) -> None:
    make.make_calendar()
    commission = make.make_commission()
    case_id = make.make_case(commission, at="refused")
    with transaction():
        complaint_id = file_complaint(case_id, make.citizen(1), "decision", "Мөр бар").id
    desk = at_desk(app, commission.complaints)
    token = {"csrf_token": _token(desk)}
    for action, status in (("satisfy_complaint", 422), ("record_review", 409)):
        before = len(entries("case_seen"))
        answer = desk.post(f"/staff/complaints/{complaint_id}/{action}/", data=token)
        assert (answer.status_code, len(entries("case_seen"))) == (status, before + 1)


def test_the_citizen_reads_who_looked_in_which_role_and_when(app: Flask, clock: TestClock) -> None:
    """The chair at the case and a paper, the operator, the administrator: by office, not by name."""
    make.make_calendar()
    commission = make.make_commission()
    others = administration()
    case_id = make.make_case(commission, at="registered", person_id=make.make_person(language="en"))
    known = {
        "number": number_of(case_id),
        "public_id": db.session.scalars(select(Document.public_id)).one(),
    }
    db.session.rollback()
    looks = [one for one in OF_A_CASE if one.endpoint.rpartition(".")[2] in _LOOKS]
    for one in looks:
        clock.advance(minutes=1)
        assert opened(app, one, {"chair": commission.chair, **others}, known) == 200
    person_id = db.session.get_one(Case, case_id).person_id
    page = words_of(browser_of(app.test_client(), person_id).get("/cabinet/profile/"))
    assert page.count("Chair of the conscription commission, Commission alatau") == 2
    assert page.count("a document") == 1
    for said in ("1414", "Site", "10:01", "10:04"):
        assert said in page, said
    for name in ("boss", "operator", "chair"):
        assert name.title() not in page.replace("Chair of", "")


_LOOKS = ("show_case", "show_document", "transfer_of", "find")


def _token(desk: Any) -> str:
    return form_token(desk.get("/staff/password/"))
