"""What is past its time is forgotten, and nothing else: never anything of what was sent."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

import clock as our_clock
from actions import codes, contacts, drafts, sessions
from actions.retention import FORGET
from catalogue.retention import RETENTION, kept_for
from config import ROOT
from database import Model, db, transaction
from domain.message_statuses import MessageStatus
from jobs import retention
from jobs import signatures as signing_job
from jobs.retention import forget
from jobs.schedule import PERIODIC
from models.documents import Document
from models.drafts import Draft
from models.messaging import Message, MessageAttempt
from models.people import OneTimeCode, Person, SignInSession
from models.registries import RegistryQuery
from models.signing import SigningPaper, SigningRequest
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.asking import application_request
from tests.support.messaging import tell
from tests.support.paper_rows import add_person

pytestmark = pytest.mark.usefixtures("session", "clock")

TEN_YEARS = 3653


@pytest.fixture(autouse=True)
def _calendar(app: Flask, clock: TestClock) -> None:
    make.make_calendar(*range(2026, 2039))


def count(model: type[Model]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def all_rows() -> dict[str, int]:
    """How many rows each table has."""
    db.session.rollback()
    tables = Model.metadata.sorted_tables
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def _person() -> int:
    return add_person().id


def past(clock: TestClock, code: str) -> None:
    """Go to a minute before this kind of thing is forgotten, see that it is not, and go past it."""
    before = all_rows()
    clock.advance(seconds=(kept_for(code) - timedelta(minutes=1)).total_seconds())
    forget()
    assert all_rows() == before
    clock.advance(minutes=2)


def test_nothing_that_was_sent_is_ever_forgotten(clock: TestClock) -> None:
    commission = make.make_commission()
    for number, at in enumerate(("under_examination", "heard", "recorded", "refused", "withdrawn")):
        make.make_case(commission, at=at, iin=make.IINS[number])
    before = all_rows()
    assert before["signatures"] and before["messages"] and before["registry_queries"] and before["documents"]
    assert before["audit_log"] and before["events"]
    clock.advance(days=TEN_YEARS)
    forget()
    assert all_rows() == before


def test_the_code_that_certified_an_application_stays_with_it(clock: TestClock) -> None:
    commission = make.make_commission()
    draft_id = make.make_draft(make.make_person(district=commission.district))
    with transaction():
        draft = db.session.get_one(Draft, draft_id)
        sha256 = drafts.freeze(draft)
        handles = [codes.request_certifying_code(draft.person, draft_id, sha256)]
    clock.advance(minutes=2)
    with transaction():
        draft = db.session.get_one(Draft, draft_id)
        handles.append(codes.request_certifying_code(draft.person, draft_id, sha256))
        db.session.scalars(
            select(OneTimeCode).where(OneTimeCode.handle == handles[1])
        ).one().used_at = our_clock.now()
    make.file_case(draft_id)
    clock.advance(days=TEN_YEARS)
    forget()
    db.session.rollback()
    assert db.session.scalars(select(OneTimeCode.handle)).all() == [handles[1]]


def test_an_application_that_is_never_sent_goes_with_all_that_belongs_to_it(clock: TestClock) -> None:
    make.make_commission()
    draft_id, _request = application_request(make.make_person())
    with transaction():
        draft = db.session.get_one(Draft, draft_id)
        codes.request_certifying_code(draft.person, draft_id, "0" * 64)
    clock.advance(minutes=20)
    signing_job.expire_requests()
    clock.advance(days=179)
    forget()
    assert count(Draft) == 1 and count(Document) > 0 and count(RegistryQuery) > 0
    # Its requests and codes have gone before it.
    assert count(SigningPaper) == count(SigningRequest) == count(OneTimeCode) == 0
    clock.advance(days=2)
    forget()
    assert count(Draft) == count(Document) == count(RegistryQuery) == 0
    assert count(Person) == 1


def test_an_application_that_somebody_works_on_is_kept(clock: TestClock) -> None:
    draft_id = make.make_draft(make.make_person())
    clock.advance(days=179)
    with transaction():
        drafts.save_answers(db.session.get_one(Draft, draft_id), {}, "Still at it")
    clock.advance(days=179)
    forget()
    assert count(Draft) == 1


def test_an_application_that_is_being_signed_is_kept(clock: TestClock) -> None:
    make.make_commission()
    application_request(make.make_person())
    clock.advance(days=TEN_YEARS)  # and nobody has ended the request: the sweep that does it stands still
    forget()
    assert count(Draft) == count(SigningRequest) == 1


def test_a_discarded_application_goes_after_a_day(clock: TestClock) -> None:
    draft_id = make.make_draft(make.make_person())
    with transaction():
        drafts.discard_draft(db.session.get_one(Draft, draft_id))
    past(clock, "discarded_drafts")
    forget()
    assert count(Draft) == count(Document) == count(RegistryQuery) == 0


def test_a_sign_in_code_goes_after_a_week_and_its_message_later(clock: TestClock) -> None:
    with transaction():
        codes.request_sign_in_code(make.IINS[0], "kk", "address")
        otp_id = db.session.scalars(select(OneTimeCode.id)).one()
        codes.send(otp_id, "+77000000101")
    with transaction():
        message = db.session.scalars(select(Message)).one()
        message.status, message.status_at = MessageStatus.DELIVERED, our_clock.now()
        db.session.add(MessageAttempt(message_id=message.id, reference="r", started_at=our_clock.now()))
    past(clock, "codes")
    forget()
    assert (count(OneTimeCode), count(Message)) == (0, 1)
    clock.advance(days=90)
    forget()
    assert (count(Message), count(MessageAttempt)) == (0, 0)


def test_a_code_whose_message_is_on_its_way_is_kept(clock: TestClock) -> None:
    with transaction():
        codes.request_sign_in_code(make.IINS[0], "kk", "address")
        codes.send(db.session.scalars(select(OneTimeCode.id)).one(), "+77000000101")
    clock.advance(days=TEN_YEARS)
    forget()
    assert (count(OneTimeCode), count(Message)) == (1, 1)


def test_messages_that_repeat_each_other_go_one_after_the_other(clock: TestClock) -> None:
    first, second = tell(), tell()
    with transaction():
        for message in db.session.scalars(select(Message)):
            message.status, message.status_at = MessageStatus.FAILED, our_clock.now()
        db.session.get_one(Message, second).retry_of_id = first
    clock.advance(days=91)
    forget()
    forget()
    assert count(Message) == 0


@pytest.mark.parametrize("how", ["signed out", "left open"])
def test_a_session_goes_a_month_after_its_end(clock: TestClock, how: str) -> None:
    with transaction():
        token = sessions.open_session(person_id=_person())
    if how == "signed out":
        with transaction():
            sessions.end_session(token)
    clock.advance(days=29)
    forget()
    assert count(SignInSession) == 1
    clock.advance(days=2)
    forget()
    assert count(SignInSession) == 0


def test_what_a_registry_said_of_a_number_goes_after_a_month(clock: TestClock) -> None:
    person_id = make.make_person()
    with transaction():
        contacts.ask_for_number(person_id)
    clock.advance(days=TEN_YEARS)
    forget()
    assert count(RegistryQuery) == 1  # it still waits for its answer
    with transaction():
        query = db.session.scalars(select(RegistryQuery)).one()
        query.status, query.next_attempt_at = "silent", None
    forget()
    assert count(RegistryQuery) == 0


def test_somebody_who_never_began_anything_goes_after_a_year(clock: TestClock) -> None:
    gone, stays = make.make_person(), make.make_person(iin=make.IINS[1])
    clock.advance(days=300)
    with transaction():  # as a sign-in does
        db.session.get_one(Person, stays).registry_checked_at = our_clock.now()
    clock.advance(days=66)
    forget()
    db.session.rollback()
    assert db.session.get(Person, gone) is None
    assert db.session.get(Person, stays) is not None


def test_a_great_many_are_forgotten_in_batches(clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    monkeypatch.setattr(retention, "BATCHES", 2)
    with transaction():
        person_id = _person()
        for _time in range(7):
            sessions.open_session(person_id=person_id)
    clock.advance(days=40)
    assert [forget(), forget(), forget()] == [4, 3, 0]


def test_one_kind_that_fails_does_not_hold_up_the_others(
    clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> int:
        raise RuntimeError

    monkeypatch.setitem(FORGET, RETENTION[0].code, fail)
    with transaction():
        sessions.open_session(person_id=_person())
    clock.advance(days=40)
    assert forget() == 1


def test_every_kind_is_forgotten_by_the_schedule() -> None:
    assert set(FORGET) == {kept.code for kept in RETENTION}
    assert [job.path for job in PERIODIC if job.name == "forget"] == ["jobs.retention.forget"]


class TestDocument:
    """docs/personal-data.md says what is so."""

    @pytest.fixture
    def text(self) -> str:
        return (ROOT / "docs" / "personal-data.md").read_text(encoding="utf-8")

    def test_it_names_every_kind_and_its_time(self, text: str) -> None:
        for kept in RETENTION:
            days = "1 day" if kept.span.days == 1 else f"{kept.span.days} days"
            assert f"| {kept.what} | {days} | {kept.since} |" in text

    def test_it_says_of_every_table_what_personal_data_are_in_it(self, text: str) -> None:
        named = set(re.findall(r"`([a-z_]+)`", text))
        assert {table.name for table in Model.metadata.sorted_tables} - named == set()
