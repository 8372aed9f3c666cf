"""Result documents: frozen, rendered once, checked by anybody, replaced and annulled by the chair."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import clock
from actions import results
from database import db, transaction
from domain.errors import AlreadyDone, InvalidData
from domain.schema import ResultKind
from domain.verification import grouped, is_well_formed
from integrations.storage import StoredFile, documents_storage
from jobs.documents import render_result
from models.cases import Case
from models.documents import ResultDocument
from models.messaging import OutboxEntry
from queries.documents import results_of_case
from queries.verification import Verdict, initials, lookup
from tests.support.paper_rows import add_case, add_draft, add_person
from tests.support.pdf_text import text_of
from tests.support.result_facts import result_facts

START = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
UNTIL = date(2027, 7, 1)


@pytest.fixture(autouse=True)
def _at_a_fixed_moment() -> Iterator[None]:
    clock.set_source(lambda: START)
    yield
    clock.reset()


@pytest.fixture
def case(app: Flask, session: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    settings = replace(app.config["SETTINGS"], data_dir=tmp_path, public_url="https://qyzmet.example.kz")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    with transaction():
        return add_case(add_draft(add_person()))


def issue(case: Case, kind: ResultKind = ResultKind.CONCLUSION, **changed: Any) -> ResultDocument:
    until = UNTIL if kind is ResultKind.CONCLUSION else None
    with transaction():
        case = db.session.get_one(Case, case.id)
        return results.issue_result(case, kind, result_facts(**changed), until_date=until)


def issued(case: Case, kind: ResultKind = ResultKind.CONCLUSION) -> ResultDocument:
    document = issue(case, kind)
    render_result(document.id)
    return again(document)


def again(document: ResultDocument) -> ResultDocument:
    db.session.rollback()
    return db.session.get_one(ResultDocument, document.id)


def replaced(document: ResultDocument, **changed: Any) -> ResultDocument:
    with transaction():
        return results.replace_result(
            document, result_facts(**changed), reason="a slip in the name", until_date=UNTIL
        )


def content_of(document: ResultDocument) -> bytes:
    assert document.storage_key is not None
    with documents_storage().open(document.storage_key) as file:
        return file.read()


@pytest.mark.rule("DEF-6")
def test_a_conclusion_is_frozen_with_the_decision_and_rendered_by_a_job(case: Case) -> None:
    document = issue(case)
    assert (document.status, document.storage_key, document.issued_at) == ("being_prepared", None, START)
    assert is_well_formed(document.verify_code)
    waiting = db.session.scalars(select(OutboxEntry).where(OutboxEntry.topic == "render_result")).all()
    assert [str(entry.subject_id) for entry in waiting] == [str(document.id)]

    render_result(document.id)
    document = again(document)
    content = content_of(document)
    assert document.status == "genuine"
    assert (document.size, document.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    text = text_of(content)
    assert 'Сізге 2027 жылғы "1" шілдеге дейін' in text
    assert grouped(document.verify_code) in text


def test_rendering_twice_changes_nothing(case: Case) -> None:
    document = issued(case)
    before = (document.storage_key, document.sha256)
    render_result(document.id)
    assert (again(document).storage_key, again(document).sha256) == before
    render_result(document.id + 1000)


def test_the_second_of_two_workers_loses_and_leaves_the_first_ones_bytes(case: Case) -> None:
    document = issue(case)
    render_result(document.id)
    late = StoredFile("ab/" + "0" * 30, "0" * 64, 1)
    with transaction():
        assert results.mark_rendered(document.id, late) is False
    assert again(document).storage_key != late.key


def test_the_form_decides_whether_there_is_an_until_date(case: Case) -> None:
    with pytest.raises(InvalidData) as missing, transaction():
        results.issue_result(db.session.get_one(Case, case.id), ResultKind.CONCLUSION, result_facts())
    assert missing.value.problems == {"until_date": "missing"}
    with pytest.raises(InvalidData) as unexpected, transaction():
        results.issue_result(
            db.session.get_one(Case, case.id), ResultKind.REFUSAL, result_facts(), until_date=UNTIL
        )
    assert unexpected.value.problems == {"until_date": "unexpected"}


def test_what_will_be_printed_must_be_there_when_it_is_decided(case: Case) -> None:
    facts = result_facts()
    del facts["reasons"]
    with pytest.raises(ValueError, match="reasons"), transaction():
        results.issue_result(db.session.get_one(Case, case.id), ResultKind.REFUSAL, facts)


def test_a_case_has_one_document_in_force(case: Case) -> None:
    issued(case)
    with pytest.raises(AlreadyDone):
        issue(case, ResultKind.REFUSAL)


def test_the_database_itself_refuses_a_second_document_in_force(case: Case) -> None:
    first = issued(case)
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(
            ResultDocument(
                case_id=first.case_id,
                kind="refusal",
                verify_code="0" * 16,
                status="being_prepared",
                facts={},
                issued_at=START,
            )
        )


def test_a_document_with_a_mistake_is_replaced_and_both_stay(case: Case) -> None:
    old = issued(case)
    new = replaced(old, name="Әбдірахманов Нұрсұлтан")
    render_result(new.id)
    old, new = again(old), again(new)
    assert (old.status, old.replaced_by_id, old.reason) == ("replaced", new.id, "a slip in the name")
    assert new.status == "genuine"
    assert new.verify_code != old.verify_code
    assert [document.id for document in results_of_case(case.id)] == [old.id, new.id]
    assert "Әбдірахманов Нұрсұлтан Өмірзақұлы" in text_of(content_of(old))
    with pytest.raises(AlreadyDone):
        replaced(old)


def test_an_annulled_document_makes_room_for_another_decision(case: Case) -> None:
    document = issued(case)
    with transaction():
        results.annul_result(document, reason="issued to the wrong person")
    document = again(document)
    assert (document.status, document.annulled_at) == ("annulled", START)
    with pytest.raises(AlreadyDone), transaction():
        results.annul_result(document, reason="once more")
    assert issued(case, ResultKind.REFUSAL).status == "genuine"


class TestVerification:
    """What anybody learns from a code: the least that is of use."""

    def test_a_genuine_document_shows_what_can_be_compared_with_the_paper(self, case: Case) -> None:
        document = issued(case)
        found = lookup(f" {grouped(document.verify_code).lower()} ")
        assert found.verdict is Verdict.GENUINE
        assert found.code == grouped(document.verify_code)
        checked = found.document
        assert checked is not None
        assert (checked.service, checked.kind) == ("deferral", "conclusion")
        assert (checked.issued_on, checked.until_date) == (date(2026, 12, 1), UNTIL)
        assert checked.body["ru"] == "Призывная комиссия Бостандыкского района"
        assert (checked.holder, checked.iin_ending) == ("Ә. Н. Ө.", "0014")
        shown = repr(found)
        for secret in ("011301500014", "Нұрсұлтан", "Тимирязев", "білім", "26-004821-7"):
            assert secret not in shown

    def test_a_genuine_document_is_in_force_through_its_last_day(self, case: Case) -> None:
        code = issued(case).verify_code
        clock.set_source(lambda: datetime(2027, 7, 1, 18, 59, tzinfo=UTC))
        assert not lookup(code).expired
        clock.set_source(lambda: datetime(2027, 7, 1, 19, 0, tzinfo=UTC))  # midnight in Almaty
        assert lookup(code).expired

    def test_a_document_that_is_being_made_is_not_known_yet(self, case: Case) -> None:
        found = lookup(issue(case).verify_code)
        assert (found.verdict, found.document) == (Verdict.UNKNOWN, None)

    def test_a_code_that_nobody_issued_is_told_from_a_slip(self, case: Case) -> None:
        assert lookup("RVF4-XC77-WQ9T-8NNF").verdict is Verdict.UNKNOWN
        for slip in ("RVF4-XC77-WQ9T-8NNE", "VRF4-XC77-WQ9T-8NNF", "", "x" * 5000, "' OR 1=1 --"):
            found = lookup(slip)
            assert found.verdict is Verdict.MISTYPED
            assert len(found.code) <= 40

    def test_a_replaced_document_names_the_last_one_in_its_place(self, case: Case) -> None:
        first = issued(case)
        second = replaced(first)
        assert _replaced_by(first) is None  # while the next one has no bytes yet
        render_result(second.id)
        assert _replaced_by(first) == grouped(second.verify_code)
        third = replaced(again(second))
        render_result(third.id)
        assert lookup(first.verify_code).verdict is Verdict.REPLACED
        assert _replaced_by(first) == _replaced_by(second) == grouped(third.verify_code)

    def test_an_annulled_document_says_since_when(self, case: Case) -> None:
        document = issued(case)
        clock.set_source(lambda: START + timedelta(days=3))
        with transaction():
            results.annul_result(document, reason="issued to the wrong person")
        found = lookup(document.verify_code)
        assert found.verdict is Verdict.ANNULLED
        assert found.document is not None
        assert found.document.annulled_on == date(2026, 12, 4)
        assert "wrong person" not in repr(found)

    def test_initials_of_any_name(self) -> None:
        assert initials("Ахметов Айдос") == "А. А."
        assert initials("") == ""


def _replaced_by(document: ResultDocument) -> str | None:
    checked = lookup(document.verify_code).document
    assert checked is not None
    return checked.replaced_by
