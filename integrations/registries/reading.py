"""What the mappings share when they read a reply."""

from datetime import date
from xml.etree.ElementTree import Element

from integrations.registries.envelope import NOT_FOUND, text
from integrations.registries.errors import Permanent
from integrations.registries.protocol import Question

PROVIDER_SUCCESS = "00000"


def found(code: str | None) -> bool:
    """Whether the provider's own result is a success (True) or "no such record" (False).

    Raises Permanent for any other result: the gateway delivered the question,
    and the registry turned it down.
    """
    if code == PROVIDER_SUCCESS:
        return True
    if code == NOT_FOUND:
        return False
    raise Permanent("registry_declined")


def same_person(iin: str | None, question: Question) -> None:
    """Raises Permanent unless the reply is about the person who was asked for."""
    if iin != question.iin:
        raise Permanent("reply_about_another")


def day(element: Element, path: str) -> date | None:
    """A date, with or without a time and an offset behind it; None where absent or unreadable."""
    written = (text(element, path) or "")[:10]
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
