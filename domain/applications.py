"""What must be there before an application can be sent, and its frozen form."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from domain.conditions import Facts
from domain.schema import PublicService, RegistryCheck, RequiredDocument, Subtype

Connected = Callable[[str], bool]
"""Whether the site asks this registry."""


def is_open(service: PublicService, today: date, pilots_open: Collection[str]) -> bool:
    """Whether applications are taken at all: those of a pilot that is over (834 p.7) only where
    whoever runs the site has decided so."""
    return service.in_force_until is None or today <= service.in_force_until or service.code in pilots_open


def possible_documents(subtype: Subtype, is_connected: Connected) -> tuple[RequiredDocument, ...]:
    """The papers that any answers can ask for, without those for which a connected registry
    answers (834 annex 1; CON-1)."""
    return tuple(
        document
        for document in subtype.documents
        if not (document.stands_for and is_connected(document.stands_for))
    )


def takes_papers(subtype: Subtype, is_connected: Connected) -> bool:
    """Whether papers are attached at all: not where registries answer for every one of them."""
    return not subtype.documents or bool(possible_documents(subtype, is_connected))


def required_documents(
    subtype: Subtype, answers: Mapping[str, str], is_connected: Connected
) -> tuple[RequiredDocument, ...]:
    """The papers to attach for these answers (605 a.2 item 8; ALL-2; CON-1)."""
    return tuple(
        document
        for document in possible_documents(subtype, is_connected)
        if document.when is None or document.when.met(answers)
    )


def unanswered(subtype: Subtype, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Codes of the questions without a valid answer."""
    return tuple(
        question.code
        for question in subtype.questions
        if answers.get(question.code) not in {choice.code for choice in question.choices}
    )


def missing_documents(
    subtype: Subtype, answers: Mapping[str, str], attached: Collection[str], is_connected: Connected
) -> tuple[RequiredDocument, ...]:
    """The required papers that are not attached yet."""
    return tuple(
        document
        for document in required_documents(subtype, answers, is_connected)
        if document.code not in attached
    )


def failed_checks(subtype: Subtype, facts: Facts, today: date) -> tuple[RegistryCheck, ...]:
    """The checks that the registries answer with no."""
    return tuple(check for check in subtype.checks if check.check.passes(facts, today) is False)


def pending_blocking_checks(subtype: Subtype, facts: Facts, today: date) -> tuple[RegistryCheck, ...]:
    """The blocking checks that no registry has answered yet."""
    return tuple(
        check for check in subtype.checks if check.blocking and check.check.passes(facts, today) is None
    )


def canonical(content: Mapping[str, Any]) -> str:
    """The one JSON text of this content: sorted keys, no spaces, UTF-8 letters as they are."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """Hexadecimal SHA-256 of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()
