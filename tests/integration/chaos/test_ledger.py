"""The ledger of a run sees what it is there to see: each kind of loss is made by hand, and found."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from actions import delivery, outbox
from database import db, transaction
from devkit.chaos.ledger import Ledger, draw_up
from devkit.twilio.store import Taken
from domain.message_statuses import MessageStatus, Reason
from integrations.sms.protocol import ProviderReply
from models.cases import Case, Task
from models.messaging import Message, MessageAttempt, OutboxEntry
from tests.support import factories as make


@pytest.fixture
def case_id(commission) -> int:
    """A case that the chair passed on."""
    case_id = make.make_case(commission)
    make.act(case_id, "forward", commission.chair)
    return case_id


@pytest.fixture
def taken(case_id) -> list[Taken]:
    """What the provider has after everything was delivered."""
    found = [
        deliver(message_id)
        for message_id in db.session.scalars(select(Message.id).order_by(Message.id)).all()
    ]
    with transaction():
        for entry_id in db.session.scalars(select(OutboxEntry.id)).all():
            outbox.finish(entry_id)
    return found


def deliver(message_id: int) -> Taken:
    """Hand the message to a provider that delivers it at once."""
    with transaction():
        outgoing = delivery.start(message_id)
    assert outgoing is not None
    sid = f"SM{message_id}"
    with transaction():
        reply = ProviderReply(sid, MessageStatus.DELIVERED, None, None)
        delivery.record_taken(message_id, outgoing.reference, reply)
    callback = f"http://127.0.0.1/?ref={outgoing.reference}"
    at = outgoing.started_at.isoformat()
    return Taken(sid, "AC", outgoing.phone, "+7", outgoing.text, "delivered", None, at, at, at, callback)


def drawn(case_id: int, taken: list[Taken], *actions: str) -> Ledger:
    """The ledger, where clients saw these actions done."""
    db.session.rollback()
    number = db.session.get_one(Case, case_id).number
    return draw_up([(number, action) for action in actions], taken)


def test_a_clean_run_is_clean(case_id, taken):
    ledger = drawn(case_id, taken, "forward")
    assert ledger.is_clean, (ledger.lost, ledger.stuck, ledger.unexplained)
    assert (ledger.duplicates, ledger.messages["delivered"]) == (0, len(taken))


def test_a_message_that_was_never_written_is_lost(case_id, taken):
    with transaction() as session:
        told = select(Message.id).where(Message.template == "case_forwarded")
        session.execute(delete(MessageAttempt).where(MessageAttempt.message_id.in_(told)))
        session.execute(delete(Message).where(Message.template == "case_forwarded"))
    kept = [one for one in taken if one is not taken[-1]]
    assert [words.split(": ")[1] for words in drawn(case_id, kept).lost] == [
        "1 of case_forwarded was never written"
    ]


def test_a_delivery_of_which_the_provider_knows_nothing_is_lost(case_id, taken):
    assert len(drawn(case_id, taken[1:]).lost) == 1


@pytest.mark.parametrize("reason", [Reason.SITE_ERROR, Reason.TOO_MANY_ATTEMPTS, Reason.OUTCOME_UNKNOWN])
def test_a_message_that_ended_by_our_fault_is_lost(case_id, taken, reason):
    with transaction() as session:
        session.execute(update(Message).values(status=MessageStatus.FAILED, reason=reason))
    assert len(drawn(case_id, taken).lost) == len(taken)


def test_a_deed_that_was_answered_and_is_not_in_the_history_is_lost(case_id, taken):
    assert len(drawn(case_id, taken, "forward", "withdraw").lost) == 1


def test_a_message_without_an_end_and_work_left_over_are_stuck(case_id, taken):
    with transaction() as session:
        session.execute(update(Message).values(status=MessageStatus.ACCEPTED))
        outbox.put("check_message", 1)
    assert len(drawn(case_id, taken).stuck) == len(taken) + 1


def test_a_status_that_the_history_does_not_lead_to_is_unexplained(case_id, taken):
    with transaction() as session:
        session.execute(update(Case).values(status="examined"))
        session.execute(update(Task).where(Task.closed_at.is_(None)).values(step="examined"))
    assert len(drawn(case_id, taken).unexplained) == 1


def test_tasks_of_another_step_are_unexplained(case_id, taken):
    with transaction() as session:
        session.execute(update(Task).where(Task.closed_at.is_(None)).values(step="examined"))
    assert len(drawn(case_id, taken).unexplained) == 1


def test_what_nobody_sent_is_unexplained(case_id, taken):
    stranger = replace(taken[0], sid="SM0", callback_url="http://127.0.0.1/?ref=0")
    assert len(drawn(case_id, [*taken, stranger]).unexplained) == 1


@pytest.mark.parametrize(("known_after", "unexplained"), [(5, 1), (59, 1), (60, 0)])
def test_a_second_sms_is_allowed_only_where_the_first_ones_outcome_was_unknown(
    case_id, taken, known_after, unexplained
):
    with transaction() as session:
        first = session.scalars(select(MessageAttempt).order_by(MessageAttempt.id).limit(1)).one()
        first.ended_at = first.started_at + timedelta(seconds=known_after)
        later = first.started_at + timedelta(minutes=5)
        session.add(MessageAttempt(message_id=first.message_id, reference="again", started_at=later))
    again = replace(taken[0], sid="SM0", callback_url="http://127.0.0.1/?ref=again")
    ledger = drawn(case_id, [*taken, again])
    assert (ledger.duplicates, len(ledger.unexplained)) == (1, unexplained)


def test_the_same_attempt_sent_twice_is_never_allowed(case_id, taken):
    ledger = drawn(case_id, [*taken, replace(taken[0], sid="SM0")])
    assert (ledger.duplicates, len(ledger.unexplained)) == (1, 1)
