"""What must be there before an application can be sent, and its frozen form."""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from domain.conditions import Facts
from domain.schema import RegistryCheck, RequiredDocument, Subtype


def required_documents(subtype: Subtype, answers: Mapping[str, str]) -> tuple[RequiredDocument, ...]:
    """The papers to attach for these answers (605 a.2 item 8; ALL-2)."""
    return tuple(
        document for document in subtype.documents if document.when is None or document.when.met(answers)
    )


def unanswered(subtype: Subtype, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Codes of the questions without a valid answer."""
    return tuple(
        question.code
        for question in subtype.questions
        if answers.get(question.code) not in {choice.code for choice in question.choices}
    )


def missing_documents(
    subtype: Subtype, answers: Mapping[str, str], attached: Collection[str]
) -> tuple[RequiredDocument, ...]:
    """The required papers that are not attached yet."""
    return tuple(
        document for document in required_documents(subtype, answers) if document.code not in attached
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
