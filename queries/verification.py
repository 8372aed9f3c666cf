"""What anybody may learn about a result document by its code: the least that is of use."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

import catalogue
import clock
from database import db
from domain.roles import ROLE_TITLES, Role
from domain.schema import Group
from domain.signing import SignatureState
from domain.verification import grouped, is_well_formed, normalise
from models.bodies import Body
from models.cases import Case, FilingProof
from models.documents import ResultDocument
from models.signing import Signature, SigningDeed, SigningPaper
from queries.signatures import other_signatures


class Verdict(StrEnum):
    """The answer to "is this document genuine?"."""

    GENUINE = "genuine"
    REPLACED = "replaced"
    ANNULLED = "annulled"
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"
    UNDER_REVIEW = "under_review"
    DECIDED = "decided"


@dataclass(frozen=True)
class SignedBy:
    """Who signed, as the certificate names them; an officer's IIN is nobody's business.

    `position` is a source string. `at` is the authority's time stamp when
    `stamped`, else the moment in which the signature came in; `checked_by` says
    where the NCA's word about the key comes from, ocsp or crl. Of a citizen whom a
    document is about, the name is initials, and the certificate is not told.
    """

    name: str
    position: str
    organisation: str | None
    at: datetime
    stamped: bool
    checked_by: str | None
    serial: str
    issuer: str


@dataclass(frozen=True)
class CheckedDocument:
    """What is shown of a document that exists.

    `holder` is only initials and `iin_ending` the last four digits: enough to
    compare with the paper in hand, not to learn who somebody is. `body` has the
    issuing body's name by language code. `replaced_by` is a code in groups.
    `sha256` is of the PDF that `signed` is about; `other_sides` signed the same
    bytes, as the candidate the agreement.
    """

    service: str
    edition: str
    kind: str
    issued_on: date
    until_date: date | None
    body: dict[str, str]
    holder: str
    iin_ending: str
    sha256: str
    signed: SignedBy
    other_sides: tuple[SignedBy, ...] = ()
    replaced_by: str | None = None
    annulled_on: date | None = None


@dataclass(frozen=True)
class CheckedFiling:
    """What is shown of an application by the code of its proof; neither its ground nor how it was decided."""

    service: str
    filed_at: datetime
    body: Body
    holder: str
    iin_ending: str


@dataclass(frozen=True)
class Verification:
    """A verdict, the code as it was understood, in groups, and the document if there is one,
    or the application of which the code is a proof."""

    verdict: Verdict
    code: str
    document: CheckedDocument | None = None
    filing: CheckedFiling | None = None

    @property
    def expired(self) -> bool:
        """Whether the last day of a genuine document has passed."""
        until = self.document.until_date if self.document else None
        return until is not None and until < clock.today()


def lookup(typed: str) -> Verification:
    """What a code, as somebody typed or scanned it, stands for.

    `mistyped` means that no code can read so; `unknown` that nobody issued it, or
    that no signature under its document is known to count.
    """
    code = normalise(typed)
    if not is_well_formed(code):
        return Verification(Verdict.MISTYPED, typed.strip()[:40])
    document = db.session.scalar(select(ResultDocument).where(ResultDocument.verify_code == code))
    return _verification(document) or _proof(code) or Verification(Verdict.UNKNOWN, grouped(code))


def lookup_sha256(sha256: str) -> Verification | None:
    """What is known of the result document whose PDF has this SHA-256; None when there is none."""
    return _verification(
        db.session.scalars(select(ResultDocument).where(ResultDocument.sha256 == sha256).limit(1)).first()
    )


def signed_by(signature: Signature, role: Role) -> SignedBy:
    """Who made a signature, in this role."""
    return SignedBy(
        name=signature.common_name,
        position=ROLE_TITLES[role],
        organisation=signature.organisation,
        at=signature.stamped_at or signature.received_at,
        stamped=signature.stamped_at is not None,
        checked_by=signature.checked_by,
        serial=signature.serial,
        issuer=signature.issuer,
    )


def initials(full_name: str) -> str:
    """The first letters of surname, name and patronymic: А. А. С."""
    return " ".join(f"{part[0]}." for part in full_name.split())


def _verification(document: ResultDocument | None) -> Verification | None:
    if document is None:
        return None
    row = db.session.execute(
        select(Signature, SigningDeed.role)
        .join(SigningPaper, Signature.paper_id == SigningPaper.id)
        .join(SigningDeed, SigningPaper.deed_id == SigningDeed.id)
        .where(SigningPaper.storage_key == document.storage_key, Signature.state == SignatureState.VALID)
    ).one_or_none()
    if row is None:
        return None
    signature, role = row
    return Verification(
        Verdict(document.status),
        grouped(document.verify_code),
        _checked(document, signed_by(signature, Role(role)), _other_sides(document)),
    )


def proof_code(case_id: int) -> str | None:
    """The code of the case's proof of filing, if one was made."""
    return db.session.scalar(select(FilingProof.code).where(FilingProof.case_id == case_id))


def _proof(code: str) -> Verification | None:
    """What a proof of filing stands for now: nothing any more, once the case is decided or withdrawn."""
    case = db.session.scalar(
        select(Case)
        .options(joinedload(Case.person), joinedload(Case.body))
        .join(FilingProof, FilingProof.case_id == Case.id)
        .where(FilingProof.code == code)
    )
    if case is None:
        return None
    service = catalogue.edition_of(case.service, case.edition)
    is_open = service.workflow.step(case.status).group is Group.OPEN
    return Verification(
        Verdict.UNDER_REVIEW if is_open else Verdict.DECIDED,
        grouped(code),
        filing=CheckedFiling(
            service=service.title,
            filed_at=case.filed_at,
            body=case.body,
            holder=initials(case.person.full_name),
            iin_ending=case.person.iin[-4:],
        ),
    )


def _other_sides(document: ResultDocument) -> tuple[SignedBy, ...]:
    rows = db.session.execute(other_signatures(document.case_id, document.sha256, document.storage_key))
    return tuple(_in_public(signed_by(signature, Role(role)), Role(role)) for signature, role in rows)


def _in_public(signed: SignedBy, role: Role) -> SignedBy:
    """A citizen is told by initials, and not by the numbers of their key."""
    if role is not Role.CITIZEN:
        return signed
    return replace(signed, name=initials(signed.name), serial="", issuer="")


def _checked(
    document: ResultDocument, signed: SignedBy, other_sides: tuple[SignedBy, ...]
) -> CheckedDocument:
    facts = document.facts
    return CheckedDocument(
        service=facts["service"],
        edition=facts["edition"],
        kind=document.kind,
        # The day that the paper names: it was printed before it was signed, perhaps before midnight.
        issued_on=date.fromisoformat(facts["issued_on"]),
        until_date=document.until_date,
        body=facts["body"],
        holder=initials(facts["name"]),
        iin_ending=facts["iin"][-4:],
        sha256=document.sha256,
        signed=signed,
        other_sides=other_sides,
        replaced_by=_replacement(document),
        annulled_on=clock.local(document.annulled_at).date() if document.annulled_at else None,
    )


def _replacement(document: ResultDocument) -> str | None:
    """The code of the last document in the chain of replacements."""
    last = None
    while document.replaced_by_id is not None:
        document = db.session.get_one(ResultDocument, document.replaced_by_id)
        last = document.verify_code
    return grouped(last) if last else None
