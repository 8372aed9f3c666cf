"""Papers handed in: stored before the transaction, attached in it, listed in one query, swept."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_bytes

import pytest
from flask import Flask
from sqlalchemy import event, func, select

import clock
from actions import documents
from actions.documents import ReceivedPaper, receive
from database import db, transaction
from domain.errors import ActionNotOpen, AlreadyDone
from domain.roles import Actor, Role
from domain.uploads import MAX_PAPERS, UploadRefused
from integrations.storage import NotStored, documents_storage
from jobs.documents import sweep_unclaimed
from jobs.retention import forget
from models.cases import Case
from models.documents import Document
from models.drafts import Draft
from queries.documents import document_of_case, document_of_draft, papers_of_case, papers_of_draft
from tests.support import crafted_files as crafted
from tests.support.paper_rows import add_case, add_draft, add_person
from tests.support.storing import with_settings

START = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_a_fixed_moment() -> Iterator[None]:
    clock.set_source(lambda: START)
    yield
    clock.reset()


@pytest.fixture
def store(app: Flask, session: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of this test alone."""
    with_settings(app, monkeypatch, data_dir=tmp_path)
    return tmp_path / "documents"


@pytest.fixture
def draft(store: Path) -> Draft:
    with transaction():
        return add_draft(add_person())


@pytest.fixture
def citizen(draft: Draft) -> Actor:
    return Actor(Role.CITIZEN, draft.person_id)


def stored_paper(content: bytes | None = None, *, title: str = "") -> ReceivedPaper:
    """A paper as `receive` gives it back, without the time that cleaning takes: another one each time."""
    content = content or b"%PDF-1.7 clean " + token_bytes(4)
    stored = documents_storage().put(content)
    return ReceivedPaper(stored.key, stored.sha256, stored.size, 1, "application/pdf", title)


def attach(draft: Draft, actor: Actor, kind: str = "study", **changed: str) -> Document:
    paper = stored_paper(**changed)
    with transaction():
        return documents.attach_to_draft(draft, paper, kind, actor)


def filed(draft: Draft) -> Case:
    with transaction():
        case = add_case(db.session.get_one(Draft, draft.id))
        documents.hand_over(case)
        return case


def content_of(document: Document) -> bytes:
    with documents_storage().open(document.storage_key) as file:
        return file.read()


@pytest.mark.rule("ALL-2")
def test_a_photographed_certificate_is_attached_to_the_ground_that_asks_for_it(
    draft: Draft, citizen: Actor
) -> None:
    paper = receive([crafted.photograph(), crafted.photograph()])
    with transaction():
        document = documents.attach_to_draft(draft, paper, "study", citizen)
    assert (document.content_type, document.pages, document.state) == ("application/pdf", 2, "current")
    assert (document.person_id, document.officer_id) == (citizen.id, None)
    assert document.title == "Certificate of study"
    assert document.created_at == START
    assert content_of(document).startswith(b"%PDF-")
    assert len(content_of(document)) == document.size
    assert db.session.get_one(Draft, draft.id).frozen is None


def test_a_paper_that_the_ground_does_not_ask_for_is_no_required_paper(draft: Draft, citizen: Actor) -> None:
    with pytest.raises(KeyError):
        attach(draft, citizen, "medical_extract")
    document = attach(draft, citizen, "additional", title="  My letter  ".strip())
    assert document.title == "My letter"


def test_a_refused_file_leaves_neither_row_nor_bytes(draft: Draft, store: Path) -> None:
    with pytest.raises(UploadRefused):
        receive([crafted.pdf_file(crafted.script)])
    assert not store.exists()
    assert papers_of_draft(draft.id) == []


def test_nobody_attaches_to_the_draft_of_another_or_takes_papers_out_of_it(
    draft: Draft, citizen: Actor
) -> None:
    document = attach(draft, citizen)
    for stranger in (Actor(Role.CITIZEN, draft.person_id + 1), Actor(Role.CHAIR, draft.person_id)):
        with pytest.raises(ActionNotOpen):
            attach(draft, stranger)
        with pytest.raises(ActionNotOpen), transaction():
            documents.remove(document, stranger)
    assert [paper.id for paper in papers_of_draft(draft.id)] == [document.id]


