"""The phone number, taken anew from the registry and never from a form."""

import pytest
from sqlalchemy import func, select

import clock as our_clock
from actions import contacts
from database import db, transaction
from domain.registry_facts import Answer, BoundPhone, QueryStatus, RegistryKind
from integrations.registries.errors import NoAnswer, Transient
from jobs import registries as registry_jobs
from jobs.contacts import refresh_phone
from models.cases import Event
from models.messaging import Message, OutboxEntry
from models.people import Person
from models.registries import RegistryQuery
from tests.conftest import TestClock
from tests.support import factories as make
from tests.support.citizens import browser_of, send, words_of

pytestmark = pytest.mark.usefixtures("clock", "session")

OLD, NEW = "+77000000101", "+77000000999"


class Registry:
    """The mobile citizens database with one answer."""

    def __init__(self, phone: str | None, failure: Exception | None = None) -> None:
        self.phone, self.failure = phone, failure

    def ask(self, _question: object) -> Answer:
        if self.failure:
            raise self.failure
        fact = BoundPhone(source=RegistryKind.MOBILE_CITIZENS, answered_at=our_clock.now(), phone=self.phone)
        status = QueryStatus.ANSWERED if self.phone else QueryStatus.ABSENT
        return Answer(status, our_clock.now(), (fact,))


@pytest.fixture
def citizen(client, session, clock):
    make.make_calendar()
    commission = make.make_commission()
    person_id = make.make_person(phone=OLD, language="en")
    make.make_case(commission, person_id=person_id)
    return browser_of(client, person_id)


def registry_says(monkeypatch: pytest.MonkeyPatch, registry: Registry) -> None:
    monkeypatch.setattr(registry_jobs, "registry_for", lambda _kind, _settings: registry)


def question() -> int:
    db.session.rollback()
    return db.session.scalars(select(RegistryQuery.id).where(RegistryQuery.purpose == "contact")).one()


def ask(citizen) -> int:
    assert send(citizen, "/cabinet/profile/", to="/cabinet/profile/phone/", phone=NEW).status_code == 303
    return question()


def phone() -> str | None:
    db.session.rollback()
    return db.session.scalars(select(Person.phone)).one()


def test_the_number_comes_from_the_registry_and_both_phones_are_told(citizen, monkeypatch):
    registry_says(monkeypatch, Registry(NEW))
    query_id = ask(citizen)
    assert phone() == OLD
    assert "data-poll" in citizen.get("/cabinet/profile/", headers={"HX-Request": "true"}).text
    topics = set(db.session.scalars(select(OutboxEntry.topic).where(OutboxEntry.subject_id == query_id)))
    assert {"refresh_phone", "ask_registry"} <= topics
    refresh_phone(query_id)
    refresh_phone(query_id)
    assert phone() == NEW
    told = db.session.scalars(select(Message.phone).where(Message.template == "phone_changed")).all()
    assert sorted(told) == [OLD, NEW]
    assert db.session.scalars(select(Event.code).order_by(Event.id.desc())).first() == "phone_refreshed"
    words = words_of(citizen.get("/cabinet/profile/"))
    assert "+7 700 ••• •• 99" in words and "Taken from the mobile citizens database" in words
    assert NEW not in citizen.get("/cabinet/profile/").text


@pytest.mark.parametrize("linked", [OLD, None])
def test_the_same_number_or_none_changes_nothing(citizen, monkeypatch, linked):
    registry_says(monkeypatch, Registry(linked))
    refresh_phone(ask(citizen))
    assert phone() == OLD
    assert db.session.scalar(select(func.count()).where(Message.template == "phone_changed")) == 0


def test_a_silent_registry_is_waited_for_and_then_named(citizen, monkeypatch, clock: TestClock):
    registry_says(monkeypatch, Registry(NEW, NoAnswer("timed_out")))
    query_id = ask(citizen)
    with pytest.raises(Transient):
        refresh_phone(query_id)
    clock.advance(minutes=16)
    registry_jobs.sweep_silent()
    refresh_phone(query_id)
    assert phone() == OLD
    browser_of(citizen, db.session.scalars(select(Person.id)).one())
    assert "did not answer" in words_of(citizen.get("/cabinet/profile/"))


def test_it_is_not_asked_twice_in_a_minute(citizen, clock: TestClock):
    ask(citizen)
    again = send(citizen, "/cabinet/profile/", to="/cabinet/profile/phone/")
    assert again.status_code == 303
    question()  # one still
    clock.advance(seconds=61)
    with transaction():
        assert contacts.ask_for_number(db.session.scalars(select(Person.id)).one())
