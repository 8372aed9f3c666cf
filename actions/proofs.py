"""The proof that an application was filed and is under review."""

import catalogue
import clock
from actions import audit
from database import db, lock_row
from domain.errors import ActionNotOpen
from domain.roles import Actor
from domain.schema import Group
from domain.verification import new_code
from models.cases import Case, FilingProof


def prove_filing(case_id: int, applicant: Actor) -> FilingProof:
    """The case's proof, made when it is asked for the first time; the same one ever after.

    Raises ActionNotOpen for a service that gives none, or once the case is decided.
    """
    case = lock_row(Case, case_id)
    service = catalogue.edition_of(case.service, case.edition)
    if not service.proves_filing or service.workflow.step(case.status).group is not Group.OPEN:
        raise ActionNotOpen("prove_filing")
    proof = db.session.get(FilingProof, case.id)
    if proof is None:
        proof = FilingProof(case_id=case.id, code=new_code(), made_at=clock.now())
        db.session.add(proof)
        db.session.flush()
        audit.record("filing_proof_made", applicant, case_id=case.id)
    return proof
