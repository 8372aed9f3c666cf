"""Questions to the registries from the outbox to the page: answered, lacking, failed, silent, late."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session, scoped_session

import clock
from actions import outbox
from actions import registries as actions
from actions.registries import (
    ask,
    ask_for_draft,
    attach_to_case,
    mark_silent,
    record_answer,
    record_failure,
    retry,
)
from database import db, transaction
from devkit.gateway.modes import LATE_AFTER, Mode
from devkit.gateway.people import CITIZENS
from devkit.gateway.places import PLACES
from devkit.gateway.server import GatewaySimulator
from domain.registry_facts import Answer, Child, PersonRecord, QueryStatus
from integrations import registries as gateway_registries
from integrations.registries.errors import Permanent
from jobs import registries as jobs
from models.bodies import District
from models.drafts import Draft
from models.messaging import OutboxEntry
from models.people import Person
from models.registries import RegistryQuery
from queries.registries import facts_for_case, facts_for_draft
from tests.support.paper_rows import add_case, add_draft, add_person

START = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)

STUDENT = "071301500014"
FATHER = "061301500304"
WIDOWER = "001315500711"
SILENT_MARRIAGE = "021318500533"
PARTIAL_BIRTHS = "011304500684"
FAILING_BIRTHS = "031312500275"
LATE_MARRIAGE = "041326500868"


class Time:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = START
        clock.set_source(lambda: self.now)

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def time() -> Iterator[Time]:
    yield Time()
    clock.reset()


@pytest.fixture
def gateway(
    app: Flask, session: scoped_session[Session], time: Time, monkeypatch: pytest.MonkeyPatch
) -> Iterator[GatewaySimulator]:
    """The simulated gateway, which the app's settings lead to."""
    with GatewaySimulator(counted_from=lambda: date(2026, 11, 23)) as simulator:
        settings = replace(
            app.config["SETTINGS"],
            registry_url=simulator.url,
            registry_login="qyzmet",
            registry_password="password",
        )
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        yield simulator


@pytest.fixture
def draft(gateway: GatewaySimulator) -> str:
    """A draft of the student, with the districts of the demo known."""
    return new_draft(STUDENT)


def new_draft(iin: str) -> str:
    with transaction():
        for place in PLACES:
            db.session.merge(
                District(code=place.code, name_kk=place.name_kk, name_ru=place.name_ru, name_en=place.name_en)
            )
        return add_draft(add_person(iin)).id


def put(kind: str, iin: str, *, purpose: str = "application", draft_id: str | None = None) -> int:
    with transaction():
        if draft_id is None:
            return ask(kind, iin, purpose=purpose).id
        ask_for_draft([kind], iin, draft_id, db.session.get_one(Draft, draft_id).person_id)
    asked = select(RegistryQuery.id).where(RegistryQuery.draft_id == draft_id, RegistryQuery.kind == kind)
    return db.session.scalars(asked).one()


def row(query_id: int) -> RegistryQuery:
    db.session.rollback()
    return db.session.get_one(RegistryQuery, query_id)


def in_outbox(query_id: int) -> int:
    db.session.rollback()
    entries = db.session.scalars(select(OutboxEntry).where(OutboxEntry.topic == "ask_registry"))
    return sum(entry.subject_id == query_id for entry in entries)


