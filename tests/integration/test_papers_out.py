"""Result documents: drafted, printed, issued, checked by anybody, replaced and annulled by the chair."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import clock
from actions import results
from actions.results import ResultDraft
from database import db, transaction
from domain.errors import AlreadyDone, InvalidData
from domain.schema import ResultKind
from domain.verification import grouped, is_well_formed
from integrations.storage import StoredFile, documents_storage
from models.cases import Case
from models.documents import ResultDocument
from queries.documents import results_of_case
from queries.verification import Verdict, Verification, initials, lookup
from tests.support import factories as make
from tests.support.paper_rows import add_case, add_draft, add_person
from tests.support.pdf_text import text_of
from tests.support.result_facts import result_facts
from tests.support.storing import with_settings

START = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
UNTIL = date(2027, 7, 1)


@pytest.fixture(autouse=True)
def _at_a_fixed_moment() -> Iterator[None]:
    clock.set_source(lambda: START)
    yield
    clock.reset()


@pytest.fixture
def case(app: Flask, session: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    with_settings(app, monkeypatch, data_dir=tmp_path, public_url="https://qyzmet.example.kz")
    with transaction():
        return add_case(add_draft(add_person()))


def drafted(case: Case, kind: ResultKind = ResultKind.CONCLUSION, **changed: Any) -> ResultDraft:
    until = UNTIL if kind is ResultKind.CONCLUSION else None
    return results.draft_result(case, kind, result_facts(**changed), until_date=until)


def printed(case: Case, draft: ResultDraft) -> StoredFile:
    """The paper of the draft, as it is stored before anybody signs it."""
    public_url = current_app.config["SETTINGS"].public_url
    return documents_storage().put(results.print_result(case, draft, public_url=public_url))


def made_up() -> StoredFile:
    """A stored paper, for tests that do not read it."""
    return documents_storage().put(secrets.token_bytes(8))


def issued(case: Case, kind: ResultKind = ResultKind.CONCLUSION) -> ResultDocument:
    """A document of the case in force."""
    draft = drafted(case, kind)
    with transaction():
        document = results.issue_result(db.session.get_one(Case, case.id), draft, made_up())
    return document


def again(document: ResultDocument) -> ResultDocument:
    db.session.rollback()
    return db.session.get_one(ResultDocument, document.id)


def replaced(document: ResultDocument, **changed: Any) -> ResultDocument:
    draft = drafted(db.session.get_one(Case, document.case_id), **changed)
    db.session.rollback()
    with transaction():
        return results.replace_result(document, draft, made_up(), reason="a slip in the name")


def content_of(document: ResultDocument) -> bytes:
    with documents_storage().open(document.storage_key) as file:
        return file.read()


@pytest.mark.rule("DEF-6")
def test_a_conclusion_is_printed_before_it_is_issued_and_genuine_from_then_on(case: Case) -> None:
    draft = drafted(case)
    assert is_well_formed(draft.code)
    paper = printed(case, draft)
    assert db.session.scalars(select(ResultDocument)).all() == []
    db.session.rollback()
    with transaction():
        document = results.issue_result(db.session.get_one(Case, case.id), draft, paper)
    document = again(document)
    content = content_of(document)
    assert (document.status, document.issued_at, document.verify_code) == ("genuine", START, draft.code)
    assert (document.size, document.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (document.facts, document.until_date) == (draft.facts, UNTIL)
    text = text_of(content)
    assert 'Сізге 2027 жылғы "1" шілдеге дейін' in text
    assert grouped(document.verify_code) in text


def test_a_draft_is_the_same_after_it_was_kept_as_json(case: Case) -> None:
    for draft in (drafted(case), drafted(case, ResultKind.REFUSAL)):
        assert ResultDraft.restored(json.loads(json.dumps(draft.plain()))) == draft


def test_the_form_decides_whether_there_is_an_until_date(case: Case) -> None:
    with pytest.raises(InvalidData) as missing:
        results.draft_result(case, ResultKind.CONCLUSION, result_facts())
    assert missing.value.problems == {"until_date": "missing"}
    with pytest.raises(InvalidData) as unexpected:
        results.draft_result(case, ResultKind.REFUSAL, result_facts(), until_date=UNTIL)
    assert unexpected.value.problems == {"until_date": "unexpected"}


def test_what_will_be_printed_must_be_there_when_it_is_decided(case: Case) -> None:
    facts = result_facts()
    del facts["reasons"]
    with pytest.raises(ValueError, match="reasons"):
        results.draft_result(case, ResultKind.REFUSAL, facts)


def test_a_case_has_one_document_in_force(case: Case) -> None:
    issued(case)
    with pytest.raises(AlreadyDone):
        issued(case, ResultKind.REFUSAL)


def test_the_database_itself_refuses_a_second_document_in_force(case: Case) -> None:
    first = issued(case)
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(
            ResultDocument(
                case_id=first.case_id,
                kind="refusal",
                verify_code="0" * 16,
                status="genuine",
                facts={},
                storage_key="another",
                sha256="0" * 64,
                size=1,
                issued_at=START,
            )
        )


def test_a_document_with_a_mistake_is_replaced_and_both_stay(case: Case) -> None:
    old = issued(case)
    new = again(replaced(old, name="Әбдірахманов Нұрсұлтан"))
    old = again(old)
    assert (old.status, old.replaced_by_id, old.reason) == ("replaced", new.id, "a slip in the name")
    assert new.status == "genuine"
    assert new.verify_code != old.verify_code
    assert [document.id for document in results_of_case(case.id)] == [old.id, new.id]
    assert (old.facts["name"], new.facts["name"]) == (result_facts()["name"], "Әбдірахманов Нұрсұлтан")
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

    @pytest.fixture
    def commission(self, session: object) -> make.Commission:
        make.make_calendar()
        return make.make_commission()

    @pytest.fixture
    def document(self, commission: make.Commission) -> ResultDocument:
        """A conclusion that its chair has signed."""
        make.make_case(commission, at="concluded")
        return newest()

    def test_a_genuine_document_shows_what_can_be_compared_with_the_paper(
        self, document: ResultDocument
    ) -> None:
        found = lookup(f" {grouped(document.verify_code).lower()} ")
        assert found.verdict is Verdict.GENUINE
        assert found.code == grouped(document.verify_code)
        checked = found.document
        assert checked is not None
        assert (checked.service, checked.kind) == ("deferral", "conclusion")
        assert (checked.issued_on, checked.until_date) == (date(2026, 12, 1), date(2027, 6, 30))
        assert checked.body["ru"] == "Commission alatau (ru)"
        assert (checked.holder, checked.iin_ending) == ("С. Е. Б.", "0014")
        shown = repr(found)
        for secret in ("071301500014", "Ерлан", "Рысқұлов", "Педагог", document.facts["number"]):
            assert secret not in shown

    def test_a_genuine_document_is_in_force_through_its_last_day(self, document: ResultDocument) -> None:
        code = document.verify_code
        clock.set_source(lambda: datetime(2027, 6, 30, 18, 59, tzinfo=UTC))
        assert not lookup(code).expired
        clock.set_source(lambda: datetime(2027, 6, 30, 19, 0, tzinfo=UTC))  # midnight in Almaty
        assert lookup(code).expired

    @pytest.mark.rule("ALL-11")
    def test_a_document_that_nobody_has_signed_is_not_known(self, case: Case) -> None:
        found = lookup(issued(case).verify_code)
        assert (found.verdict, found.document) == (Verdict.UNKNOWN, None)

    def test_a_code_that_nobody_issued_is_told_from_a_slip(self, session: object) -> None:
        assert lookup("RVF4-XC77-WQ9T-8NNF").verdict is Verdict.UNKNOWN
        for slip in ("RVF4-XC77-WQ9T-8NNE", "VRF4-XC77-WQ9T-8NNF", "", "x" * 5000, "' OR 1=1 --"):
            found = lookup(slip)
            assert found.verdict is Verdict.MISTYPED
            assert len(found.code) <= 40

    def test_a_replaced_document_names_the_last_one_in_its_place(
        self, commission: make.Commission, document: ResultDocument
    ) -> None:
        codes = [document.verify_code]
        for _ in range(2):
            replacing = {**make.CONCLUSION, "reason": "a slip in the name"}
            make.act(document.case_id, "replace_result", commission.chair, **replacing)
            codes.append(newest().verify_code)
        first, second, third = (lookup(code) for code in codes)
        assert (first.verdict, third.verdict) == (Verdict.REPLACED, Verdict.GENUINE)
        assert [_replaced_by(found) for found in (first, second, third)] == [third.code, third.code, None]

    def test_an_annulled_document_says_since_when(
        self, commission: make.Commission, document: ResultDocument
    ) -> None:
        clock.set_source(lambda: START + timedelta(days=3))
        make.act(document.case_id, "annul_result", commission.chair, reason="issued to the wrong person")
        found = lookup(document.verify_code)
        assert found.verdict is Verdict.ANNULLED
        assert found.document is not None
        assert found.document.annulled_on == date(2026, 12, 4)
        assert "wrong person" not in repr(found)

    def test_initials_of_any_name(self) -> None:
        assert initials("Ахметов Айдос") == "А. А."
        assert initials("") == ""


def newest() -> ResultDocument:
    db.session.rollback()
    return db.session.scalars(select(ResultDocument).order_by(ResultDocument.id.desc()).limit(1)).one()


def _replaced_by(found: Verification) -> str | None:
    assert found.document is not None
    return found.document.replaced_by
