"""What the site needs of a registry, whoever carries the question there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from xml.etree.ElementTree import Element

from domain.registry_facts import Answer


@dataclass(frozen=True, repr=False)
class Question:
    """What a registry is asked: everything it keeps about the person with this IIN.

    `message_id` names this attempt, `correlation_id` the question that all
    attempts belong to.
    """

    iin: str
    message_id: str
    correlation_id: str


class Registry(Protocol):
    """A registry of the state."""

    def ask(self, question: Question) -> Answer:
        """The registry's answer. Raises RegistryError in one of its three kinds."""
        ...


class Mapping(Protocol):
    """How one registry words questions and answers inside the gateway's envelope."""

    service_id: str

    def request(self, question: Question, *, sent_at: datetime, sender: str) -> Element:
        """The `data` element of the request."""
        ...

    def read(self, data: Element, question: Question, *, answered_at: datetime) -> Answer:
        """The answer that the reply's `data` element holds. Raises RegistryError."""
        ...