def test_a_draft_takes_forty_papers(draft: Draft, citizen: Actor) -> None:
    for _ in range(MAX_PAPERS):
        attach(draft, citizen)
    with pytest.raises(UploadRefused) as refused:
        attach(draft, citizen)
    assert refused.value.code == "too_many_papers"


def test_the_same_paper_once_more_is_the_one_that_is_there(draft: Draft, citizen: Actor) -> None:
    """A bad network sends a form twice."""
    papers = [stored_paper(b"%PDF-1.7 one"), stored_paper(b"%PDF-1.7 one"), stored_paper(b"%PDF-1.7 two")]
    for paper in papers:
        with transaction():
            documents.attach_to_draft(draft, paper, "study", citizen)
    with transaction():
        documents.attach_to_draft(draft, stored_paper(b"%PDF-1.7 one"), "additional", citizen)
    kept = papers_of_draft(draft.id)
    assert [(paper.kind, paper.sha256) for paper in kept] == [
        ("study", papers[0].sha256),
        ("study", papers[2].sha256),
        ("additional", papers[0].sha256),
    ]
    with transaction():
        documents.remove(db.session.get_one(Document, kept[0].id), citizen)
    with transaction():
        assert documents.attach_to_draft(draft, papers[1], "study", citizen).id > kept[-1].id


def test_a_paper_that_is_in_the_case_is_not_added_again(draft: Draft, citizen: Actor) -> None:
    case = filed(draft)
    with transaction():
        documents.attach_to_case(case, stored_paper(b"%PDF-1.7 one", title="Letter"), "additional", citizen)
    with pytest.raises(AlreadyDone), transaction():
        documents.attach_to_case(case, stored_paper(b"%PDF-1.7 one", title="Letter"), "additional", citizen)
    assert len(papers_of_case(case.id)) == 1


def test_a_removed_paper_is_no_longer_listed_or_found(draft: Draft, citizen: Actor) -> None:
    document = attach(draft, citizen)
    assert document_of_draft(draft.id, document.public_id) is not None
    with transaction():
        documents.remove(document, citizen)
    assert papers_of_draft(draft.id) == []
    assert document_of_draft(draft.id, document.public_id) is None


def test_what_is_sent_becomes_the_papers_of_the_case_without_those_removed_before(
    draft: Draft, citizen: Actor
) -> None:
    removed, kept = attach(draft, citizen), attach(draft, citizen)
    with transaction():
        documents.remove(removed, citizen)
    case = filed(draft)
    assert [paper.id for paper in papers_of_case(case.id)] == [kept.id]
    assert document_of_case(case.id, kept.public_id) is not None
    assert document_of_case(case.id, removed.public_id) is None


def test_nothing_sent_is_taken_back(draft: Draft, citizen: Actor) -> None:
    document = attach(draft, citizen)
    filed(draft)
    with pytest.raises(ActionNotOpen), transaction():
        documents.remove(db.session.get_one(Document, document.id), citizen)
    with pytest.raises(AlreadyDone):
        attach(draft, citizen)


def test_a_mended_paper_takes_the_place_of_the_old_one_which_stays_in_the_file(
    draft: Draft, citizen: Actor
) -> None:
    old = attach(draft, citizen)
    case = filed(draft)
    mended = stored_paper(b"%PDF-1.7 mended")
    with transaction():
        old = db.session.get_one(Document, old.id)
        new = documents.replace(old, mended, citizen, correction_id=7)
    papers = papers_of_case(case.id)
    assert [(paper.id, paper.state, paper.replaces_id, paper.correction_id) for paper in papers] == [
        (old.id, "replaced", None, None),
        (new.id, "current", old.id, 7),
    ]
    assert (new.kind, new.title) == (old.kind, old.title)
    assert content_of(new) == b"%PDF-1.7 mended"
    with pytest.raises(AlreadyDone), transaction():
        documents.replace(old, stored_paper(), citizen)