@pytest.mark.rule("ALL-3")
class TestAnswers:
    def test_what_a_registry_says_stands_beside_its_name_and_the_time(self, draft: str, time: Time) -> None:
        query_id = put("births", FATHER, draft_id=draft)
        time.passes(seconds=3)
        jobs.ask_registry(query_id)

        view = facts_for_draft(draft)["births"]
        assert view.status is QueryStatus.ANSWERED
        assert view.source == "Civil registry: births"
        assert view.answered_at == START + timedelta(seconds=3)
        assert [fact.source for fact in view.facts] == ["births", "births"]
        assert isinstance(view.facts[0], Child)
        assert not view.is_waiting and not view.will_ask_again

    def test_all_that_a_deferral_needs_comes_without_the_citizen(self, gateway: GatewaySimulator) -> None:
        draft = new_draft(WIDOWER)
        for kind in ("identity", "births", "spouse_death", "marriage"):
            jobs.ask_registry(put(kind, WIDOWER, draft_id=draft))
        views = facts_for_draft(draft)
        assert {kind: view.status for kind, view in views.items()} == {
            "identity": QueryStatus.ANSWERED,
            "births": QueryStatus.ANSWERED,
            "spouse_death": QueryStatus.ANSWERED,
            "marriage": QueryStatus.ANSWERED,
        }

    def test_no_record_is_an_answer_too(self, draft: str) -> None:
        jobs.ask_registry(put("births", STUDENT, draft_id=draft))
        view = facts_for_draft(draft)["births"]
        assert (view.status, view.facts) == (QueryStatus.ABSENT, ())

    def test_an_incomplete_answer_says_what_it_lacks(self, draft: str) -> None:
        jobs.ask_registry(put("births", PARTIAL_BIRTHS, draft_id=draft))
        view = facts_for_draft(draft)["births"]
        assert (view.status, view.missing, len(view.facts)) == (QueryStatus.PARTIAL, ("records",), 1)

    def test_the_registry_of_persons_describes_the_citizen(self, draft: str) -> None:
        person = db.session.scalars(select(Person)).one()
        jobs.ask_registry(put("identity", STUDENT, draft_id=draft))
        db.session.rollback()
        assert (person.full_name, person.district_code) == ("Сейітқали Ерлан Бекұлы", "751210000")
        assert isinstance(facts_for_draft(draft)["identity"].facts[0], PersonRecord)


