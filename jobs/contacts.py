"""Taking a citizen's phone number anew from the registry."""

from actions import contacts
from database import transaction
from integrations.registries.errors import Transient
from jobs.registries import ask_registry


def refresh_phone(query_id: int) -> None:
    """Ask the registry, unless that was done already, and keep the number that it names.

    Raises Transient while the answer is still on its way, so that the outbox
    tries again; the question's own deadline ends the trying.
    """
    ask_registry(query_id)
    with transaction():
        taken = contacts.take_number(query_id)
    if not taken:
        raise Transient("no_answer_yet")
