"""Which job does what is put into the outbox, and in which queue it waits."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

MESSAGES = "messages"
BACKGROUND = "background"

QUEUES = (MESSAGES, BACKGROUND)
"""Each has worker processes of its own: RQ recovers what it loses between popping and
starting a job only where a worker listens to exactly one queue."""


class Topic(NamedTuple):
    """The queue, the job's dotted path, and the seconds after which a job is stopped.

    Every job takes one id, opens its own transactions, and may run twice.
    """

    queue: str
    path: str
    seconds: int = 60


TOPICS: dict[str, Topic] = {
    # Less than actions.delivery.LOOK_UP_AFTER: a message is looked up only when no job can still send it.
    "send_message": Topic(MESSAGES, "jobs.messages.send_message", 45),
    "check_message": Topic(MESSAGES, "jobs.messages.check_message"),
    "send_code": Topic(MESSAGES, "jobs.codes.send_code"),
    "ask_registry": Topic(BACKGROUND, "jobs.registries.ask_registry"),
    "check_signatures": Topic(BACKGROUND, "jobs.signatures.check_signatures", 120),
    "stamp_signature": Topic(BACKGROUND, "jobs.signatures.stamp_signature"),
    "refresh_phone": Topic(BACKGROUND, "jobs.contacts.refresh_phone"),
    "stamp_anchor": Topic(BACKGROUND, "jobs.audit.stamp_anchor"),
    "delete_superseded": Topic(BACKGROUND, "jobs.documents.delete_superseded"),
}


def job_of(topic: str) -> Callable[[int], object]:
    """The function that does the topic's work. Raises KeyError for an unknown topic."""
    return function_at(TOPICS[topic].path)


def function_at(path: str) -> Callable[..., object]:
    """The function with this dotted path, its module imported."""
    module, _, name = path.rpartition(".")
    function: Callable[..., object] = getattr(import_module(module), name)
    return function