class TestAskingOnce:
    def test_a_draft_asks_each_registry_once(self, draft: str) -> None:
        first = put("births", FATHER, draft_id=draft)
        assert put("births", FATHER, draft_id=draft) == first
        assert in_outbox(first) == 1

    def test_a_job_that_runs_twice_asks_once(self, draft: str, gateway: GatewaySimulator) -> None:
        query_id = put("births", FATHER, draft_id=draft)
        jobs.ask_registry(query_id)
        jobs.ask_registry(query_id)
        assert gateway.behaviour.asked["births"] == 1

    def test_two_jobs_at_the_same_time_ask_once(self, draft: str) -> None:
        query_id = put("births", FATHER, draft_id=draft)
        with transaction():
            assert actions.start_attempt(query_id) is not None
        with transaction():
            assert actions.start_attempt(query_id) is None

    def test_a_second_answer_changes_nothing(self, draft: str) -> None:
        query_id = put("births", FATHER, draft_id=draft)
        jobs.ask_registry(query_id)
        with transaction():
            record_answer(query_id, Answer(QueryStatus.ABSENT, clock.now()))
            record_failure(query_id, Permanent("late"))
        assert row(query_id).status == QueryStatus.ANSWERED
        assert row(query_id).error_code is None

    def test_the_network_is_not_used_inside_a_transaction(
        self, draft: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[bool] = []
        ask_gateway = gateway_registries.GatewayRegistry.ask

        def spy(self: object, question: object) -> Answer:
            seen.append(db.session().in_transaction())
            return ask_gateway(self, question)  # type: ignore[arg-type]

        monkeypatch.setattr(gateway_registries.GatewayRegistry, "ask", spy)
        jobs.ask_registry(put("births", FATHER, draft_id=draft))
        assert seen == [False]

    @pytest.mark.parametrize(("kind", "purpose"), [("horoscope", "application"), ("births", "curiosity")])
    def test_neither_an_unknown_registry_nor_an_unknown_purpose_is_asked(
        self, draft: str, kind: str, purpose: str
    ) -> None:
        with pytest.raises(ValueError), transaction():
            ask(kind, FATHER, purpose=purpose)


class TestFailures:
    def test_an_error_about_the_data_ends_the_question(self, draft: str) -> None:
        query_id = put("births", FAILING_BIRTHS, draft_id=draft)
        jobs.ask_registry(query_id)
        view = facts_for_draft(draft)["births"]
        assert (view.status, view.error_code) == (QueryStatus.FAILED, "gateway_data_error")
        assert not view.will_ask_again
        assert in_outbox(query_id) == 1

    def test_an_entity_bomb_is_refused_and_not_asked_for_again(
        self, draft: str, gateway: GatewaySimulator
    ) -> None:
        gateway.behaviour.put(Mode.BOMB)
        jobs.ask_registry(put("identity", STUDENT, draft_id=draft))
        view = facts_for_draft(draft)["identity"]
        assert (view.status, view.error_code, view.facts) == (QueryStatus.FAILED, "reply_unsafe", ())

    @pytest.mark.parametrize("mode", [Mode.FAULT, Mode.GARBAGE, Mode.UNAVAILABLE, Mode.SILENT])
    def test_what_may_pass_is_asked_again_after_a_while(
        self, draft: str, gateway: GatewaySimulator, time: Time, mode: Mode
    ) -> None:
        gateway.behaviour.put(mode)
        query_id = put("births", FATHER, draft_id=draft)
        jobs.ask_registry(query_id)
        assert facts_for_draft(draft)["births"].is_waiting
        assert in_outbox(query_id) == 2

        gateway.behaviour.reset()
        jobs.ask_registry(query_id)
        assert gateway.behaviour.asked["births"] == 0, "asked before its time"
        time.passes(seconds=10)
        jobs.ask_registry(query_id)
        assert facts_for_draft(draft)["births"].status is QueryStatus.ANSWERED

    def test_the_waits_grow(self, draft: str, gateway: GatewaySimulator, time: Time) -> None:
        gateway.behaviour.put(Mode.UNAVAILABLE)
        query_id = put("births", FATHER, draft_id=draft)
        waits = []
        for _ in range(4):
            jobs.ask_registry(query_id)
            again_at = row(query_id).next_attempt_at
            assert again_at is not None
            waits.append((again_at - time.now).total_seconds())
            time.now = again_at
        assert waits == [10, 30, 120, 300]

    def test_a_registry_that_was_never_configured_needs_a_person(
        self, draft: str, app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], registry_url=""))
        jobs.ask_registry(put("births", FATHER, draft_id=draft))
        assert facts_for_draft(draft)["births"].error_code == "gateway_not_configured"
        assert caplog.records[-1].levelno == logging.ERROR

    def test_a_slip_in_a_mapping_fails_the_question_and_quotes_nothing(
        self, draft: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def slip(*_: object, **__: object) -> Answer:
            raise ValueError(f"cannot read {FATHER}")

        monkeypatch.setattr(gateway_registries.MAPPINGS["births"], "read", slip, raising=False)
        jobs.ask_registry(put("births", FATHER, draft_id=draft))
        assert facts_for_draft(draft)["births"].status is QueryStatus.FAILED
        assert "ValueError" in caplog.text
        assert FATHER not in caplog.text


class TestSilenceAndLateness:
    def test_a_silent_registry_is_said_to_be_silent_at_its_deadline(self, draft: str, time: Time) -> None:
        query_id = put("marriage", SILENT_MARRIAGE, draft_id=draft)
        jobs.ask_registry(query_id)
        time.passes(minutes=14)
        jobs.sweep_silent()
        assert facts_for_draft(draft)["marriage"].status is QueryStatus.ASKED
        time.passes(minutes=1)
        jobs.sweep_silent()
        view = facts_for_draft(draft)["marriage"]
        assert view.status is QueryStatus.SILENT
        assert view.will_ask_again

    def test_a_registry_that_spoke_in_errors_has_failed_not_been_silent(
        self, draft: str, gateway: GatewaySimulator, time: Time
    ) -> None:
        gateway.behaviour.put(Mode.FAULT)
        query_id = put("births", FATHER, draft_id=draft)
        jobs.ask_registry(query_id)
        time.passes(minutes=15)
        jobs.sweep_silent()
        assert row(query_id).status == QueryStatus.FAILED

    @pytest.mark.rule("ALL-3")
    def test_a_late_answer_still_lands(self, draft: str, time: Time) -> None:
        query_id = put("marriage", LATE_MARRIAGE, draft_id=draft)
        jobs.ask_registry(query_id)
        time.passes(minutes=16)
        jobs.sweep_silent()
        jobs.ask_registry(query_id)
        assert facts_for_draft(draft)["marriage"].status is QueryStatus.SILENT
        time.passes(minutes=LATE_AFTER.total_seconds() / 60)
        jobs.ask_registry(query_id)
        assert facts_for_draft(draft)["marriage"].status is QueryStatus.ABSENT

    def test_an_answer_that_was_on_its_way_at_the_deadline_lands_too(self, draft: str, time: Time) -> None:
        query_id = put("births", FATHER, draft_id=draft)
        with transaction():
            actions.start_attempt(query_id)
        time.passes(minutes=15)
        with transaction():
            mark_silent(query_id)
        with transaction():
            record_answer(query_id, Answer(QueryStatus.ABSENT, clock.now()))
        assert row(query_id).status == QueryStatus.ABSENT

    def test_nobody_is_asked_for_ever(self, draft: str, gateway: GatewaySimulator, time: Time) -> None:
        gateway.behaviour.put(Mode.SILENT)
        query_id = put("births", FATHER, draft_id=draft)
        while (again_at := row(query_id).next_attempt_at) is not None:
            time.now = again_at
            jobs.ask_registry(query_id)
        assert row(query_id).status == QueryStatus.SILENT
        assert time.now - START < timedelta(hours=25)
        assert 8 < row(query_id).attempts < 20

    def test_an_attempt_whose_worker_died_is_made_again_when_the_outbox_hands_it_over(
        self, draft: str, time: Time
    ) -> None:
        query_id = put("births", FATHER, draft_id=draft)
        with transaction():
            actions.start_attempt(query_id)
        time.passes(seconds=outbox.STALE_AFTER.total_seconds())
        jobs.ask_registry(query_id)
        assert row(query_id).status == QueryStatus.ANSWERED


class TestAskingAgain:
    def test_a_person_may_ask_again_but_not_at_once(
        self, draft: str, gateway: GatewaySimulator, time: Time
    ) -> None:
        query_id = put("births", FAILING_BIRTHS, draft_id=draft)
        jobs.ask_registry(query_id)
        with transaction():
            assert retry(query_id) is False
        time.passes(minutes=1)
        gateway.behaviour.put(Mode.OK)
        with transaction():
            assert retry(query_id) is True
        assert facts_for_draft(draft)["births"].is_waiting
        jobs.ask_registry(query_id)
        assert facts_for_draft(draft)["births"].status is QueryStatus.ABSENT

    def test_a_partial_answer_stays_until_a_better_one_comes(
        self, draft: str, gateway: GatewaySimulator, time: Time
    ) -> None:
        query_id = put("births", PARTIAL_BIRTHS, draft_id=draft)
        jobs.ask_registry(query_id)
        time.passes(minutes=1)
        gateway.behaviour.put(Mode.ERROR)
        with transaction():
            retry(query_id)
        jobs.ask_registry(query_id)
        assert facts_for_draft(draft)["births"].status is QueryStatus.PARTIAL

        time.passes(minutes=1)
        gateway.behaviour.put(Mode.OK)
        with transaction():
            retry(query_id)
        jobs.ask_registry(query_id)
        view = facts_for_draft(draft)["births"]
        assert (view.status, len(view.facts), view.missing) == (QueryStatus.ANSWERED, 2, ())


@pytest.mark.parametrize(
    "mode", [Mode.OK, Mode.PARTIAL, Mode.SILENT, Mode.FAULT, Mode.GARBAGE, Mode.BOMB, Mode.OTHER_PERSON]
)
def test_no_log_line_holds_personal_data(
    draft: str, gateway: GatewaySimulator, mode: Mode, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    gateway.behaviour.put(mode)
    for kind in ("identity", "births", "marriage", "mobile_citizens"):
        query_id = put(kind, FATHER, draft_id=draft)
        jobs.ask_registry(query_id)
        logging.getLogger("test").debug("%r", row(query_id))
    person = next(citizen for citizen in CITIZENS if citizen.iin == FATHER)
    ours = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("sqlalchemy")
    )
    assert ours
    for secret in (FATHER, person.surname, person.given_name, str(person.phone), "Айлин"):
        assert secret not in ours


def test_the_facts_of_a_draft_or_a_case_take_one_statement(draft: str) -> None:
    for kind in ("identity", "births", "marriage", "spouse_death"):
        jobs.ask_registry(put(kind, FATHER, draft_id=draft))
    with transaction():
        case_id = add_case(db.session.get_one(Draft, draft)).id
        attach_to_case(draft, case_id)
    with statements() as seen:
        of_draft = facts_for_draft(draft)
        of_case = facts_for_case(case_id)
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 2
    assert len(of_draft) == 4
    assert of_case.keys() == of_draft.keys()


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
