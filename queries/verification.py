"""What anybody may learn about a result document by its code: the least that is of use."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select

import clock
from database import db
from domain.verification import grouped, is_well_formed, normalise
from models.documents import ResultDocument, ResultStatus


class Verdict(StrEnum):
    """The answer to "is this document genuine?"."""

    GENUINE = "genuine"
    REPLACED = "replaced"
    ANNULLED = "annulled"
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"


@dataclass(frozen=True)
class CheckedDocument:
    """What is shown of a document that exists.

    `holder` is only initials and `iin_ending` the last four digits: enough to
    compare with the paper in hand, not to learn who somebody is. `body` has the
    issuing body's name by language code. `replaced_by` is a code in groups.
    """

    service: str
    edition: str
    kind: str
    issued_on: date
    until_date: date | None
    body: dict[str, str]
    holder: str
    iin_ending: str
    replaced_by: str | None = None
    annulled_on: date | None = None


@dataclass(frozen=True)
class Verification:
    """A verdict, the code as it was understood, in groups, and the document if there is one."""

    verdict: Verdict
    code: str
    document: CheckedDocument | None = None

    @property
    def expired(self) -> bool:
        """Whether the last day of a genuine document has passed."""
        until = self.document.until_date if self.document else None
        return until is not None and until < clock.today()


def lookup(typed: str) -> Verification:
    """What a code, as somebody typed or scanned it, stands for.

    `mistyped` means that no code can read so; `unknown` that nobody issued it, or
    that its document is still being made.
    """
    code = normalise(typed)
    if not is_well_formed(code):
        return Verification(Verdict.MISTYPED, typed.strip()[:40])
    document = db.session.scalar(select(ResultDocument).where(ResultDocument.verify_code == code))
    if document is None or document.status == ResultStatus.BEING_PREPARED:
        return Verification(Verdict.UNKNOWN, grouped(code))
    return Verification(Verdict(document.status), grouped(code), _checked(document))


def initials(full_name: str) -> str:
    """The first letters of surname, name and patronymic: А. А. С."""
    return " ".join(f"{part[0]}." for part in full_name.split())


def _checked(document: ResultDocument) -> CheckedDocument:
    facts = document.facts
    return CheckedDocument(
        service=facts["service"],
        edition=facts["edition"],
        kind=document.kind,
        issued_on=clock.local(document.issued_at).date(),
        until_date=document.until_date,
        body=facts["body"],
        holder=initials(facts["name"]),
        iin_ending=facts["iin"][-4:],
        replaced_by=_replacement(document),
        annulled_on=clock.local(document.annulled_at).date() if document.annulled_at else None,
    )


def _replacement(document: ResultDocument) -> str | None:
    """The code of the last document in the chain of replacements, once it has its bytes."""
    last = None
    while document.replaced_by_id is not None:
        document = db.session.get_one(ResultDocument, document.replaced_by_id)
        if document.status != ResultStatus.BEING_PREPARED:
            last = document.verify_code
    return grouped(last) if last else None
