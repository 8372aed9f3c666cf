"""A citizen's own data to take with them: all of theirs, nobody else's, and a record that they were taken."""

import hashlib
import json

import pytest
from flask import Flask
from sqlalchemy import select

import catalogue
from actions.audit import record_look
from database import db, transaction
from integrations.storage import documents_storage
from models.audit import AuditEntry
from models.cases import Case
from models.documents import Document
from models.people import Officer
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.citizens import browser_of, counted, token_of
from tests.support.own_data import take_data

pytestmark = pytest.mark.usefixtures("session")

DATA = "/cabinet/profile/data/"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def commission(app: Flask, clock: TestClock) -> make.Commission:
    make.make_calendar()
    return make.make_commission()


@pytest.fixture
def person_id(commission: make.Commission) -> int:
    return make.make_person(district=commission.district, language="en")


@pytest.fixture
def citizen(app: Flask, person_id: int):  # type: ignore[no-untyped-def]
    return browser_of(app.test_client(), person_id)


def test_it_holds_the_person_their_applications_and_their_papers(citizen, commission, person_id):
    case_id = make.make_case(commission, at="recorded", person_id=person_id)
    with transaction():
        record_look(commission.chair, case_id=case_id)
    taken = take_data(citizen)
    assert taken.data["you"]["iin"] == make.IINS[0]
    assert taken.data["you"]["phone"] == "+77000000101"
    (application,) = taken.data["applications"]
    case = db.session.get_one(Case, case_id)
    assert application["number"] == case.number
    assert application["application"] == case.application
    assert sha256(application["application"].encode()) == application["application_sha256"]
    assert application["status"] == catalogue.CURRENT["deferral"].workflow.step("recorded").title
    assert application["history"][0]["what"] == "The application was sent"
    assert all(entry["by"] for entry in application["history"])
    assert application["messages"] and application["registries"]
    assert [look["application"] for look in taken.data["looks"]] == [case.number]
    named = [paper["file"] for paper in (*application["papers"], *application["documents_issued"])]
    assert named and set(named) == set(taken.files)
    for paper in (*application["papers"], *application["documents_issued"]):
        assert sha256(taken.files[paper["file"]]) == paper["sha256"]


def test_a_members_opinion_is_not_in_it(citizen, commission, person_id):
    make.make_case(commission, at="examined", person_id=person_id)
    history = take_data(citizen).data["applications"][0]["history"]
    assert "A member of the commission gave an opinion" in [entry["what"] for entry in history]
    assert not {"agreed", "disagreed"} & {str(value) for entry in history for value in entry.values()}


def test_a_draft_is_in_it_with_its_papers(citizen, person_id):
    draft_id = make.make_draft(person_id)
    taken = take_data(citizen)
    (draft,) = taken.data["drafts"]
    assert draft["papers"] and set(taken.files) == {paper["file"] for paper in draft["papers"]}
    assert all(name.startswith(f"draft-{draft_id}/") for name in taken.files)
    assert draft["registries"]


def test_somebody_elses_data_are_not_in_it(app, citizen, commission, person_id):
    make.make_case(commission, at="concluded", person_id=person_id)
    other = browser_of(app.test_client(), make.make_person(iin=make.IINS[1], phone="+77000000102"))
    taken = take_data(other)
    assert taken.data["applications"] == taken.data["drafts"] == taken.data["looks"] == []
    assert taken.files == {}
    assert make.IINS[0] not in taken.text


def test_names_of_officers_are_not_in_its_history(citizen, commission, person_id):
    make.make_case(commission, at="recorded", person_id=person_id)
    history = json.dumps(take_data(citizen).data["applications"][0]["history"], ensure_ascii=False)
    names = db.session.scalars(select(Officer.name)).all()
    assert names and not [name for name in names if name in history]


def test_it_is_recorded_and_nobody_keeps_a_copy_on_the_way(citizen, person_id):
    token = token_of(citizen.get("/cabinet/profile/"))
    answer = citizen.post(DATA, data={"csrf_token": token})
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="qyzmet-data-2026-')
    assert answer.is_streamed
    answer.close()
    db.session.rollback()
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.code == "own_data_taken")).all()
    assert [(entry.person_id, entry.data) for entry in entries] == [(person_id, {})]


def test_a_link_or_a_form_of_somebody_elses_takes_nothing(app, citizen):
    assert citizen.get(DATA).status_code == 405
    assert citizen.post(DATA).status_code == 400
    assert app.test_client().post(DATA).status_code in (302, 303, 400)
    db.session.rollback()
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.code == "own_data_taken")).all() == []


def test_it_is_made_ten_times_an_hour_and_no_more(citizen):
    token = token_of(citizen.get("/cabinet/profile/"))
    answers = [citizen.post(DATA, data={"csrf_token": token}).status_code for _time in range(11)]
    assert answers == [200] * 10 + [429]


def test_a_paper_whose_bytes_are_gone_is_named_and_costs_nobody_the_rest(citizen, person_id):
    make.make_draft(person_id)
    papers = db.session.scalars(select(Document)).all()
    documents_storage().delete(papers[0].storage_key)
    db.session.rollback()
    taken = take_data(citizen)
    draft = taken.data["drafts"][0]
    gone = next(paper["file"] for paper in draft["papers"] if paper["sha256"] == papers[0].sha256)
    assert taken.files["missing.txt"].decode() == gone
    assert len(taken.files) == len(papers)


def test_more_papers_cost_no_more_queries(citizen, person_id):
    draft_id = make.make_draft(person_id)
    token = token_of(citizen.get("/cabinet/profile/"))

    def queries() -> int:
        with counted() as statements:
            citizen.post(DATA, data={"csrf_token": token}).get_data()
        return len(statements)

    few = queries()
    for _time in range(3):
        make.attach(draft_id, "additional")
    db.session.rollback()
    assert queries() == few