def test_a_paper_that_nobody_asked_for_joins_the_case(draft: Draft, citizen: Actor) -> None:
    case = filed(draft)
    paper = stored_paper(title="Letter of the dean")
    with transaction():
        case = db.session.get_one(Case, case.id)
        documents.attach_to_case(case, paper, "additional", citizen)
    assert [(row.kind, row.title, row.by_officer) for row in papers_of_case(case.id)] == [
        ("additional", "Letter of the dean", False)
    ]


def test_papers_are_listed_in_one_query(draft: Draft, citizen: Actor) -> None:
    for _ in range(3):
        attach(draft, citizen)
    draft_id, statements = draft.id, list[str]()

    def seen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    db.session.rollback()
    event.listen(db.engine, "before_cursor_execute", seen)
    try:
        assert len(papers_of_draft(draft_id)) == 3
    finally:
        event.remove(db.engine, "before_cursor_execute", seen)
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == 1


class TestSweeping:
    """`sweep_unclaimed` deletes what no row names, a day after it came."""

    @staticmethod
    def age(store: Path, key: str, *, days: float) -> None:
        moment = datetime.now(UTC).timestamp() - timedelta(days=days).total_seconds()
        os.utime(store / key, (moment, moment))

    def test_bytes_without_a_row_go_after_a_day_and_claimed_ones_stay(
        self, store: Path, draft: Draft, citizen: Actor
    ) -> None:
        claimed, fresh, litter = attach(draft, citizen), stored_paper(), stored_paper()
        self.age(store, claimed.storage_key, days=400)
        self.age(store, litter.storage_key, days=1.1)
        assert sweep_unclaimed() == 1
        assert sweep_unclaimed() == 0
        with pytest.raises(NotStored):
            documents_storage().open(litter.storage_key)
        for kept in (claimed, fresh):
            documents_storage().open(kept.storage_key).close()

    def test_moving_the_sites_clock_sweeps_no_upload_that_is_being_attached(
        self, store: Path, draft: Draft
    ) -> None:
        arriving = stored_paper()
        clock.set_source(lambda: START + timedelta(days=30))
        assert sweep_unclaimed() == 0
        documents_storage().open(arriving.storage_key).close()

    def test_papers_that_were_never_sent_are_forgotten_with_their_bytes(
        self, store: Path, draft: Draft, citizen: Actor
    ) -> None:
        removed, kept = attach(draft, citizen), attach(draft, citizen)
        with transaction():
            documents.remove(removed, citizen)
            other = add_draft(add_person("021318500533"))
        discarded = attach(other, Actor(Role.CITIZEN, other.person_id))
        with transaction():
            db.session.get_one(Draft, other.id).status = "discarded"
        keys = [removed.storage_key, discarded.storage_key]
        for key in (*keys, kept.storage_key):
            self.age(store, key, days=2)
        clock.set_source(lambda: START + timedelta(days=2))
        assert forget() == 3  # two papers and the discarded draft
        assert sweep_unclaimed() == 2
        assert db.session.scalars(select(Document.id)).all() == [kept.id]
        for key in keys:
            with pytest.raises(NotStored):
                documents_storage().open(key)

    def test_a_removed_paper_stays_for_a_day(self, store: Path, draft: Draft, citizen: Actor) -> None:
        document = attach(draft, citizen)
        with transaction():
            documents.remove(document, citizen)
        assert forget() == 0
        assert sweep_unclaimed() == 0
        assert db.session.scalar(select(func.count(Document.id))) == 1

    def test_a_store_full_of_unknown_files_is_a_wrong_database_and_is_left_alone(
        self, store: Path, draft: Draft, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("jobs.documents.MOST_SWEPT", 2)
        for _ in range(3):
            self.age(store, stored_paper().storage_key, days=2)
        assert sweep_unclaimed() == 0
        assert len([path for path in store.rglob("*") if path.is_file()]) == 3
