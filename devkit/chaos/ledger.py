"""The ledger of a run: what the database, the clients and the provider each say, held against one another."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import func, select

import catalogue
from actions.delivery import LOOK_UP_AFTER
from database import db
from devkit.twilio.store import Taken
from domain.message_statuses import FINAL, MessageStatus, Reason
from domain.schema import Group, PublicService
from integrations.sms.twilio import REFERENCE
from models.cases import Case, Event, Task
from models.messaging import Message, MessageAttempt, OutboxEntry

_OUR_FAULT = frozenset(
    {Reason.SITE_ERROR, Reason.TOO_MANY_ATTEMPTS, Reason.OUTCOME_UNKNOWN, Reason.NOT_CONFIGURED}
)
_BY_THE_SITE = {"answer_overdue": ("overdue",)}
"""What is told with events that no action of a workflow makes."""


@dataclass
class Ledger:
    """What was found wrong, in words, and how many messages came more than once."""

    lost: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    duplicates: int = 0
    messages: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        """Whether every account agrees."""
        return not (self.lost or self.stuck or self.unexplained)


def draw_up(answered: list[tuple[str, str]], taken: list[Taken]) -> Ledger:
    """Go through all cases and messages. `answered`: case number and action of each deed that the
    clients saw done; `taken`: what the provider has."""
    ledger = Ledger()
    db.session.rollback()
    cases = {case.id: case for case in db.session.scalars(select(Case))}
    events: defaultdict[int, list[Event]] = defaultdict(list)
    for event in db.session.scalars(select(Event).order_by(Event.case_id, Event.sequence)):
        events[event.case_id].append(event)
    told: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for case_id, template in db.session.execute(
        select(Message.case_id, Message.template).where(Message.retry_of_id.is_(None))
    ):
        told[case_id or 0][template] += 1
    for case in cases.values():
        _check_history(ledger, case, events[case.id], told[case.id])
    _check_tasks(ledger, cases)
    _check_answers(ledger, cases, events, answered)
    _check_messages(ledger, taken)
    for topic, count in db.session.execute(
        select(OutboxEntry.topic, func.count()).group_by(OutboxEntry.topic)
    ):
        ledger.stuck.append(f"outbox: {count} of {topic}")
    db.session.rollback()
    return ledger


def _check_history(ledger: Ledger, case: Case, events: list[Event], told: Counter[str]) -> None:
    """The events lead to the stored status, one after the other, and each has told what it had to."""
    service = catalogue.edition_of(case.service, case.edition)
    status: str | None = None
    expected: Counter[str] = Counter()
    for number, event in enumerate(events, start=1):
        if event.sequence != number:
            ledger.unexplained.append(f"{case.number}: event {number} is numbered {event.sequence}")
        if event.to_status is not None and event.from_status != status:
            ledger.unexplained.append(f"{case.number}: {event.code} from {event.from_status}, not {status}")
        expected.update(_tells(service, case, event, status))
        status = event.to_status or status
    if status != case.status:
        ledger.unexplained.append(f"{case.number} is {case.status}; its history says {status}")
    for template, count in (expected - told).items():
        ledger.lost.append(f"{case.number}: {count} of {template} was never written")
    for template, count in (told - expected).items():
        ledger.unexplained.append(f"{case.number}: {count} of {template} too many")


def _tells(service: PublicService, case: Case, event: Event, status: str | None) -> tuple[str, ...]:
    """The templates that the catalogue wants told with this event."""
    if status is None:
        return (service.received,)
    if event.code == "registered" and case.register_at <= case.filed_at:
        return ()  # the receipt has said it
    step = service.workflow.step(status)
    action = next((one for one in step.actions if one.event == event.code), None)
    tells = action.tells if action else _BY_THE_SITE.get(event.code, ())
    completed = event.to_status is not None and (
        event.code == step.completed_event or (action is not None and action.completes)
    )
    return (*tells, *step.completed_tells) if completed else tells


def _check_tasks(ledger: Ledger, cases: dict[int, Case]) -> None:
    """Somebody has the case in their inbox, for the step in which it is, or nobody where it has ended."""
    steps: defaultdict[int, set[str]] = defaultdict(set)
    for case_id, name in db.session.execute(
        select(Task.case_id, Task.step).where(Task.closed_at.is_(None), Task.is_of_case)
    ):
        steps[case_id].add(name)
    for case in cases.values():
        step = catalogue.edition_of(case.service, case.edition).workflow.step(case.status)
        wanted = set() if step.group is Group.FINAL or step.owner is None else {case.status}
        if steps[case.id] != wanted:
            ledger.unexplained.append(
                f"{case.number} is {case.status}; its open tasks are of {steps[case.id]}"
            )


def _check_answers(
    ledger: Ledger, cases: dict[int, Case], events: dict[int, list[Event]], answered: list[tuple[str, str]]
) -> None:
    """What a client saw done is in the history, once."""
    numbers = {case.number: case for case in cases.values()}
    for (number, code), count in Counter(answered).items():
        case = numbers[number]
        action = catalogue.edition_of(case.service, case.edition).workflow.actions()[code]
        found = sum(event.code == action.event for event in events[case.id])
        if found < count:
            ledger.lost.append(f"{number}: {code} was answered and is not in the history")
        elif found > count:
            ledger.unexplained.append(f"{number}: {code} was done {found} times, asked for {count}")


def _check_messages(ledger: Ledger, taken: list[Taken]) -> None:
    """Every message has ended, as the provider knows it, and none came twice without need."""
    messages = {message.id: message for message in db.session.scalars(select(Message))}
    attempts = {attempt.reference: attempt for attempt in db.session.scalars(select(MessageAttempt))}
    received: defaultdict[int, list[MessageAttempt]] = defaultdict(list)
    for one in taken:
        attempt = attempts.get(_reference(one))
        message = messages[attempt.message_id] if attempt else None
        if attempt is None or message is None or (message.phone, message.body) != (one.recipient, one.body):
            ledger.unexplained.append(f"the provider has {one.sid}, which nobody sent")
        else:
            received[message.id].append(attempt)
    for message in messages.values():
        ledger.messages[message.status] += 1
        if message.status not in FINAL:
            ledger.stuck.append(f"message {message.id} ({message.template}) is {message.status}")
        elif message.reason in _OUR_FAULT:
            ledger.lost.append(f"message {message.id} ({message.template}): {message.reason}")
        elif message.status in _TAKEN and not received[message.id]:
            ledger.lost.append(f"message {message.id} is {message.status}; the provider does not have it")
        _check_repeats(ledger, message, received[message.id])


def _check_repeats(ledger: Ledger, message: Message, received: list[MessageAttempt]) -> None:
    """A second SMS is only for a first one of which nobody could say whether it was taken: only
    such an attempt is ended when the time after which the provider is asked is over."""
    ordered = sorted(received, key=lambda attempt: attempt.id)
    for first, second in pairwise(ordered):
        ledger.duplicates += 1
        was_unknown = first.ended_at is not None and first.ended_at - first.started_at >= LOOK_UP_AFTER
        if first is second or not was_unknown:
            ledger.unexplained.append(f"message {message.id} came twice without need")


_TAKEN = frozenset({MessageStatus.DELIVERED, MessageStatus.UNDELIVERED})


def _reference(taken: Taken) -> str:
    return parse_qs(urlsplit(taken.callback_url).query).get(REFERENCE, [""])[0]
