"""What is stuck, on the administrator's pages: messages, work, and the overview."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from actions import outbox
from database import db, transaction
from domain.message_statuses import MessageStatus, Reason
from domain.registry_facts import QueryStatus, RegistryKind
from domain.roles import BodyKind, Role
from models.audit import AuditEntry
from models.messaging import Message, OutboxEntry
from models.registries import RegistryQuery
from tests.conftest import TestClock
from tests.support.administration import AdminDesk
from tests.support.factories import (
    make_body,
    make_calendar,
    make_case,
    make_commission,
    make_officer,
)
from tests.support.html import check_page
from tests.support.officers_at_work import number_of

PHONE = "+77000000101"


@pytest.fixture
def desk(app: Flask, clock: TestClock) -> AdminDesk:
    make_calendar()
    return AdminDesk(app)


def add_message(clock: TestClock, status: str = "failed", **columns: object) -> int:
    """A message as a job leaves it."""
    with transaction():
        given = {
            "template": "withdrawn",
            "language": "kk",
            "phone": PHONE,
            "body": "26-000001-9",
            "segments": 1,
            "urgent": False,
            "reason": Reason.UNKNOWN_NUMBER,
            "status_at": clock(),
            "created_at": clock(),
            "not_before": clock(),
        }
        message = Message(status=status, **{**given, **columns})
        db.session.add(message)
        db.session.flush()
        return message.id


def add_work(clock: TestClock, *, given_up: bool = True, topic: str = "check_signatures") -> int:
    """An entry of the outbox that failed as often as it may."""
    with transaction():
        entry = outbox.put(topic, 7)
        for _ in range(outbox.MOST_FAILURES if given_up else 1):
            outbox.put_back(entry.id, "KeyError")
        return entry.id


def messages() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(select(Message).order_by(Message.id)))


class TestMessages:
    def test_each_is_shown_with_its_reason_and_half_its_number(
        self, desk: AdminDesk, clock: TestClock
    ) -> None:
        case_id = make_case(make_commission())
        add_message(clock, case_id=case_id, provider_code="30005")
        add_message(clock, "undelivered", reason=Reason.UNREACHABLE)
        add_message(clock, "queued", reason=Reason.PROVIDER_DOWN)
        page = desk.page("/admin/stuck/")
        check_page(page)
        assert PHONE not in page and "+7 700 ••• •• 01" in page
        assert number_of(case_id) in page and "The number is out of use" in page and "(30005)" in page
        assert "The phone was switched off or out of reach" in page
        assert "The provider cannot be reached; we try again" in page and "Next try:" in page
        assert "is withdrawn and no longer examined" in page

    def test_one_is_sent_again_once(self, desk: AdminDesk, clock: TestClock) -> None:
        old = add_message(clock)
        page = desk.send("/admin/stuck/", to="/admin/stuck/messages/", id=old)
        assert "1 message is sent again." in page and "on its way" in page
        again = messages()[-1]
        assert (again.retry_of_id, again.status) == (old, MessageStatus.QUEUED)
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.code == "message_retried")).one()
        assert (entry.officer_id, entry.data["message"]) == (desk.actor.id, old)
        page = desk.send("/admin/people/new/", to="/admin/stuck/messages/", id=old)
        assert "nothing is done twice" in page and "sent again" not in page
        assert len(messages()) == 2

    def test_a_whole_page_is_sent_again_and_one_that_went_on_stops_nothing(
        self, desk: AdminDesk, clock: TestClock
    ) -> None:
        ids = [add_message(clock), add_message(clock), add_message(clock, "delivered", reason=None)]
        assert "Send these 2 messages again" in desk.page("/admin/stuck/")
        page = desk.send("/admin/stuck/", to="/admin/stuck/messages/", id=[*ids, 999, "x"])
        assert "2 messages are sent again." in page and "nothing is done twice" in page
        assert len(messages()) == 5

    def test_one_time_passwords_are_counted_and_not_repeated(self, desk: AdminDesk, clock: TestClock) -> None:
        otp = add_message(clock, template="otp_sign_in", expires_at=clock() + timedelta(minutes=5))
        page = desk.page("/admin/stuck/")
        assert "1 one-time password reached nobody" in page and "Send again" not in page
        desk.send("/admin/people/new/", to="/admin/stuck/messages/", id=otp)
        assert len(messages()) == 1

    def test_what_was_long_ago_is_no_longer_listed(
        self, app: Flask, desk: AdminDesk, clock: TestClock
    ) -> None:
        add_message(clock)
        clock.advance(days=31)
        assert "on its way" in AdminDesk(app, desk.actor).page("/admin/stuck/")

    def test_the_list_takes_as_many_queries_however_long(self, desk: AdminDesk, clock: TestClock) -> None:
        add_message(clock)
        add_work(clock)
        few = len(desk.statements("/admin/stuck/"))
        for _ in range(30):
            add_message(clock)
            add_work(clock)
        assert len(desk.statements("/admin/stuck/")) == few
        assert "Page 1 of 2" in desk.page("/admin/stuck/")


class TestWork:
    def test_what_was_given_up_is_tried_again_once(self, desk: AdminDesk, clock: TestClock) -> None:
        entry_id = add_work(clock)
        page = desk.page("/admin/stuck/")
        check_page(page)
        assert (
            "Asking whether a signing key is in force" in page and "KeyError" in page and "30 tries" in page
        )
        page = desk.send("/admin/stuck/", to="/admin/stuck/work/", id=entry_id)
        assert "1 piece of work is tried again." in page and "Nothing was given up." in page
        entry = db.session.get_one(OutboxEntry, entry_id)
        assert (entry.given_up_at, entry.failures) == (None, 0)
        audit = db.session.scalars(select(AuditEntry).where(AuditEntry.code == "work_retried")).one()
        assert (audit.officer_id, audit.data["topic"]) == (desk.actor.id, "check_signatures")
        page = desk.send("/admin/people/new/", to="/admin/stuck/work/", id=[entry_id, 999])
        assert "nothing is done twice" in page

    def test_work_that_waits_for_too_long_points_at_the_worker(
        self, app: Flask, desk: AdminDesk, clock: TestClock
    ) -> None:
        add_work(clock, given_up=False)
        assert "see that the relay and the worker run" not in desk.page("/admin/stuck/")
        clock.advance(minutes=11)
        assert "see that the relay and the worker run" in desk.page("/admin/stuck/")


class TestOverview:
    def test_when_all_is_well_it_says_so(self, desk: AdminDesk) -> None:
        make_commission()
        page = desk.page("/admin/")
        check_page(page)
        for words in (
            "Nothing is late.",
            "Every place is held today.",
            "This year and the next two are loaded.",
            "Every question of the last 24 hours was answered.",
        ):
            assert words in page
        assert page.count("none") >= 5

    def test_everything_that_is_stuck_or_missing_is_told(
        self, app: Flask, desk: AdminDesk, clock: TestClock
    ) -> None:
        case_id = make_case(make_commission())
        bare = make_body(BodyKind.COMMISSION, "353200000", "Bare commission")
        make_officer("bare.chair", Role.CHAIR, bare)
        make_body(BodyKind.MILITARY_BODY, "195200000", "Military body")
        clock.set("2027-01-11T10:00")
        desk = AdminDesk(app, desk.actor)
        add_message(clock)
        add_work(clock)
        with transaction():
            for status in (QueryStatus.FAILED, QueryStatus.SILENT, QueryStatus.ANSWERED):
                db.session.add(
                    RegistryQuery(
                        kind=RegistryKind.MARRIAGE,
                        iin="0" * 12,
                        purpose="sign_in",
                        status=status,
                        created_at=clock(),
                        deadline_at=clock(),
                    )
                )
        page = desk.page("/admin/")
        check_page(page)
        assert "Load 2029" in page and "Load 2028" not in page
        assert "Civil registry: marriages" in page and "failed 1, silent 1, of 3 questions" in page
        assert "Bare commission" in page and "3 places are empty" in page and "Commission alatau" not in page
        assert "Districts without a commission" in page and "District 195200000" in page
        assert "District 751210000" in page and number_of(case_id) not in page

    def test_it_takes_as_many_queries_however_much_there_is(self, desk: AdminDesk, clock: TestClock) -> None:
        make_commission()
        few = len(desk.statements("/admin/"))
        for number in range(6):
            make_body(BodyKind.COMMISSION, f"35320000{number}")
            add_message(clock)
        assert len(desk.statements("/admin/")) == few
